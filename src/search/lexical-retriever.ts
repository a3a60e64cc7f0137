import { Inject, Injectable } from '@nestjs/common';
import type { CatalogueFilter } from '../common/index.js';
import {
  LexicalIndex,
  type LexicalHit,
  type LexicalSuggestion,
  type PlannedQuery,
  type QueryUnderstanding,
} from '../lexical-index/index.js';
import type { LexicalEvidence } from './fusion.js';
import { ResultSet, type Matches, type SetStatistics } from './result-set.js';
import { searchConfig, type SearchConfig } from './search.config.js';
import type { FacetField } from './search.types.js';

export interface LexicalAnswer {
  /** What was asked for, and by which plan. */
  query: PlannedQuery;
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
    const answerTo = (query: PlannedQuery): Promise<LexicalAnswer & { hasThing: boolean }> =>
      this.answer(query, filter, facets, signal);
    const strictest = this.index.strictest(understanding);
    if (!strictest || !isEmpty(filter)) return answerTo(await this.index.plan(understanding));
    // Most often everything that is asked for is there: then this is the answer, and nobody had to ask first.
    const guess = await answerTo(strictest);
    if (this.index.isEnough(guess.statistics.total, guess.hasThing)) return guess;
    return answerTo(await this.index.plan(understanding, { strictestFailed: true }));
  }

  private async answer(
    query: PlannedQuery,
    filter: CatalogueFilter,
    facets: readonly FacetField[],
    signal: AbortSignal,
  ): Promise<LexicalAnswer & { hasThing: boolean }> {
    const matches: Matches = (first) => this.index.matches(query, first);
    const [{ hits, hasThing }, statistics] = await Promise.all([
      this.index.retrieve(query, { limit: this.config.lexicalWindow, filter, signal }),
      this.resultSet.statistics(matches, filter, facets),
    ]);
    return { query, hits, matches, statistics, hasThing };
  }

  /** Lexical scores of given materials, by id. */
  async score(
    query: QueryUnderstanding | PlannedQuery,
    ids: readonly string[],
  ): Promise<Map<string, LexicalHit>> {
    if (ids.length === 0) return new Map();
    const hits = await this.index.score(query, ids);
    return new Map(hits.map((hit) => [hit.id, hit]));
  }

  async suggest(prefix: string, limit: number): Promise<LexicalSuggestion[]> {
    return this.index.suggest(prefix, limit);
  }

  highlight(understanding: QueryUnderstanding, text: string): string | null {
    return this.index.highlight(understanding, text);
  }
}

function isEmpty(filter: CatalogueFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

/** What fusion needs to know of a lexical hit. */
export function lexicalEvidence(hit: LexicalHit, matched: boolean): LexicalEvidence {
  const { nounMatched, sizeAgreement, sku } = hit.features;
  return { score: hit.score, matched, nounMatched, sizeAgreement, sku };
}
