import { Injectable } from '@nestjs/common';
import { MetricsRegistry } from '../metrics/index.js';
import { RETRIEVERS, type Retriever } from './search.types.js';

/** How one retriever took part in one search. `skipped`: it failed shortly before, and was not asked. */
export type LegOutcome = 'answered' | 'late' | 'failed' | 'skipped';

/** Latencies and degradations of the two retrievers. */
@Injectable()
export class SearchMetrics {
  private readonly durations;
  private readonly legs;

  constructor(metrics: MetricsRegistry) {
    this.durations = metrics.histogram({
      name: 'catalogue_search_retriever_duration_seconds',
      help: 'Time a retriever took to answer or to fail.',
      labelNames: ['retriever'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    });
    this.legs = metrics.counter({
      name: 'catalogue_search_retriever_requests_total',
      help: 'Searches by retriever and how it took part; all outcomes but answered make the search degraded.',
      labelNames: ['retriever', 'outcome'] as const,
    });
    // Zeros, so that the first failure is an increase that an alert sees.
    for (const retriever of RETRIEVERS) {
      for (const outcome of ['answered', 'late', 'failed', 'skipped'] as const) {
        this.legs.inc({ retriever, outcome }, 0);
      }
    }
  }

  /** @param tookMs 0 for a retriever that was not asked. */
  leg(retriever: Retriever, outcome: LegOutcome, tookMs: number): void {
    this.legs.inc({ retriever, outcome });
    if (outcome !== 'skipped') this.durations.observe({ retriever }, tookMs / 1_000);
  }
}
