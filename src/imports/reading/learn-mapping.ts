import { foldHeader, type Field } from './fields.js';
import type { Mapping } from './find-header.js';

/**
 * What to remember of a supplier's columns after one more list: the columns of this list, and of the fields that it does not have
 * what was known before. A column that means another field now is forgotten for the old one.
 */
export function learnMapping(before: Mapping, chosen: Mapping): Mapping {
  const taken = new Set(
    Object.values(chosen)
      .filter((header) => header !== '')
      .map(foldHeader),
  );
  const kept = Object.entries(before).filter(
    ([field, header]) => chosen[field as Field] === undefined && !taken.has(foldHeader(header)),
  );
  return { ...Object.fromEntries(kept), ...chosen };
}
