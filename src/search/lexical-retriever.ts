import { Inject, Injectable } from '@nestjs/common';
import type { CatalogueFilter } from '../common/index.js';
import {
  LexicalIndex,
  type LexicalHit,
  type LexicalSuggestion,
  type QueryUnderstanding,
} from '../lexical-index/index.js';
import type { LexicalEvidence } from './fusion.js';
import { ResultSet, type Matches, type SetStatistics } from './result-set.js';
import { searchConfig, type SearchConfig } from './search.config.js';
import type { FacetField } from './search.types.js';

export interface LexicalAnswer {
  /** The best matches, best first. */
  hits: readonly LexicalHit[];
  /** All matches, as a condition. */
  matches: Matches;
  /** Of all matches. */
  statistics: SetStatistics;
}

/** Finds by words, and counts what it found. */
@Injectable()
export class LexicalRetriever {
  constructor(
    private readonly index: LexicalIndex,
    private readonly resultSet: ResultSet,
    @Inject(searchConfig.KEY) private readonly config: SearchConfig,
  ) {}

  async understand(text: string, correct: boolean, signal: AbortSignal): Promise<QueryUnderstanding> {
    return this.index.understand(text, { signal, correct });
  }

  async retrieve(
    understanding: QueryUnderstanding,
    filter: CatalogueFilter,
    facets: readonly FacetField[],
    signal: AbortSignal,
  ): Promise<LexicalAnswer> {
    const matches: Matches = (first) => this.index.matches(understanding, first);
    const [{ hits }, statistics] = await Promise.all([
      this.index.retrieve(understanding, { limit: this.config.lexicalWindow, filter, signal }),
      this.resultSet.statistics(matches, filter, facets),
    ]);
    return { hits, matches, statistics };
  }

  /** Lexical scores of given materials, by id. */
  async score(understanding: QueryUnderstanding, ids: readonly string[]): Promise<Map<string, LexicalHit>> {
    if (ids.length === 0) return new Map();
    const hits = await this.index.score(understanding, ids);
    return new Map(hits.map((hit) => [hit.id, hit]));
  }

  async suggest(prefix: string, limit: number): Promise<LexicalSuggestion[]> {
    return this.index.suggest(prefix, limit);
  }

  highlight(understanding: QueryUnderstanding, text: string): string | null {
    return this.index.highlight(understanding, text);
  }
}

/** What fusion needs to know of a lexical hit. */
export function lexicalEvidence(hit: LexicalHit, matched: boolean): LexicalEvidence {
  const { nounMatched, sizeAgreement, sku } = hit.features;
  return { score: hit.score, matched, nounMatched, sizeAgreement, sku };
}
