export type GtinReading = { gtin: string } | { fault: 'length' | 'check_digit' };

/**
 * Reads a barcode: GTIN-8, -12, -13 or -14 with a right check digit (GS1 General Specifications, section 7.9).
 *
 * @param text digits, blanks and hyphens; anything else is a wrong length.
 */
export function readGtin(text: string): GtinReading {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return { fault: 'length' };
  let sum = 0;
  for (let i = digits.length - 2, weight = 3; i >= 0; i -= 1, weight = 4 - weight) {
    sum += Number(digits[i]) * weight;
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1)) ? { gtin: digits } : { fault: 'check_digit' };
}
