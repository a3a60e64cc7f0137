import { Inject, Injectable } from '@nestjs/common';
import type { CatalogueFilter } from '../common/index.js';
import { VectorIndex } from '../vector-index/index.js';
import type { SemanticEvidence } from './fusion.js';
import { FUSION_WEIGHTS } from './fusion-weights.js';
import { QueryVectors } from './query-vectors.js';
import { searchConfig, type SearchConfig } from './search.config.js';
import { SemanticCoverage } from './semantic-coverage.js';
import { SemanticYardstick } from './semantic-yardstick.js';

export interface SemanticHit extends SemanticEvidence {
  id: string;
  /** From 1, nearest first. */
  rank: number;
}

export interface SemanticAnswer {
  /** Nearest first. */
  hits: readonly SemanticHit[];
  /** Nearness a hit must reach to count without a word in common. */
  floor: number;
  /** Upper bound of the nearness of what is not among the hits; 0 when the index had no more. */
  unseenNearness: number;
  /** Share of the catalogue that has a vector, 0 to 1. */
  coverage: number;
}

/** Finds what lies near the query in meaning. */
@Injectable()
export class SemanticRetriever {
  constructor(
    private readonly queryVectors: QueryVectors,
    private readonly vectors: VectorIndex,
    private readonly yardstick: SemanticYardstick,
    private readonly coverage: SemanticCoverage,
    @Inject(searchConfig.KEY) private readonly config: SearchConfig,
  ) {}

  /** Vectors of query texts, in order. */
  embed(texts: readonly string[], timeoutMs: number): Promise<Float32Array[]> {
    return this.queryVectors.embed(texts, timeoutMs);
  }

  /** Neighbours of a query vector within the filter, on the query's own scale. */
  async retrieve(
    vector: Float32Array,
    filter: CatalogueFilter,
    signal: AbortSignal,
  ): Promise<SemanticAnswer> {
    const limit = this.config.semanticTopK;
    const narrowed = Object.keys(filter).length > 0;
    const [scale, coverage, found, nearest] = await Promise.all([
      this.yardstick.scaleFor(vector),
      this.coverage.share(),
      this.vectors.search(vector, { limit, filter, signal }),
      // The floor is the same with and without a filter, so it is measured by the nearest of all.
      narrowed ? this.vectors.search(vector, { limit: 1, signal }) : null,
    ]);
    const hits = found.map(({ id, score }, i) => ({
      id,
      rank: i + 1,
      cosine: score,
      nearness: scale.nearness(score),
    }));
    const best = scale.nearness((nearest ?? found)[0]?.score ?? -1);
    return {
      hits,
      floor: Math.max(FUSION_WEIGHTS.floor, FUSION_WEIGHTS.floorOfBest * best),
      unseenNearness: hits.length < limit ? 0 : (hits.at(-1)?.nearness ?? 0),
      coverage,
    };
  }
}
