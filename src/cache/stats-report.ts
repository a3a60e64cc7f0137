import { TIERS, type Tier } from './cache-stats.js';
import { LatencyHistogram, type Percentiles } from './latency-histogram.js';
import type { NamespaceTotals } from './namespace-totals.js';

export interface TierReport {
  hits: number;
  /** Local: of the instance that answers. Redis: of the fleet, some seconds old. Null where it is not known. */
  entries: number | null;
  bytes: number | null;
  hitMs: Percentiles;
}

export interface StatsReport {
  hits: number;
  misses: number;
  stale: number;
  writes: number;
  invalidations: number;
  errors: number;
  /** Hits and stale answers among all reads that did not go past the cache; 0 to 1. */
  hitRate: number;
  /** In the local tier of the instance that answers. */
  entries: number;
  bytes: number;
  loadMs: Percentiles;
  /** Of both tiers together. */
  hitMs: Percentiles;
  tiers: Record<Tier, TierReport>;
}

export interface Size {
  entries: number;
  bytes: number;
}

/** What one tier holds, by namespace; null when it is not known. */
export type Sizes = ReadonlyMap<string, Size> | null;

export function reportOf(
  { counters, load, hit }: NamespaceTotals,
  sizes: Record<Tier, Size | null>,
): StatsReport {
  const served = counters.hits + counters.stale;
  const asked = served + counters.misses;
  const both = new LatencyHistogram();
  for (const tier of TIERS) both.add(hit[tier].counts);
  const tierReport = (tier: Tier, hits: number): TierReport => ({
    hits,
    entries: sizes[tier]?.entries ?? null,
    bytes: sizes[tier]?.bytes ?? null,
    hitMs: hit[tier].percentiles(),
  });
  return {
    hits: counters.hits,
    misses: counters.misses,
    stale: counters.stale,
    writes: counters.writes,
    invalidations: counters.invalidations,
    errors: counters.errors,
    hitRate: asked === 0 ? 0 : Number((served / asked).toFixed(4)),
    entries: sizes.local?.entries ?? 0,
    bytes: sizes.local?.bytes ?? 0,
    loadMs: load.percentiles(),
    hitMs: both.percentiles(),
    tiers: {
      local: tierReport('local', counters.localHits),
      redis: tierReport('redis', counters.hits - counters.localHits),
    },
  };
}

export function sumOfSizes(sizes: Sizes): Size | null {
  if (!sizes) return null;
  const sum = { entries: 0, bytes: 0 };
  for (const { entries, bytes } of sizes.values()) {
    sum.entries += entries;
    sum.bytes += bytes;
  }
  return sum;
}
