import type { Atom } from './atoms.js';
import { foldCode, foldLookalikes } from './letters.js';
import { readDimension, readFraction, readUnit } from './measures.js';
import { STOPWORDS } from './stopwords.js';

/** Where a code stands among the atoms, both ends included. */
export interface CodeSpan {
  first: number;
  last: number;
  /** Folded letters before the first figure; empty where figures begin. */
  series: string;
  /** That figure; not a number for a code with several of them. */
  value: number;
}

/** Connects the parts of one code or compound. */
const CONNECTOR = new Set(['-', '.', '/', '_', '+']);
const MOST_LETTERS = 6;
/** Of a series that stands apart from its number. */
const MOST_LETTERS_APART = 4;
const MOST_PARTS = 10;
const SHORTEST = 2;
const LONGEST = 40;

/** The codes that begin with the letters at `i`: М500, ПФ-115, "CM 11", А500С, ОСП-3, and the whole run in "EZ9F34". */
export function readCodes(atoms: readonly Atom[], i: number): CodeSpan[] {
  const atom = atoms[i] as Atom;
  if (atom.text.length > MOST_LETTERS) return [];
  let at = i + 1;
  const joiner = atoms[at];
  if (joiner?.glued && (joiner.text === '-' || joiner.text === '.') && atoms[at + 1]?.glued) at++;
  const number = atoms[at];
  if (number?.type !== 'number') return [];
  if (!number.glued && !(at === i + 1 && mayStandApart(atoms, i))) return [];
  const series = foldCode(foldLookalikes(atom.text));
  const spans = [{ first: i, last: at, series, value: number.value }];
  if (hasTail(atoms, at)) spans.push({ first: i, last: at + 1, series, value: number.value });
  const end = endOfRun(atoms, i);
  if (end > i + 1) spans.push({ first: i, last: end, series: foldCode(atom.text), value: Number.NaN });
  return spans;
}

/** The codes that begin with the bare number at `i`, before `next`: "3ПБ", "42,5Н", "1P", and "8240-97", which is no range. */
export function readFigureCodes(atoms: readonly Atom[], i: number, next: number): CodeSpan[] {
  const spans: CodeSpan[] = [];
  const { value } = atoms[i] as Atom;
  const [after, second] = [atoms[next], atoms[next + 1]];
  if (after?.type === 'letters' && after.glued && after.text.length <= 3)
    spans.push({ first: i, last: next, series: '', value });
  if (after?.text === '-' && after.glued && second?.type === 'number' && second.glued)
    spans.push({ first: i, last: next + 1, series: '', value });
  return spans;
}

/** Text of a code, folded; null where it is too short or too long for one. Between figures the hyphen counts. */
export function codeText(atoms: readonly Atom[], { first, last, series }: CodeSpan): string | null {
  let text = '';
  for (let at = first; at <= last; at++) {
    const atom = atoms[at] as Atom;
    if (atom.type !== 'sign') text += atom.text;
    else if (series === '') text += '-';
  }
  text = foldCode(text);
  return text.length < SHORTEST || text.length > LONGEST ? null : text;
}

/** Whether the atom at `i` is joined to the one before by a sign. */
export function isConnected(atoms: readonly Atom[], i: number): boolean {
  const before = atoms[i - 1];
  return before?.glued === true && CONNECTOR.has(before.text) && (atoms[i] as Atom).glued;
}

/** Apart, only short series count ("CM 11", "ПФ 115"), and only where the number is no measure of its own. */
function mayStandApart(atoms: readonly Atom[], i: number): boolean {
  const { text } = atoms[i] as Atom;
  return (
    text.length <= MOST_LETTERS_APART &&
    !STOPWORDS.has(text) &&
    readUnit(atoms, i + 2) === null &&
    readDimension(atoms, i + 1) === null &&
    readFraction(atoms, i + 1) === null
  );
}

/** Whether letters close the code with the number at `at`: the С of А500С. What may be a unit is one of a single letter only. */
function hasTail(atoms: readonly Atom[], at: number): boolean {
  const tail = atoms[at + 1];
  if (tail?.type !== 'letters' || !tail.glued || tail.text.length > 2 || /^[xх]/.test(tail.text))
    return false;
  return readUnit(atoms, at + 1) === null || (tail.text.length === 1 && (atoms[at] as Atom).glued);
}

/** The last atom of the run "EZ9F34", "КС-15-9", "3ПБ-16-37" that begins at `i`. */
function endOfRun(atoms: readonly Atom[], i: number): number {
  let last = i;
  while (last - i < MOST_PARTS) {
    const next = atoms[last + 1];
    if (!next?.glued) break;
    if (next.type !== 'sign') last++;
    else if (CONNECTOR.has(next.text) && atoms[last + 2]?.glued && atoms[last + 2]?.type !== 'sign')
      last += 2;
    else break;
  }
  return last;
}
