/** Currencies as price lists write them: ISO 4217 code and every usual sign or word, lower case. */
const CURRENCIES: readonly (readonly [code: string, pattern: string])[] = [
  ['BYN', 'бел\\.? ?руб(?:лей|ля|ль)?\\.?|byn|byr'],
  ['RUB', '₽|руб(?:лей|ля|ль|лях)?\\.?|российских рублей|rub|rur|р\\.|р(?![а-яё])'],
  ['USD', '\\$|usd|долл(?:ар(?:ов|ах|а)?)?\\.?'],
  ['EUR', '€|eur|euro|евро'],
  ['KZT', '₸|kzt|тенге|тг\\.?'],
  ['UAH', '₴|uah|грн\\.?|грив(?:ен|нах)'],
  ['CNY', '¥|cny|rmb|юан(?:ь|ей|ях)'],
  ['UZS', 'uzs|сум'],
  ['KGS', 'kgs|сом'],
  ['GBP', '£|gbp'],
  ['TRY', '₺'],
  ['GEL', '₾'],
  ['AMD', '֏'],
];

const ANY = CURRENCIES.map(([code, pattern]) => `(?<${code}>${pattern})`).join('|');
const CURRENCY = new RegExp(`(?<![a-zа-яё])(?:${ANY})(?![a-zа-яё])`, 'iu');

export interface CurrencyMatch {
  code: string;
  index: number;
  length: number;
}

/** First currency named in a text; null when none is. */
export function findCurrency(text: string): CurrencyMatch | null {
  const match = CURRENCY.exec(text);
  if (!match?.groups) return null;
  const code = Object.keys(match.groups).find((name) => match.groups?.[name] !== undefined);
  return code === undefined ? null : { code, index: match.index, length: match[0].length };
}
