import { stemWord } from '../../text-analysis/index.js';
import { EVERYDAY_WORDS } from '../data/everyday-words.js';

const STEMS = new Set(
  EVERYDAY_WORDS.split(/\s+/)
    .filter((word) => word !== '')
    .map(stemWord),
);

/** Whether a stem is of a common word from outside the trade: spelled right, and no brand heard wrongly. */
export function isEveryday(stem: string): boolean {
  return STEMS.has(stem);
}
