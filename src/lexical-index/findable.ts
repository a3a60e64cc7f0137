import type { CatalogueFilter } from '../common/index.js';

/** Where the matches of words are read. */
export interface FindableRows {
  /** Alias `m` is the indexed material, with its id, category, brand and unit. */
  from: string;
  /** Alias that has every column of a filter. */
  filtered: 'm' | 'p';
}

/**
 * The indexed materials, in `findable_materials`: what words, categories, brands, units and suppliers narrow down is counted there, a
 * hundred rows a page. Prices, which change more often than all of it, are read from the material itself.
 */
export function findableRows(filter: CatalogueFilter = {}): FindableRows {
  return filter.minPrice === undefined && filter.maxPrice === undefined
    ? { from: 'findable_materials m', filtered: 'm' }
    : { from: 'findable_materials m JOIN materials p ON p.id = m.id', filtered: 'p' };
}

/**
 * SQL that is true of alias `m` where its words match.
 *
 * @param query a tsquery as SQL.
 */
export function wordsMatch(query: string): string {
  return `words_of(m.id) @@ ${query}`;
}

/**
 * A tsquery whose text is a parameter such as `$1`, unknown to the planner: it would else read along the table for frequent words, to
 * meet matches soon; but goods of a kind stand together, and may stand at its end.
 */
export function unforeseen(parameter: string): string {
  return `(SELECT ${parameter}::tsquery)`;
}
