import { Injectable } from '@nestjs/common';
import { Clock } from '../common/index.js';
import { Embedder, identityKey } from '../embeddings/index.js';
import { withDeadline } from './deadline.js';
import { YARDSTICK_PANEL } from './yardstick-panel.js';
import { backgroundOf, measureModel, nearness, type ModelScale } from './yardstick.js';

/** A measurement all queries wait for must end: one that hangs would leave them without meaning until a restart. */
const MEASURE_TIMEOUT_MS = 20_000;

interface Measured {
  passages: readonly Float32Array[];
  scale: ModelScale;
}

/** Scale of one query: how near is a cosine to it. */
export interface QueryScale {
  nearness(cosine: number): number;
}

/**
 * Measures the model in use once by the panel (48 short texts), and each query against it. A failed measurement is tried again by
 * the next query.
 */
@Injectable()
export class SemanticYardstick {
  private current: { identity: string; measured: Promise<Measured> } | null = null;

  constructor(
    private readonly embedder: Embedder,
    private readonly clock: Clock,
  ) {}

  /** Rejects with AppError `embedder_unavailable` when the model cannot be measured. */
  async scaleFor(query: Float32Array): Promise<QueryScale> {
    const { passages, scale } = await this.model();
    const background = backgroundOf(query, passages);
    return { nearness: (cosine) => nearness(cosine, background, scale) };
  }

  /** Measures the model unless that is done or under way. */
  async warm(): Promise<void> {
    await this.model();
  }

  private model(): Promise<Measured> {
    const identity = identityKey(this.embedder.identity);
    if (this.current?.identity === identity) return this.current.measured;
    const current = {
      identity,
      measured: withDeadline(this.clock, MEASURE_TIMEOUT_MS, (signal) => this.measure(signal)),
    };
    this.current = current;
    current.measured.catch(() => {
      if (this.current === current) this.current = null;
    });
    return current.measured;
  }

  private async measure(signal: AbortSignal): Promise<Measured> {
    const queries = await this.embedder.embedQueries(
      YARDSTICK_PANEL.map(([query]) => query),
      { signal },
    );
    const passages = await this.embedder.embedPassages(
      YARDSTICK_PANEL.map(([, passage]) => passage),
      { signal },
    );
    return { passages, scale: measureModel(queries, passages) };
  }
}
