import type { QueryCorrection, QuerySize } from '../lexical-index/index.js';
import type { Material } from '../materials/index.js';
import type { AskedPrice } from './asked-price.js';
import type { Explanation } from './explanation.js';
import type { Facets } from './result-set.js';
import type { Confidence, MatchKind, Retriever, SearchMode } from './search.types.js';

export interface SearchItem {
  material: Material;
  /** 0 to 1, higher is better. */
  score: number;
  confidence: Confidence;
  matchedBy: MatchKind[];
  /** HTML-escaped, with `<mark>` around what matched. */
  highlights: { name?: string; description?: string };
  explain?: Explanation;
}

export interface SearchAnswer {
  query: {
    text: string;
    interpreted: string;
    corrections: readonly QueryCorrection[];
    sizes: readonly QuerySize[];
    units: readonly string[];
    /** Bounds of the price that the query named; null where it named none. */
    price: AskedPrice | null;
  };
  items: SearchItem[];
  /** Size of the result set: the same on every page. */
  total: number;
  facets: Facets;
  mode: SearchMode;
  /** Retrievers that should have taken part and did not. */
  degraded: Retriever[];
  tookMs: number;
  /** False: something did not answer, so the answer must not be kept. */
  whole: boolean;
}
