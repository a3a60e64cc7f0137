/** Letters that look alike in both alphabets, as lower case: a keyboard left in the wrong layout writes "м2" with a Latin m. */
const LATIN_LOOKALIKES: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
  ё: 'е',
};

/** Longest key the database holds; no unit is that long, so a longer text is simply unknown. */
export const UNIT_KEY_LENGTH = 50;

/**
 * Folded spelling of a unit: compatibility forms (², ㎡), letter case, blanks and punctuation do not matter, nor do Latin
 * letters that look Cyrillic. "м²", "м2", "кв" differ; "кв.м", "кв. м." and "КВ М" do not. Which unit a key means is data.
 *
 * @returns at most {@link UNIT_KEY_LENGTH} characters; '' when the text holds no letter or digit, or is longer.
 */
export function normaliseUnitKey(text: string): string {
  const key = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]+/gu, '')
    .replace(/[abcehkmoptxyё]/g, (letter) => LATIN_LOOKALIKES[letter] ?? letter);
  return key.length <= UNIT_KEY_LENGTH ? key : '';
}
