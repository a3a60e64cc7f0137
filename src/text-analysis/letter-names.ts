import type { Atom } from './atoms.js';
import { pairsOf } from './word-pairs.js';

/** Names of Russian letters that are no words besides. */
const NAMES: ReadonlyMap<string, string> = new Map(
  pairsOf('бэ:б вэ:в гэ:г дэ:д жэ:ж зэ:з пэ:п тэ:т цэ:ц эл:л эль:л эм:м эн:н эр:р эс:с эф:ф'),
);
/** Those that are words as well: letters only among the others. */
const NAMES_AMONG_OTHERS: ReadonlyMap<string, string> = new Map([
  ...NAMES,
  ...pairsOf('а:а е:е о:о у:у ю:ю ка:к ха:х ша:ш'),
]);
/** Names of Latin letters as Russian writes them down. */
const LATIN_NAMES: ReadonlyMap<string, string> = new Map(
  pairsOf('ай:i би:b ви:v ди:d джи:g и:e пи:p си:c ти:t эйч:h эл:l эль:l эм:m эн:n эр:r эс:s эф:f ю:u'),
);
/** Of these, what no Russian letter is called. */
const ONLY_LATIN = /^(?:ай|би|ви|ди|джи|пи|си|эйч)$/;

/** No abbreviation has more letters; what goes on for longer is read in pieces, in linear time. */
const MOST_LETTERS = 10;

/** Whether a word is a letter's name and nothing else. */
export function isLetterName(word: string): boolean {
  return NAMES.has(word) || ONLY_LATIN.test(word);
}

/**
 * Writes what is spelled out, as speech is written down, as letters: "вэ вэ гэ" is ВВГ, "ю эс би" USB. One name alone is a letter where
 * a figure follows, "эм 500", or stands between, "а 500 эс".
 */
export function readLetterNames(atoms: Atom[]): Atom[] {
  if (!atoms.some(({ text }) => isLetterName(text))) return atoms;
  const read: Atom[] = [];
  for (let i = 0; i < atoms.length; ) {
    const { letters, next } = spelledAt(atoms, i);
    const [first, last] = [atoms[i] as Atom, atoms[next - 1]];
    const isMark = letters.length > 1 || isBesideFigure(atoms, i);
    if (letters !== '' && last && isMark) {
      const closesCode = letters.length === 1 && glueFigure(read);
      read.push({ ...first, text: letters, end: last.end, glued: closesCode || first.glued });
      const figure = atoms[next];
      if (figure?.type === 'number' && !closesCode) atoms[next] = { ...figure, glued: true };
      i = next;
    } else {
      read.push(first);
      i++;
    }
  }
  return read;
}

/** Joins the figure that a letter closes to the one that began it, "а 500". @returns false when there is no figure. */
function glueFigure(read: Atom[]): boolean {
  const [letter, figure] = [read.at(-2), read.at(-1)];
  if (figure?.type !== 'number') return false;
  if (letter?.type === 'letters' && letter.text.length === 1)
    read[read.length - 1] = { ...figure, glued: true };
  return true;
}

function isBesideFigure(atoms: readonly Atom[], i: number): boolean {
  return atoms[i + 1]?.type === 'number' || (atoms[i - 1]?.type === 'number' && i >= 2);
}

/** The letters that are spelled from `i` on, empty where none are. */
function spelledAt(atoms: readonly Atom[], i: number): { letters: string; next: number } {
  const isLatin = runFrom(atoms, i, LATIN_NAMES);
  if (isLatin.next - i > 1 && atoms.slice(i, isLatin.next).some(({ text }) => ONLY_LATIN.test(text)))
    return isLatin;
  const run = runFrom(atoms, i, NAMES_AMONG_OTHERS);
  const names = atoms.slice(i, run.next).filter(({ text }) => NAMES.has(text));
  // "А эр" may be a conjunction before a letter; three are no chance.
  const isSpelled = NAMES.has(atoms[i]?.text ?? '') || (run.next - i > 2 && names.length > 0);
  return isSpelled ? run : { letters: '', next: i + 1 };
}

function runFrom(
  atoms: readonly Atom[],
  i: number,
  names: ReadonlyMap<string, string>,
): { letters: string; next: number } {
  let letters = '';
  let next = i;
  for (; next < Math.min(atoms.length, i + MOST_LETTERS); next++) {
    const letter = names.get(atoms[next]?.text ?? '');
    if (letter === undefined) break;
    letters += letter;
  }
  return { letters, next: Math.max(next, i + 1) };
}
