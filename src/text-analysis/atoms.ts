/** Smallest piece of a text: a run of letters, a number, or one other visible sign. */
export interface Atom {
  type: 'letters' | 'number' | 'sign';
  /** Normalised text; a number's decimal comma is a point. */
  text: string;
  /** Value of a number, else NaN. */
  value: number;
  /** Offsets in the normalised text. */
  start: number;
  end: number;
  /** Nothing stands between this atom and the one before. */
  glued: boolean;
}

const ATOM = /(\p{L}[\p{L}\p{M}]*)|(\p{Nd}+(?:[.,]\p{Nd}+)?)|(\S)/gu;
const ASCII_NUMBER = /^[\d.,]+$/;

/** Cuts normalised text into atoms, in one pass. */
export function cutAtoms(text: string): Atom[] {
  const atoms: Atom[] = [];
  let last = -1;
  for (const match of text.matchAll(ATOM)) {
    const start = match.index;
    const end = start + match[0].length;
    const glued = start === last;
    last = end;
    if (match[1] !== undefined) {
      atoms.push({ type: 'letters', text: match[1], value: Number.NaN, start, end, glued });
    } else if (match[2] !== undefined && ASCII_NUMBER.test(match[2])) {
      const number = match[2].replace(',', '.');
      atoms.push({ type: 'number', text: canonicalNumber(number), value: Number(number), start, end, glued });
    } else {
      // Digits of other scripts are signs to us: no trade writes sizes with them.
      atoms.push({ type: 'sign', text: match[0], value: Number.NaN, start, end, glued });
    }
  }
  return atoms;
}

/** "2.50" is "2.5" and "12,0" is "12"; "007" and very long numbers are marks, not amounts, and keep their digits. */
function canonicalNumber(text: string): string {
  if (!text.includes('.')) return text;
  if (text.length > 15) return text;
  return text.replace(/0+$/, '').replace(/\.$/, '');
}
