import { COUNTER_NAMES, TIERS, type Counters, type Tier } from './cache-stats.js';
import { LatencyHistogram } from './latency-histogram.js';

/** What one process or the fleet has counted for one kind of entry. */
export interface NamespaceTotals {
  counters: Counters;
  load: LatencyHistogram;
  hit: Record<Tier, LatencyHistogram>;
}

export function emptyTotals(): NamespaceTotals {
  return {
    counters: Object.fromEntries(COUNTER_NAMES.map((name) => [name, 0])) as unknown as Counters, // Every name, by construction.
    load: new LatencyHistogram(),
    hit: { local: new LatencyHistogram(), redis: new LatencyHistogram() },
  };
}

export function sumOf(totals: Iterable<NamespaceTotals>): NamespaceTotals {
  const sum = emptyTotals();
  for (const { counters, load, hit } of totals) {
    for (const name of COUNTER_NAMES) sum.counters[name] += counters[name];
    sum.load.add(load.counts);
    for (const tier of TIERS) sum.hit[tier].add(hit[tier].counts);
  }
  return sum;
}
