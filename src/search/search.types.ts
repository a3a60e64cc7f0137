import type { AskedPrice } from './asked-price.js';

export const SEARCH_MODES = ['hybrid', 'semantic', 'lexical'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

export const SEARCH_SORTS = ['relevance', 'price', '-price', 'name', '-updatedAt'] as const;
export type SearchSort = (typeof SEARCH_SORTS)[number];

export const FACET_FIELDS = ['brand', 'category', 'supplier', 'unit'] as const;
export type FacetField = (typeof FACET_FIELDS)[number];

export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const RETRIEVERS = ['lexical', 'semantic'] as const;
/** One of the two ways of finding; named in `degraded` when it did not answer. */
export type Retriever = (typeof RETRIEVERS)[number];

export const MATCH_KINDS = ['lexical', 'semantic', 'sku'] as const;
export type MatchKind = (typeof MATCH_KINDS)[number];

/** A parsed, canonical question: equal questions are equal objects (filters sorted, without doubles). */
export interface SearchQuestion {
  /** What is searched for: the query but for what it says of the price. */
  q: string;
  /** The query as typed. */
  typed: string;
  /** Bounds that the query itself named; they are in `minPrice` and `maxPrice`, where those were not given. */
  askedPrice: AskedPrice | null;
  mode: SearchMode;
  limit: number;
  offset: number;
  /** Category ids or paths; each means its subtree. */
  category: readonly string[];
  brand: readonly string[];
  unit: readonly string[];
  /** Supplier ids or names. */
  supplier: readonly string[];
  minPrice: string | null;
  maxPrice: string | null;
  sort: SearchSort;
  facets: readonly FacetField[];
  explain: boolean;
  /** False takes every word as it was typed. */
  correct: boolean;
}

export interface FacetValue {
  value: string;
  count: number;
}
