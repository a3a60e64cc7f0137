import { LatencyHistogram } from './latency-histogram.js';

export const TIERS = ['local', 'redis'] as const;
export type Tier = (typeof TIERS)[number];

/** What happened, in numbers that only grow. */
export interface Counters {
  hits: number;
  localHits: number;
  misses: number;
  stale: number;
  bypasses: number;
  writes: number;
  invalidations: number;
  errors: number;
}

export const COUNTER_NAMES = [
  'hits',
  'localHits',
  'misses',
  'stale',
  'bypasses',
  'writes',
  'invalidations',
  'errors',
] as const satisfies readonly (keyof Counters)[];

export class NamespaceStats {
  readonly counters: Counters = {
    hits: 0,
    localHits: 0,
    misses: 0,
    stale: 0,
    bypasses: 0,
    writes: 0,
    invalidations: 0,
    errors: 0,
  };
  readonly load = new LatencyHistogram();
  readonly hit: Record<Tier, LatencyHistogram> = {
    local: new LatencyHistogram(),
    redis: new LatencyHistogram(),
  };
}

export interface StatsObserver {
  hit(namespace: string, tier: Tier, ms: number): void;
  loaded(namespace: string, ms: number): void;
}

/** Statistics of this process, per namespace. Labels are few: a namespace is a kind of thing, never a key. */
export class CacheStats {
  readonly namespaces = new Map<string, NamespaceStats>();

  /** Told of every duration as it is counted, for metrics. */
  observer: StatsObserver | null = null;

  constructor(readonly since: Date) {}

  of(namespace: string): NamespaceStats {
    let stats = this.namespaces.get(namespace);
    if (!stats) {
      stats = new NamespaceStats();
      this.namespaces.set(namespace, stats);
    }
    return stats;
  }

  hit(namespace: string, tier: Tier, ms: number): void {
    const stats = this.of(namespace);
    stats.counters.hits++;
    if (tier === 'local') stats.counters.localHits++;
    stats.hit[tier].observe(ms);
    this.observer?.hit(namespace, tier, ms);
  }

  count(namespace: string, what: keyof Counters, times = 1): void {
    this.of(namespace).counters[what] += times;
  }

  loaded(namespace: string, ms: number): void {
    this.of(namespace).load.observe(ms);
    this.observer?.loaded(namespace, ms);
  }
}
