import { Logger } from '@nestjs/common';
import type { Clock } from '../common/index.js';
import {
  CacheAside,
  type CacheAnswer,
  type CachePolicy,
  type CacheReadOptions,
  type Loaded,
  type News,
} from './cache-aside.js';
import type { CacheEntry } from './cache-entry.js';
import type { CacheStats } from './cache-stats.js';
import { deferred } from './deferred.js';
import { EntryLife } from './entry-life.js';
import type { Flight, Flights } from './flights.js';
import { Loading, type LoadMany, type Read } from './loading.js';
import type { LocalTier } from './local-tier.js';
import type { SharedTier } from './ports/shared-tier.port.js';
import { Refreshing } from './refreshing.js';
import { SharedReading } from './shared-reading.js';
import { Tiers } from './tiers.js';

export interface TwoTierSettings {
  jitter: number;
  batchSize: number;
  writeThrough: boolean;
  /** How long a miss waits for another instance that loads the same key. */
  waitMs: number;
  /** Oldest read under way that may be joined while no session is held. */
  localMaxStaleMs: number;
}

/**
 * Cache-aside over a tier in the process and, where there is one, a tier that all instances share. What keeps it honest is written
 * in docs/adr/0030-cache-coherence.md.
 */
export class TwoTierCache extends CacheAside {
  private readonly logger = new Logger('Cache');
  private readonly tiers: Tiers;
  private readonly life: EntryLife;
  private readonly refreshing: Refreshing;
  private readonly reading: SharedReading;
  /** Reads that load what they do not find, and looks that do not. */
  private readonly flights: Flights;
  private readonly lookups: Flights;

  constructor(
    private readonly local: LocalTier,
    private readonly shared: SharedTier | null,
    private readonly clock: Clock,
    readonly stats: CacheStats,
    private readonly settings: TwoTierSettings,
    random: () => number = Math.random,
  ) {
    super();
    this.tiers = new Tiers(local, shared, clock, settings.localMaxStaleMs);
    this.life = new EntryLife(clock, settings.jitter, random);
    const loading = new Loading(this.tiers, this.life, stats, clock);
    this.refreshing = new Refreshing(this.tiers, this.life, loading, clock, settings);
    this.reading = new SharedReading(this.tiers, this.life, loading, this.refreshing, clock, settings);
    this.flights = this.tiers.newFlights();
    this.lookups = this.tiers.newFlights();
  }

  /** A fresh answer of the local tier, without waiting; undefined when there is none or it should be loaded early. */
  override peek<T>(policy: CachePolicy, key: string): CacheAnswer<T> | undefined {
    const began = this.clock.monotonic();
    const session = this.tiers.session();
    if (session === null) return undefined;
    const { namespace } = policy;
    const entry = this.local.get(namespace, key, session);
    if (!entry || !this.servesAtOnce(namespace, key, entry)) return undefined;
    this.stats.hit(namespace, 'local', this.clock.monotonic() - began);
    return this.answer(entry as CacheEntry<T>, 'HIT');
  }

  /** As `peek`, and then in the shared tier. */
  override async lookup<T>(policy: CachePolicy, key: string): Promise<CacheAnswer<T> | undefined> {
    const here = this.peek<T>(policy, key);
    const session = this.tiers.session();
    if (here || !this.shared || session === null) return here;
    const began = this.clock.monotonic();
    const { namespace } = policy;
    const flight =
      this.tiers.joinable<CacheEntry | null>(this.lookups, namespace, key, session) ??
      this.lookups.start<CacheEntry | null>(this.tiers.departure(namespace, key, session), async (self) => {
        const [found] = (await this.shared?.read(namespace, [key])) ?? [];
        if (found) this.tiers.putLocal(self, found);
        return found ?? null;
      });
    const entry = await flight.promise;
    if (!entry || !this.servesAtOnce(namespace, key, entry)) return undefined;
    this.stats.hit(namespace, 'redis', this.clock.monotonic() - began);
    return this.answer(entry as CacheEntry<T>, 'HIT');
  }

  async get<T>(
    policy: CachePolicy,
    key: string,
    load: () => Promise<Loaded<T>>,
    options: CacheReadOptions = {},
  ): Promise<CacheAnswer<T>> {
    const began = this.clock.monotonic();
    const { namespace } = policy;
    const session = this.tiers.session();
    const loadIt: LoadMany<T> = async () => new Map([[key, await load()]]);
    let read: Read<T> | undefined;
    if (!options.bypass) {
      const due = new Map<string, CacheEntry>();
      read = this.readLocal<T>(namespace, key, session, due);
      if (due.size > 0) this.refreshing.start(policy, due, loadIt);
      // Not awaited where there is none: who comes in the same tick must find this read under way.
      const joined = read ? undefined : this.underWay<T>(namespace, key, session);
      if (joined) read = await joined;
    }
    // A read of many that was joined may have found nothing where this one does.
    if (!read) {
      const flight = this.flights.start<Read<T>>(
        this.tiers.departure(namespace, key, session),
        async (self) => {
          const found = (await this.reading.read(policy, [self], loadIt, options)).get(key);
          if (!found) throw new Error('A load of one key ended without it.');
          return found;
        },
      );
      read = await flight.promise;
    }
    return this.tally(namespace, read, began, options);
  }

  async getMany<T>(
    policy: CachePolicy,
    keys: readonly string[],
    load: LoadMany<T>,
    options: CacheReadOptions = {},
  ): Promise<Map<string, CacheAnswer<T>>> {
    const result = new Map<string, CacheAnswer<T>>();
    const { namespace } = policy;
    const session = this.tiers.session();
    const began = this.clock.monotonic();
    const due = new Map<string, CacheEntry>();
    // Keys that are being read already are waited for; the rest are read together, and others may wait for them in turn.
    const waiting: (readonly [string, Promise<Read<T> | undefined>])[] = [];
    const mine: string[] = [];
    for (const key of new Set(keys)) {
      const here = options.bypass ? undefined : this.readLocal<T>(namespace, key, session, due);
      if (here) {
        result.set(key, this.tally(namespace, here, began, options));
        continue;
      }
      const joined = options.bypass ? undefined : this.underWay<T>(namespace, key, session);
      if (joined) waiting.push([key, joined]);
      else mine.push(key);
    }
    if (due.size > 0) this.refreshing.start(policy, due, load);
    waiting.push(...this.readTogether(policy, mine, session, load, options));
    for (const [key, read] of await Promise.all(
      waiting.map(async ([key, promise]) => [key, await promise] as const),
    )) {
      if (read) result.set(key, this.tally(namespace, read, began, options));
      else this.stats.count(namespace, options.bypass ? 'bypasses' : 'misses');
    }
    return result;
  }

  async invalidate(namespace: string, keys: readonly string[], news: News = 'own'): Promise<void> {
    if (keys.length === 0) return;
    this.stats.count(namespace, 'invalidations', keys.length);
    if (this.shared) await this.shared.invalidate(namespace, keys, news);
    else this.tiers.forget({ namespace, keys });
  }

  async invalidateAll(namespace: string, news: News = 'own'): Promise<void> {
    this.stats.count(namespace, 'invalidations');
    if (this.shared) await this.shared.invalidateAll(namespace, news);
    else this.tiers.forget({ namespace, generation: 0 });
  }

  override async invalidatePattern(pattern: string): Promise<number> {
    if (this.shared) return this.shared.invalidatePattern(pattern);
    const here = this.local.countMatching(pattern);
    this.tiers.forget({ pattern });
    return here;
  }

  override async writeThrough<T>(
    policy: CachePolicy,
    key: string,
    load: () => Promise<Loaded<T>>,
  ): Promise<void> {
    if (!this.settings.writeThrough) return;
    try {
      await this.get(policy, key, load, { bypass: true });
    } catch (error) {
      // The write is committed; the next reader loads what could not be loaded now.
      this.logger.warn({ msg: 'Write-through failed', namespace: policy.namespace, err: error });
    }
  }

  /** Fresh, and nobody need be sent to load it early. */
  private servesAtOnce(namespace: string, key: string, entry: CacheEntry): boolean {
    if (this.life.stateOf(entry) !== 'HIT') return false;
    return !this.life.isDue(namespace, key, entry) || this.refreshing.isUnderWay(namespace, key);
  }

  private readLocal<T>(
    namespace: string,
    key: string,
    session: number | null,
    due: Map<string, CacheEntry>,
  ): Read<T> | undefined {
    const entry = session === null ? undefined : this.local.get(namespace, key, session);
    if (!entry) return undefined;
    const state = this.life.stateOf(entry);
    if (state === 'GONE') return undefined;
    if (state === 'STALE' || this.life.isDue(namespace, key, entry)) due.set(key, entry);
    return { ...this.answer(entry as CacheEntry<T>, state), tier: 'local' };
  }

  private underWay<T>(
    namespace: string,
    key: string,
    session: number | null,
  ): Promise<Read<T> | undefined> | undefined {
    return this.tiers.joinable<Read<T> | undefined>(this.flights, namespace, key, session)?.promise;
  }

  private readTogether<T>(
    policy: CachePolicy,
    keys: readonly string[],
    session: number | null,
    load: LoadMany<T>,
    options: CacheReadOptions,
  ): (readonly [string, Promise<Read<T> | undefined>])[] {
    if (keys.length === 0) return [];
    const batch = deferred<Map<string, Read<T>>>();
    const flights = keys.map((key) =>
      this.flights.start<Read<T> | undefined>(this.tiers.departure(policy.namespace, key, session), () =>
        batch.promise.then((reads) => reads.get(key)),
      ),
    );
    this.reading.read(policy, flights, load, options).then(batch.resolve, batch.reject);
    return flights.map((flight: Flight<Read<T> | undefined>) => [flight.key, flight.promise] as const);
  }

  /** Counts a read, and makes the caller's answer of it. */
  private tally<T>(
    namespace: string,
    { tier, ...answer }: Read<T>,
    began: number,
    { bypass }: CacheReadOptions,
  ): CacheAnswer<T> {
    if (tier === null) this.stats.count(namespace, bypass ? 'bypasses' : 'misses');
    else if (answer.status === 'STALE') this.stats.count(namespace, 'stale');
    else this.stats.hit(namespace, tier, this.clock.monotonic() - began);
    return bypass ? { ...answer, status: 'BYPASS' } : answer;
  }

  private answer<T>(entry: CacheEntry<T>, status: CacheAnswer<T>['status']): CacheAnswer<T> {
    return { value: entry.value, status, ageMs: this.life.ageMs(entry), negative: entry.negative };
  }
}
