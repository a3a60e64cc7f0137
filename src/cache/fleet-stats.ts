import { Logger } from '@nestjs/common';
import { COUNTER_NAMES, type CacheStats, type Counters } from './cache-stats.js';
import { LatencyHistogram } from './latency-histogram.js';
import type { RedisAdapter } from './redis/redis-adapter.js';

const KEY = 'stats';
const FLUSH_MS = 5_000;

export interface NamespaceTotals {
  counters: Counters;
  load: LatencyHistogram;
  hit: LatencyHistogram;
}

/** Adds this process's statistics to the fleet's in Redis, and reads the sums. */
export class FleetStats {
  private readonly logger = new Logger('CacheStats');
  private sent = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly stats: CacheStats,
    private readonly redis: RedisAdapter | null,
    private readonly isUsable: () => boolean,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.flush().catch((error: unknown) => {
        this.logger.debug({ msg: 'Statistics were not added to the fleet', err: error });
      });
    }, FLUSH_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** What this process has seen. */
  here(): Map<string, NamespaceTotals> {
    return new Map(
      [...this.stats.namespaces].map(([namespace, { counters, load, hit }]) => {
        const both = new LatencyHistogram();
        both.add(hit.local.counts);
        both.add(hit.redis.counts);
        return [namespace, { counters: { ...counters }, load, hit: both }];
      }),
    );
  }

  /** What the fleet has seen since its counters exist; null when there is no fleet to ask. */
  async fleet(): Promise<Map<string, NamespaceTotals> | null> {
    if (!this.redis || !this.isUsable()) return null;
    await this.flush();
    return fromFields(await this.redis.hcounters(KEY));
  }

  /** Sends what was added since the last time. */
  async flush(): Promise<void> {
    if (!this.redis || !this.isUsable()) return;
    const now = toFields(this.here());
    const increments: Record<string, number> = {};
    for (const [field, value] of now) {
      const by = value - (this.sent.get(field) ?? 0);
      if (by > 0) increments[field] = by;
    }
    // Taken as sent before it is: a lost reply loses counts, it does not count twice.
    this.sent = now;
    await this.redis.hincrby(KEY, increments);
  }
}

function toFields(totals: ReadonlyMap<string, NamespaceTotals>): Map<string, number> {
  const fields = new Map<string, number>();
  for (const [namespace, { counters, load, hit }] of totals) {
    for (const name of COUNTER_NAMES) fields.set(`${namespace}|${name}`, counters[name]);
    load.counts.forEach((count, i) => count > 0 && fields.set(`${namespace}|load|${i}`, count));
    hit.counts.forEach((count, i) => count > 0 && fields.set(`${namespace}|hit|${i}`, count));
  }
  return fields;
}

function fromFields(fields: Readonly<Record<string, number>>): Map<string, NamespaceTotals> {
  const totals = new Map<string, NamespaceTotals>();
  for (const [field, value] of Object.entries(fields)) {
    const [namespace = '', name = '', index] = field.split('|');
    let total = totals.get(namespace);
    if (!total) {
      const counters = Object.fromEntries(COUNTER_NAMES.map((one) => [one, 0])) as unknown as Counters; // Every name, by construction.
      total = { counters, load: new LatencyHistogram(), hit: new LatencyHistogram() };
      totals.set(namespace, total);
    }
    const counter = COUNTER_NAMES.find((one) => one === name);
    if (counter) total.counters[counter] = value;
    else if (name === 'load' || name === 'hit') {
      const counts: number[] = [];
      counts[Number(index)] = value;
      total[name].add(counts);
    }
  }
  return totals;
}
