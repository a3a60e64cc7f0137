import { stemWord } from '../../text-analysis/index.js';
import { DEEDS } from '../data/deeds.js';

/** Stem → the stem that stands for its deed. */
const DEED_OF = new Map<string, string>();
for (const line of DEEDS.trim().split('\n')) {
  const stems = line.split(' ').map(stemWord);
  for (const stem of stems) if (!DEED_OF.has(stem)) DEED_OF.set(stem, stems[0] ?? stem);
}

/** The one stem for all words of a deed; any other stem as it is. */
export function deedOf(stem: string): string {
  return DEED_OF.get(stem) ?? stem;
}

/** Whether the stem is of a word for a deed. */
export function isDeedWord(stem: string): boolean {
  return DEED_OF.has(stem);
}
