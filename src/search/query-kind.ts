import type { QueryUnderstanding } from '../lexical-index/index.js';
import type { QueryKind } from './fusion-weights.js';

/** How words and meaning are to be weighed for this query. Without an understanding (word search is down) it is a plain name. */
export function queryKind(understanding: QueryUnderstanding | null): QueryKind {
  switch (understanding?.kind) {
    case undefined:
    case 'empty':
      return 'name';
    case 'sku':
    case 'code':
    case 'need':
    case 'category':
    case 'brand':
      return understanding.kind;
    case 'name':
      return hasMeasure(understanding) ? 'size' : 'name';
  }
}

function hasMeasure({ groups }: QueryUnderstanding): boolean {
  return groups.some(({ kind }) => kind === 'size' || kind === 'number' || kind === 'code');
}
