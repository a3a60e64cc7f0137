/** A number as people write it, in canonical form, and whether a reader could take it otherwise. */
export interface DecimalReading {
  /** For example "1846.56"; no sign, no exponent. */
  value: string;
  /** "1,846" is 1.846 in Russian and 1846 in English: read the Russian way, and said. */
  ambiguous: boolean;
}

const GROUPED = /^\d{1,3}([ '’]\d{3})+$/;

/**
 * Reads digits with any thousands and decimal separators: "1 846,56", "1.846,56", "1,846.56", "1'846.56", "1846".
 *
 * @param text without sign, currency or unit; blanks already single.
 * @param english true when the text shows an English hand (a leading dollar): a comma before three digits groups thousands.
 * @returns null when the text is not a number.
 */
export function readDecimal(text: string, english = false): DecimalReading | null {
  if (/^[,.]\d+$/.test(text)) return { value: `0.${text.slice(1)}`, ambiguous: false };
  if (!/^\d[\d ., '’]*$/.test(text)) return null;
  const lastComma = text.lastIndexOf(',');
  const lastDot = text.lastIndexOf('.');
  let mark = Math.max(lastComma, lastDot);
  let ambiguous = false;
  if (mark >= 0) {
    const sign = text.charAt(mark);
    const count = text.split(sign).length - 1;
    const alone = lastComma < 0 || lastDot < 0;
    const threeAfter = /^\d{3}$/.test(text.slice(mark + 1));
    if (count > 1) {
      // A repeated mark groups thousands; then every group has three digits.
      if (
        !alone ||
        !text
          .split(sign)
          .slice(1)
          .every((group) => /^\d{3}$/.test(group))
      )
        return null;
      mark = -1;
    } else if (alone && threeAfter && /^[1-9]\d{0,2}$/.test(text.slice(0, mark))) {
      if (english && sign === ',') mark = -1;
      else ambiguous = true;
    }
  }
  const whole = mark >= 0 ? text.slice(0, mark) : text;
  const fraction = mark >= 0 ? text.slice(mark + 1).trim() : '';
  if (!/^\d*$/.test(fraction)) return null;
  const grouped = whole.replace(/[.,]/g, ' ').trim();
  if (/[ '’]/.test(grouped) && !GROUPED.test(grouped.replace(/ +/g, ' '))) return null;
  const digits = grouped.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  return { value: fraction === '' ? digits : `${digits}.${fraction}`, ambiguous };
}
