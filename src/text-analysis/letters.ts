/** Cyrillic letters that look like a Latin one (lower case on both sides; the likeness is that of the capitals). */
const CYRILLIC_TO_LATIN: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  н: 'h',
  к: 'k',
  м: 'm',
  о: 'o',
  р: 'p',
  т: 't',
  у: 'y',
  х: 'x',
  і: 'i',
  ј: 'j',
  ѕ: 's',
};
const LATIN_TO_CYRILLIC: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CYRILLIC_TO_LATIN)
    .filter(([cyrillic]) => /[а-я]/.test(cyrillic))
    .map(([cyrillic, latin]) => [latin, cyrillic]),
);

/** The rest of the Cyrillic alphabet, for article codes, where a letter is a mark and not a sound. */
const CODE_LETTERS: Readonly<Record<string, string>> = {
  б: 'b',
  г: 'g',
  д: 'd',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  л: 'l',
  п: 'p',
  ф: 'f',
  ц: 'c',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
};

export const HAS_CYRILLIC = /[а-яіјѕ]/;
export const HAS_LATIN = /[a-z]/;

function mapAll(word: string, map: Readonly<Record<string, string>>): string | null {
  let result = '';
  for (const letter of word) {
    const mapped = map[letter];
    if (mapped === undefined) return null;
    result += mapped;
  }
  return result;
}

/**
 * A word typed with letters of both alphabets ("ГKЛ" with a Latin K), in one alphabet. The alphabet that holds all its letters
 * wins; a word that is neither ("ВВГlinе") stays as it is. Expects normalised text.
 */
export function foldLookalikes(word: string): string {
  if (!HAS_CYRILLIC.test(word) || !HAS_LATIN.test(word)) return word;
  let cyrillic = '';
  let latin = '';
  let latinOnly = true;
  let cyrillicOnly = true;
  for (const letter of word) {
    if (HAS_LATIN.test(letter)) {
      const other = LATIN_TO_CYRILLIC[letter];
      if (other === undefined) cyrillicOnly = false;
      cyrillic += other ?? letter;
      latin += letter;
    } else if (HAS_CYRILLIC.test(letter)) {
      const other = CYRILLIC_TO_LATIN[letter];
      if (other === undefined) latinOnly = false;
      latin += other ?? letter;
      cyrillic += letter;
    } else {
      cyrillic += letter;
      latin += letter;
    }
  }
  if (cyrillicOnly) return cyrillic;
  return latinOnly ? latin : word;
}

/** The same shape in the other alphabet ("COCHA" in Latin letters is "сосна"); null when some letter has no twin. */
export function lookalikeTwin(word: string): string | null {
  return mapAll(word, HAS_LATIN.test(word) ? LATIN_TO_CYRILLIC : CYRILLIC_TO_LATIN);
}

/** Letters of a grade or article as Latin ones: "М500" and "M500" are one code. Cyrillic goes by shape, then by sound. */
export function foldCode(code: string): string {
  if (!HAS_CYRILLIC.test(code)) return code;
  let result = '';
  for (const letter of code) result += CYRILLIC_TO_LATIN[letter] ?? CODE_LETTERS[letter] ?? letter;
  return result;
}
