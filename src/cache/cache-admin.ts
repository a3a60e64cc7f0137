import { Inject, Injectable, Logger } from '@nestjs/common';
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import type { Cache } from 'cache-manager';
import { CacheAside } from './cache-aside.js';
import { CacheStats } from './cache-stats.js';
import { cacheConfig, type CacheConfig } from './cache.config.js';
import { FleetStats, type NamespaceTotals } from './fleet-stats.js';
import { escapeGlob } from './glob.js';
import { CachedRoutes } from './http/cached-routes.js';
import { LatencyHistogram, type Percentiles } from './latency-histogram.js';
import { LocalTier } from './local-tier.js';
import { Popularity, type Popular } from './popularity.js';
import { SharedTier } from './ports/shared-tier.port.js';
import { Warming, type WarmResult } from './warming.js';

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
  hitMs: Percentiles;
}

export interface CacheStatsReport {
  /** Since when this process counts (RFC 3339). */
  since: string;
  /** `fleet`: every instance since the counters in Redis exist; `process`: this one, as there is no Redis or it is away. */
  scope: 'fleet' | 'process';
  all: StatsReport;
  namespaces: Record<string, StatsReport>;
  stores: {
    local: { entries: number; bytes: number; maxBytes: number };
    redis: { status: 'up' | 'down' | 'unused' };
  };
}

export interface WarmRequest {
  queries?: readonly string[] | undefined;
  materialIds?: readonly string[] | undefined;
  /** So many of the most popular requests of each kind. */
  popular?: number | undefined;
}

export type ClearRequest = { namespace: string } | { pattern: string } | { material: string } | 'everything';

/** The fleet's numbers may be this old: they cost a round trip with some hundred fields. */
const TOTALS_TTL_MS = 1_000;
const SEARCH = 'search';
const MATERIAL = 'material';

/** What operators do with the cache, for the endpoints and the command line. */
@Injectable()
export class CacheAdmin {
  private readonly logger = new Logger(CacheAdmin.name);
  private window: NodeJS.Timeout | null = null;
  private before = new Map<string, { asked: number; missed: number }>();

  constructor(
    private readonly cache: CacheAside,
    private readonly stats: CacheStats,
    private readonly fleet: FleetStats,
    private readonly local: LocalTier,
    @Inject(SharedTier) private readonly shared: SharedTier | null,
    private readonly routes: CachedRoutes,
    private readonly popularity: Popularity,
    private readonly warming: Warming,
    @Inject(CACHE_MANAGER) private readonly sharedValues: Cache,
    @Inject(cacheConfig.KEY) private readonly config: CacheConfig,
  ) {}

  /** Begins to count for the fleet and to warm; called once Redis has been tried. */
  start(): void {
    this.popularity.start();
    this.fleet.start();
    this.window = setInterval(() => void this.warmWhatMisses(), this.config.missWindowMs);
    this.window.unref();
    if (this.config.warmAtStart > 0) this.inBackground({ popular: this.config.warmAtStart });
  }

  stop(): void {
    if (this.window) clearInterval(this.window);
    this.popularity.stop();
    this.fleet.stop();
  }

  async report(): Promise<CacheStatsReport> {
    const totals = await this.totals();
    const sizes = this.local.sizes();
    const namespaces: Record<string, StatsReport> = {};
    for (const [namespace, total] of [...totals.byNamespace].sort(([a], [b]) => (a < b ? -1 : 1))) {
      namespaces[namespace] = reportOf(total, sizes.get(namespace));
    }
    const size = { entries: 0, bytes: 0 };
    for (const { entries, bytes } of sizes.values()) {
      size.entries += entries;
      size.bytes += bytes;
    }
    return {
      since: this.stats.since.toISOString(),
      scope: totals.scope,
      all: reportOf(sumOf([...totals.byNamespace.values()]), size),
      namespaces,
      stores: {
        local: { ...size, maxBytes: this.config.localBytes },
        redis: { status: !this.shared ? 'unused' : this.shared.session() === null ? 'down' : 'up' },
      },
    };
  }

  async warm(request: WarmRequest): Promise<WarmResult> {
    const wanted = [
      ...(request.queries ?? []).map((q) => this.routes.requestFor(SEARCH, { q })),
      ...(request.materialIds ?? []).map((id) => this.routes.requestFor(MATERIAL, { id })),
    ];
    if (request.popular) {
      for (const namespace of this.routes.namespaces()) {
        const top = await this.popular(namespace, request.popular);
        wanted.push(...top.map((one) => one.request));
      }
    }
    return this.warming.warm(wanted.filter((one) => one !== null));
  }

  /** @returns how many entries were removed from Redis, or, without it, from the process. */
  async clear(what: ClearRequest): Promise<number> {
    if (what === 'everything') return this.cache.invalidatePattern('*');
    if ('pattern' in what) return this.cache.invalidatePattern(what.pattern);
    if ('namespace' in what) {
      // First the generation, at once and for everybody; then the space it took up.
      await this.cache.invalidateAll(what.namespace);
      return this.cache.invalidatePattern(`${escapeGlob(what.namespace)}:*`);
    }
    return this.cache.invalidatePattern(`${MATERIAL}:${escapeGlob(what.material)}`);
  }

  async mostAsked(count: number): Promise<{
    queries: { query: string; score: number }[];
    materials: { id: string; score: number }[];
  }> {
    const queries = await this.popular(SEARCH, count);
    const materials = await this.popular(MATERIAL, count);
    return {
      queries: queries.map(({ request, score }) => ({
        query: this.routes.partOf(SEARCH, request, 'q'),
        score,
      })),
      materials: materials.map(({ request, score }) => ({
        id: this.routes.partOf(MATERIAL, request, 'id'),
        score,
      })),
    };
  }

  private async popular(namespace: string, count: number): Promise<Popular[]> {
    try {
      return await this.popularity.top(namespace, count);
    } catch (error) {
      this.logger.debug({ msg: 'Popularity is not known now', err: error });
      return [];
    }
  }

  private inBackground(request: WarmRequest): void {
    if (!this.warming.canAsk) return;
    this.warm(request).then(
      (result) => this.logger.debug({ msg: 'Warmed', ...result }),
      (error: unknown) => this.logger.warn({ msg: 'Warming failed', err: error }),
    );
  }

  /** Warms when a namespace missed more than the threshold in the window that ends now. */
  private warmWhatMisses(): void {
    for (const [namespace, { counters }] of this.stats.namespaces) {
      const asked = counters.hits + counters.stale + counters.misses;
      const last = this.before.get(namespace) ?? { asked: 0, missed: 0 };
      this.before.set(namespace, { asked, missed: counters.misses });
      const inWindow = asked - last.asked;
      if (inWindow < 20 || !this.routes.namespaces().includes(namespace)) continue; // Too few to speak of a rate.
      if ((counters.misses - last.missed) / inWindow > this.config.missThreshold) {
        this.inBackground({ popular: this.config.warmAtStart });
        return;
      }
    }
  }

  private async totals(): Promise<{
    scope: 'fleet' | 'process';
    byNamespace: Map<string, NamespaceTotals>;
  }> {
    try {
      const fleet = await this.sharedValues.wrap(
        'fleet-totals',
        async () => serialise(await this.fleet.fleet()),
        TOTALS_TTL_MS,
      );
      if (fleet) return { scope: 'fleet', byNamespace: revive(fleet) };
    } catch (error) {
      this.logger.debug({ msg: 'The fleet cannot be asked', err: error });
    }
    return { scope: 'process', byNamespace: this.fleet.here() };
  }
}

type Serialised = {
  namespace: string;
  counters: NamespaceTotals['counters'];
  load: number[];
  hit: number[];
}[];

function serialise(totals: ReadonlyMap<string, NamespaceTotals> | null): Serialised | null {
  return totals
    ? [...totals].map(([namespace, { counters, load, hit }]) => ({
        namespace,
        counters,
        load: load.counts,
        hit: hit.counts,
      }))
    : null;
}

function revive(totals: Serialised): Map<string, NamespaceTotals> {
  return new Map(
    totals.map(({ namespace, counters, load, hit }) => {
      const total = { counters, load: new LatencyHistogram(), hit: new LatencyHistogram() };
      total.load.add(load);
      total.hit.add(hit);
      return [namespace, total];
    }),
  );
}

function sumOf(totals: readonly NamespaceTotals[]): NamespaceTotals {
  const sum: NamespaceTotals = {
    counters: {
      hits: 0,
      localHits: 0,
      misses: 0,
      stale: 0,
      bypasses: 0,
      writes: 0,
      invalidations: 0,
      errors: 0,
    },
    load: new LatencyHistogram(),
    hit: new LatencyHistogram(),
  };
  for (const { counters, load, hit } of totals) {
    for (const name of Object.keys(sum.counters) as (keyof typeof sum.counters)[]) {
      sum.counters[name] += counters[name];
    }
    sum.load.add(load.counts);
    sum.hit.add(hit.counts);
  }
  return sum;
}

function reportOf(
  { counters, load, hit }: NamespaceTotals,
  size: { entries: number; bytes: number } | undefined,
): StatsReport {
  const served = counters.hits + counters.stale;
  const asked = served + counters.misses;
  return {
    hits: counters.hits,
    misses: counters.misses,
    stale: counters.stale,
    writes: counters.writes,
    invalidations: counters.invalidations,
    errors: counters.errors,
    hitRate: asked === 0 ? 0 : Number((served / asked).toFixed(4)),
    entries: size?.entries ?? 0,
    bytes: size?.bytes ?? 0,
    loadMs: load.percentiles(),
    hitMs: hit.percentiles(),
  };
}
