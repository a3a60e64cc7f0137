import { isOpposed } from '../data/opposites.js';
import type { MaterialText } from './material-text.js';
import type { Term } from './term-strength.js';

/** Least weight of an alternative that says the same as the query does. */
export const SAME = 0.95;

/** Whether the name says the opposite of the term, and nowhere the same in another word: "RAL 8017" is brown. */
export function isOpposite(
  { opposable, alternatives }: Term,
  { name, leaf, measures }: MaterialText,
): boolean {
  return (
    opposable.some((stem) => isOpposed(stem, name)) &&
    !alternatives.some(
      ({ lexemes, weight }) =>
        weight >= SAME &&
        lexemes.every((lexeme) => name.has(lexeme) || leaf.has(lexeme) || measures.has(lexeme)),
    )
  );
}
