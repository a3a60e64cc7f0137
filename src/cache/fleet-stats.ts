import { Logger } from '@nestjs/common';
import { COUNTER_NAMES, TIERS, type CacheStats, type Tier } from './cache-stats.js';
import type { LatencyHistogram } from './latency-histogram.js';
import type { RedisAdapter } from './redis/redis-adapter.js';
import { emptyTotals, type NamespaceTotals } from './namespace-totals.js';

const KEY = 'stats';
/** Field of the hash: since when there are counters, milliseconds since the epoch. */
const SINCE = 'since';
const FLUSH_MS = 5_000;

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

  /** Hands on what was counted last. */
  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.flush().catch((error: unknown) => {
      this.logger.debug({ msg: 'The last statistics were not added to the fleet', err: error });
    });
  }

  /** What this process has seen. */
  here(): Map<string, NamespaceTotals> {
    return new Map(
      [...this.stats.namespaces].map(([namespace, { counters, load, hit }]) => {
        const copy: NamespaceTotals = emptyTotals();
        copy.load.add(load.counts);
        for (const tier of TIERS) copy.hit[tier].add(hit[tier].counts);
        return [namespace, { ...copy, counters: { ...counters } }];
      }),
    );
  }

  /** What the fleet has seen since its counters exist; null when there is no fleet to ask. */
  async fleet(): Promise<{ since: number; byNamespace: Map<string, NamespaceTotals> } | null> {
    if (!this.redis || !this.isUsable()) return null;
    await this.flush();
    const { [SINCE]: since, ...fields } = await this.redis.hcounters(KEY);
    return { since: since ?? this.stats.since.getTime(), byNamespace: fromFields(fields) };
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
    if (Object.keys(increments).length === 0) return;
    await this.redis.hinit(KEY, SINCE, this.stats.since.getTime());
    await this.redis.hincrby(KEY, increments);
  }
}

function toFields(totals: ReadonlyMap<string, NamespaceTotals>): Map<string, number> {
  const fields = new Map<string, number>();
  for (const [namespace, { counters, load, hit }] of totals) {
    for (const name of COUNTER_NAMES) fields.set(`${namespace}|${name}`, counters[name]);
    load.counts.forEach((count, i) => count > 0 && fields.set(`${namespace}|load|${i}`, count));
    for (const tier of TIERS) {
      hit[tier].counts.forEach((count, i) => count > 0 && fields.set(`${namespace}|${tier}|${i}`, count));
    }
  }
  return fields;
}

function fromFields(fields: Readonly<Record<string, number>>): Map<string, NamespaceTotals> {
  const totals = new Map<string, NamespaceTotals>();
  for (const [field, value] of Object.entries(fields)) {
    const [namespace = '', name = '', index] = field.split('|');
    let total = totals.get(namespace);
    if (!total) {
      total = emptyTotals();
      totals.set(namespace, total);
    }
    const counter = COUNTER_NAMES.find((one) => one === name);
    if (counter) total.counters[counter] = value;
    else {
      const histogram: LatencyHistogram | undefined = name === 'load' ? total.load : total.hit[name as Tier];
      const counts: number[] = [];
      counts[Number(index)] = value;
      histogram?.add(counts);
    }
  }
  return totals;
}
