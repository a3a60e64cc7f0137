import { stemWord } from '../../text-analysis/index.js';
import { EVERYDAY_WORDS, HOUSEHOLD_WORDS } from '../data/everyday-words.js';

const EVERYDAY = stemsOf(EVERYDAY_WORDS);
const HOUSEHOLD = stemsOf(HOUSEHOLD_WORDS);

function stemsOf(words: string): ReadonlySet<string> {
  return new Set(
    words
      .split(/\s+/)
      .filter((word) => word !== '')
      .map(stemWord),
  );
}

/** Whether a stem is of a common word from outside the trade: spelled right, and no brand heard wrongly. */
export function isEveryday(stem: string): boolean {
  return EVERYDAY.has(stem);
}

/** Whether a stem is of a thing from outside the trade that goods of the trade may be for. */
export function isHousehold(stem: string): boolean {
  return HOUSEHOLD.has(stem);
}
