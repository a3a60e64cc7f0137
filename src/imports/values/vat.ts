export interface Vat {
  /** Whether the price holds it; null when the text does not say. */
  included: boolean | null;
  /** Percent, for example "20". */
  rate: string | null;
}

/** What a header or a value says of value added tax: "с НДС 20%", "без НДС", "в т.ч. НДС", "excl. VAT"; null when nothing. */
export function findVat(text: string): Vat | null {
  const lower = text.toLowerCase();
  if (!/ндс|vat|\btax\b/.test(lower)) return null;
  const rate = /(\d{1,2}(?:[.,]\d{1,2})?) ?%/.exec(lower)?.[1]?.replace(',', '.') ?? null;
  if (/(\+|плюс) ?(ндс|vat)/.test(lower)) return { included: false, rate };
  if (/без( учета)? ндс|без учёта ндс|не вкл|excl|without|net of|ндс не облага|ex\.? vat/.test(lower)) {
    return { included: false, rate };
  }
  if (/(с|вкл\S*|включая|в т\.? ?ч\.?|в том числе|учетом|учётом) ндс|ндс вкл|incl|with vat/.test(lower)) {
    return { included: true, rate };
  }
  return { included: null, rate };
}
