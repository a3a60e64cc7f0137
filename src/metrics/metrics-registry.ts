import { Injectable, Logger } from '@nestjs/common';
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type CounterConfiguration,
  type GaugeConfiguration,
  type HistogramConfiguration,
  type Metric,
} from 'prom-client';
import { SeriesHistogram } from './series-histogram.js';

/** A gauge among several that one look fills. */
export interface GaugeOfLook<K extends string> {
  key: K;
  name: string;
  help: string;
}

/** A scrape waits no longer than this for what has to be asked: Prometheus itself gives up after ten seconds. */
const LOOK_TIMEOUT_MS = 2_000;

/**
 * The metrics of one running program. Every room makes its own here: `catalogue_<room>_<what>_<unit>`, counters end in `_total`,
 * times are seconds, labels have few values (a route template, never a path; a code, never a text).
 */
@Injectable()
export class MetricsRegistry {
  private readonly logger = new Logger('Metrics');
  private readonly registry = new Registry();
  private readonly failedLooks: Counter<'look'>;

  constructor() {
    this.failedLooks = this.counter({
      name: 'catalogue_metrics_look_errors_total',
      help: 'Times something could not be asked for its numbers when Prometheus came by.',
      labelNames: ['look'] as const,
    });
    // Process and event loop: memory, CPU, garbage collection, loop lag.
    collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends string>(options: CounterConfiguration<L>): Counter<L> {
    return new Counter({ ...options, registers: [this.registry] });
  }

  /** With `collect` the value is read when Prometheus asks. */
  gauge<L extends string>(options: GaugeConfiguration<L>): Gauge<L> {
    return new Gauge({ ...options, registers: [this.registry] });
  }

  /**
   * Gauges whose values come from one question, asked once a scrape (the database, mostly). When there is no answer, or none in time, the
   * values are left out and the rest of the scrape is as it should be.
   *
   * @param look name of the question, a label of the count of failures.
   */
  gaugesOfLook<K extends string>(
    look: string,
    gauges: readonly GaugeOfLook<K>[],
    ask: () => Promise<Readonly<Record<K, number>>>,
  ): void {
    this.failedLooks.inc({ look }, 0);
    let asking: Promise<Readonly<Record<K, number>> | null> | null = null;
    const answer = (): Promise<Readonly<Record<K, number>> | null> =>
      (asking ??= withTimeout(ask(), LOOK_TIMEOUT_MS)
        .catch((error: unknown) => {
          this.failedLooks.inc({ look });
          this.logger.debug({ msg: 'No numbers', look, err: error });
          return null;
        })
        .finally(() => {
          asking = null;
        }));
    for (const { key, name, help } of gauges) {
      this.gauge({
        name,
        help,
        async collect() {
          const values = await answer();
          this.reset();
          if (values) this.set(values[key]);
          else this.remove();
        },
      });
    }
  }

  histogram<L extends string>(options: HistogramConfiguration<L>): Histogram<L> {
    return new Histogram({ ...options, registers: [this.registry] });
  }

  /** A histogram for what is observed with every request. */
  seriesHistogram(options: ConstructorParameters<typeof SeriesHistogram>[0]): SeriesHistogram {
    const histogram = new SeriesHistogram(options);
    // The registry asks `name` and `get` of a metric, and no more.
    this.registry.registerMetric(histogram as unknown as Metric);
    return histogram;
  }

  /** Prometheus text exposition of everything. */
  expose(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}

function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
