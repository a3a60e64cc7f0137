import { Inject, Injectable, Logger } from '@nestjs/common';
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import type { Cache } from 'cache-manager';
import { CacheAside } from './cache-aside.js';
import { CacheStats } from './cache-stats.js';
import { cacheConfig, type CacheConfig } from './cache.config.js';
import { FleetStats } from './fleet-stats.js';
import { escapeGlob } from './glob.js';
import { CachedRoutes } from './http/cached-routes.js';
import { LocalTier } from './local-tier.js';
import { MissWindow } from './miss-window.js';
import { emptyTotals, sumOf, type NamespaceTotals } from './namespace-totals.js';
import { Popularity, type Popular } from './popularity.js';
import { SharedTier } from './ports/shared-tier.port.js';
import { reportOf, sumOfSizes, type Sizes, type StatsReport } from './stats-report.js';
import { Warming, type WarmResult } from './warming.js';

export interface CacheStatsReport {
  /** Since when is counted (RFC 3339). */
  since: string;
  /** `fleet`: every instance since the counters in Redis exist; `process`: this one, as there is no Redis or it is away. */
  scope: 'fleet' | 'process';
  all: StatsReport;
  namespaces: Record<string, StatsReport>;
  stores: {
    local: { entries: number; bytes: number; maxBytes: number };
    redis: { status: 'up' | 'down' | 'unused'; entries: number | null; bytes: number | null };
  };
}

export interface WarmRequest {
  queries?: readonly string[] | undefined;
  materialIds?: readonly string[] | undefined;
  /** So many of the most popular requests of each kind. */
  popular?: number | undefined;
}

export type ClearRequest = { namespace: string } | { pattern: string } | { material: string } | 'everything';

/** Counting what Redis holds takes a walk over its keys: done once in so long for the whole fleet. */
const SIZES_TTL_MS = 15_000;
const SEARCH = 'search';
const MATERIAL = 'material';
/** Warmed for a kind that misses too often where nothing is warmed at start. */
const DEFAULT_POPULAR = 100;

/** What operators do with the cache, for the endpoints and the command line. */
@Injectable()
export class CacheAdmin {
  private readonly logger = new Logger(CacheAdmin.name);
  private readonly misses: MissWindow;
  private timer: NodeJS.Timeout | null = null;

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
  ) {
    this.misses = new MissWindow(config.missThreshold);
  }

  /** Begins to count for the fleet and to warm; called once Redis has been tried. */
  start(): void {
    this.popularity.start();
    this.fleet.start();
    this.timer = setInterval(() => this.warmWhatMisses(), this.config.missWindowMs);
    this.timer.unref();
    const { warmAtStart } = this.config;
    if (warmAtStart > 0) {
      this.routes.whenListening(() => this.warmInBackground(this.routes.namespaces(), warmAtStart));
    }
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.popularity.stop();
    await this.fleet.stop();
  }

  async report(): Promise<CacheStatsReport> {
    const { since, scope, byNamespace } = await this.totals();
    const local = this.local.sizes();
    const redis = await this.redisSizes();
    const namespaces: Record<string, StatsReport> = {};
    for (const namespace of [...new Set([...byNamespace.keys(), ...(redis?.keys() ?? [])])].sort()) {
      namespaces[namespace] = reportOf(byNamespace.get(namespace) ?? emptyTotals(), {
        local: local.get(namespace) ?? { entries: 0, bytes: 0 },
        redis: redis && (redis.get(namespace) ?? { entries: 0, bytes: 0 }),
      });
    }
    const here = sumOfSizes(local) ?? { entries: 0, bytes: 0 };
    const there = sumOfSizes(redis);
    return {
      since: since.toISOString(),
      scope,
      all: reportOf(sumOf(byNamespace.values()), { local: here, redis: there }),
      namespaces,
      stores: {
        local: { ...here, maxBytes: this.config.localBytes },
        redis: {
          status: !this.shared ? 'unused' : this.isRedisUp ? 'up' : 'down',
          entries: there?.entries ?? null,
          bytes: there?.bytes ?? null,
        },
      },
    };
  }

  async warm(request: WarmRequest): Promise<WarmResult> {
    const wanted = [
      ...(request.queries ?? []).map((q) => this.routes.requestFor(SEARCH, { q })),
      ...(request.materialIds ?? []).map((id) => this.routes.requestFor(MATERIAL, { id })),
      ...(request.popular ? await this.mostPopular(this.routes.namespaces(), request.popular) : []),
    ];
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

  private get isRedisUp(): boolean {
    return this.shared !== null && this.shared.session() !== null;
  }

  private async popular(namespace: string, count: number): Promise<Popular[]> {
    try {
      return await this.popularity.top(namespace, count);
    } catch (error) {
      this.logger.debug({ msg: 'Popularity is not known now', err: error });
      return [];
    }
  }

  private async mostPopular(namespaces: readonly string[], count: number): Promise<string[]> {
    const tops = await Promise.all(namespaces.map((namespace) => this.popular(namespace, count)));
    return tops.flat().map(({ request }) => request);
  }

  private warmWhatMisses(): void {
    const missing = this.misses.close(this.stats.namespaces);
    const served = this.routes.namespaces().filter((namespace) => missing.includes(namespace));
    if (served.length > 0) this.warmInBackground(served, this.config.warmAtStart || DEFAULT_POPULAR);
  }

  private warmInBackground(namespaces: readonly string[], count: number): void {
    if (!this.warming.canAsk) return;
    this.mostPopular(namespaces, count)
      .then((requests) => this.warming.warm(requests))
      .then(
        (result) => this.logger.debug({ msg: 'Warmed', namespaces, ...result }),
        (error: unknown) => this.logger.warn({ msg: 'Warming failed', err: error }),
      );
  }

  private async totals(): Promise<{
    since: Date;
    scope: 'fleet' | 'process';
    byNamespace: ReadonlyMap<string, NamespaceTotals>;
  }> {
    try {
      const fleet = await this.fleet.fleet();
      if (fleet) return { since: new Date(fleet.since), scope: 'fleet', byNamespace: fleet.byNamespace };
    } catch (error) {
      this.logger.debug({ msg: 'The fleet cannot be asked', err: error });
    }
    return { since: this.stats.since, scope: 'process', byNamespace: this.fleet.here() };
  }

  private async redisSizes(): Promise<Sizes> {
    const { shared } = this;
    if (!shared || !this.isRedisUp) return null;
    try {
      const sizes = await this.sharedValues.wrap(
        'redis-sizes',
        async () => {
          const measured = await shared.sizes();
          if (!measured) throw new Error('Redis did not say.'); // Not to be remembered.
          return [...measured];
        },
        SIZES_TTL_MS,
      );
      return new Map(sizes);
    } catch (error) {
      this.logger.debug({ msg: 'What Redis holds is not known now', err: error });
      return null;
    }
  }
}
