const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбюё';

const toCyrillic = new Map(
  [...LATIN].map((key, i) => [key, CYRILLIC[i] === 'ё' ? 'е' : (CYRILLIC[i] ?? key)]),
);
const toLatin = new Map([...CYRILLIC].map((key, i) => [key, LATIN[i] ?? key]));

/** Lower-case text typed on the English layout as the Russian one would have it: "wtvtyn" is "цемент". */
export function toRussianLayout(text: string): string {
  return [...text].map((key) => toCyrillic.get(key) ?? key).join('');
}

/** Lower-case text typed on the Russian layout as the English one would have it: "лтфга" is "knauf". */
export function toEnglishLayout(text: string): string {
  return [...text].map((key) => toLatin.get(key) ?? key).join('');
}
