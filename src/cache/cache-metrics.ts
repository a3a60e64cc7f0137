import type { MetricsRegistry } from '../metrics/index.js';
import { COUNTER_NAMES, type CacheStats } from './cache-stats.js';
import type { LocalTier } from './local-tier.js';
import type { SharedTier } from './ports/shared-tier.port.js';

/** Shows the statistics of this process to Prometheus. */
export function registerCacheMetrics(
  metrics: MetricsRegistry,
  stats: CacheStats,
  local: LocalTier,
  shared: SharedTier | null,
): void {
  metrics.counter({
    name: 'catalogue_cache_events_total',
    help: 'Reads and writes of the cache by kind of entry: hits, localHits (part of hits), misses, stale, bypasses, writes, invalidations, errors.',
    labelNames: ['namespace', 'event'] as const,
    // Counted elsewhere already, so they are copied when Prometheus asks.
    collect() {
      this.reset();
      for (const [namespace, { counters }] of stats.namespaces) {
        for (const event of COUNTER_NAMES) this.inc({ namespace, event }, counters[event]);
      }
    },
  });
  const hits = metrics.seriesHistogram({
    name: 'catalogue_cache_hit_duration_seconds',
    help: 'Time to find an entry, by kind and tier.',
    labelNames: ['namespace', 'tier'],
    buckets: [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25],
  });
  const loads = metrics.histogram({
    name: 'catalogue_cache_load_duration_seconds',
    help: 'Time to load what the cache did not have, by kind.',
    labelNames: ['namespace'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  stats.observer = {
    hit: (namespace, tier, ms) => hits.of(namespace, tier).observe(ms / 1_000),
    loaded: (namespace, ms) => loads.observe({ namespace }, ms / 1_000),
  };
  metrics.gauge({
    name: 'catalogue_cache_local_bytes',
    help: 'Bytes of the tier in the process, by kind.',
    labelNames: ['namespace'] as const,
    collect() {
      for (const [namespace, { bytes }] of local.sizes()) this.set({ namespace }, bytes);
    },
  });
  // Not there where no Redis is set: an alert on 0 is then about a lost one.
  if (shared === null) return;
  metrics.gauge({
    name: 'catalogue_cache_local_entries',
    help: 'Entries of the tier in the process, by kind.',
    labelNames: ['namespace'] as const,
    collect() {
      for (const [namespace, { entries }] of local.sizes()) this.set({ namespace }, entries);
    },
  });
  metrics.gauge({
    name: 'catalogue_cache_redis_up',
    help: '1 while Redis is in use, 0 while it is lost.',
    collect() {
      this.set(shared.session() === null ? 0 : 1);
    },
  });
}
