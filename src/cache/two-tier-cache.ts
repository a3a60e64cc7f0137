import { Logger } from '@nestjs/common';
import type { Clock } from '../common/index.js';
import {
  CacheAside,
  type CacheAnswer,
  type CachePolicy,
  type CacheReadOptions,
  type Loaded,
} from './cache-aside.js';
import type { CacheEntry } from './cache-entry.js';
import type { CacheStats, Tier } from './cache-stats.js';
import { Flights, type Flight } from './flights.js';
import type { LocalTier } from './local-tier.js';
import type { Acquired, Invalidation, Lease, SharedTier } from './ports/shared-tier.port.js';

export interface TwoTierSettings {
  jitter: number;
  batchSize: number;
  writeThrough: boolean;
  /** How long a miss waits for another instance that loads the same key. */
  waitMs: number;
  /** Oldest read under way that may be joined while no session is held. */
  localMaxStaleMs: number;
}

/** The session of a cache without a shared tier: this process hears all its own writes. */
const ALONE = 0;
/** XFetch's beta: 1 spreads early loads as the paper has it. */
const EARLY_BETA = 1;
const POLL_FIRST_MS = 3;
const POLL_MAX_MS = 40;

/** What a reader got, and which tier had it (null: it was loaded). */
interface Read<T> extends CacheAnswer<T> {
  tier: Tier | null;
}

/**
 * Cache-aside over a tier in the process and, where there is one, a tier that all instances share. What keeps it honest is written
 * in docs/adr/0030-cache-coherence.md.
 */
export class TwoTierCache extends CacheAside {
  private readonly logger = new Logger('Cache');
  private readonly flights = new Flights();
  private readonly refreshes = new Flights();
  private readonly lookups = new Flights();

  constructor(
    private readonly local: LocalTier,
    private readonly shared: SharedTier | null,
    private readonly clock: Clock,
    readonly stats: CacheStats,
    private readonly settings: TwoTierSettings,
    private readonly random: () => number = Math.random,
  ) {
    super();
    shared?.onInvalidation((invalidation) => this.forget(invalidation));
  }

  /** A fresh answer of the local tier, without waiting; undefined when there is none or it should be loaded early. */
  override peek<T>(policy: CachePolicy, key: string): CacheAnswer<T> | undefined {
    const began = this.clock.monotonic();
    const session = this.session();
    if (session === null) return undefined;
    const entry = this.local.get(policy.namespace, key, session);
    if (!entry || this.stateOf(entry) !== 'HIT' || this.isEarly(entry)) return undefined;
    this.stats.hit(policy.namespace, 'local', this.clock.monotonic() - began);
    return this.answer(entry as CacheEntry<T>, 'HIT');
  }

  /** As `peek`, and then in the shared tier. */
  override async lookup<T>(policy: CachePolicy, key: string): Promise<CacheAnswer<T> | undefined> {
    const here = this.peek<T>(policy, key);
    const session = this.session();
    if (here || !this.shared || session === null) return here;
    const began = this.clock.monotonic();
    const { namespace } = policy;
    const flight =
      joinable<CacheEntry | null>(this.lookups.get(namespace, key), session) ??
      this.lookups.start<CacheEntry | null>(this.departure(namespace, key, session), async (self) => {
        const [found] = (await this.shared?.read(namespace, [key])) ?? [];
        if (found) this.putLocal(self, found);
        return found ?? null;
      });
    const entry = await flight.promise;
    if (!entry || this.stateOf(entry) !== 'HIT' || this.isEarly(entry)) return undefined;
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
    const session = this.session();
    if (!options.bypass && session !== null) {
      const entry = this.local.get(namespace, key, session) as CacheEntry<T> | undefined;
      if (entry && this.stateOf(entry) !== 'GONE') {
        return this.serve(policy, key, entry, 'local', began, load);
      }
    }
    const joined = options.bypass ? undefined : this.joinable<Read<T>>(namespace, key, session);
    const flight =
      joined ??
      this.flights.start<Read<T>>(this.departure(namespace, key, session), (self) =>
        this.fly(policy, key, load, options, self),
      );
    const { tier, ...answer } = await flight.promise;
    if (tier !== null && answer.status !== 'MISS') {
      if (answer.status === 'STALE') this.stats.count(namespace, 'stale');
      else this.stats.hit(namespace, tier, this.clock.monotonic() - began);
    } else this.stats.count(namespace, options.bypass ? 'bypasses' : 'misses');
    return options.bypass ? { ...answer, status: 'BYPASS' } : answer;
  }

  async getMany<T>(
    policy: CachePolicy,
    keys: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, Loaded<T>>>,
    options: CacheReadOptions = {},
  ): Promise<Map<string, CacheAnswer<T>>> {
    const result = new Map<string, CacheAnswer<T>>();
    const { namespace } = policy;
    const wanted: string[] = [];
    const session = this.session();
    const began = this.clock.monotonic();
    for (const key of new Set(keys)) {
      const entry =
        options.bypass || session === null
          ? undefined
          : (this.local.get(namespace, key, session) as CacheEntry<T> | undefined);
      if (!entry || this.stateOf(entry) !== 'HIT') wanted.push(key);
      else {
        this.stats.hit(namespace, 'local', this.clock.monotonic() - began);
        result.set(key, this.answer(entry, 'HIT'));
      }
    }
    if (wanted.length === 0) return result;

    // Keys that are being read already are waited for; the rest are read together, and others may wait for them in turn.
    const waiting: (readonly [string, Promise<Read<T> | undefined>])[] = [];
    const mine: string[] = [];
    for (const key of wanted) {
      const joined = options.bypass ? undefined : this.joinable<Read<T>>(namespace, key, session);
      if (joined) waiting.push([key, joined.promise]);
      else mine.push(key);
    }
    if (mine.length > 0) {
      const batch = deferred<Map<string, Read<T>>>();
      const group = mine.map((key) => {
        const flight = this.flights.start<Read<T> | undefined>(this.departure(namespace, key, session), () =>
          batch.promise.then((reads) => reads.get(key)),
        );
        waiting.push([key, flight.promise]);
        return flight;
      });
      this.flyTogether(policy, group, load, options).then(batch.resolve, batch.reject);
    }
    const reads = await Promise.all(waiting.map(async ([key, promise]) => [key, await promise] as const));
    for (const [key, read] of reads) {
      // A flight of `get` that failed rejects above; one of `getMany` that found nothing leaves the key out.
      if (!read) {
        this.stats.count(namespace, options.bypass ? 'bypasses' : 'misses');
        continue;
      }
      const { tier, ...answer } = read;
      if (tier === null) this.stats.count(namespace, options.bypass ? 'bypasses' : 'misses');
      else this.stats.hit(namespace, tier, this.clock.monotonic() - began);
      result.set(key, options.bypass ? { ...answer, status: 'BYPASS' } : answer);
    }
    return result;
  }

  async invalidate(namespace: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    this.stats.count(namespace, 'invalidations', keys.length);
    if (this.shared) await this.shared.invalidate(namespace, keys);
    else this.forget({ namespace, keys });
  }

  async invalidateAll(namespace: string): Promise<void> {
    this.stats.count(namespace, 'invalidations');
    if (this.shared) await this.shared.invalidateAll(namespace);
    else this.forget({ namespace, generation: 0 });
  }

  override async invalidatePattern(pattern: string): Promise<number> {
    if (this.shared) return this.shared.invalidatePattern(pattern);
    const here = this.local.countMatching(pattern);
    this.forget({ pattern });
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

  // --- one key -------------------------------------------------------------------------------------------------------------

  private async fly<T>(
    policy: CachePolicy,
    key: string,
    load: () => Promise<Loaded<T>>,
    options: CacheReadOptions,
    self: Flight<Read<T>>,
  ): Promise<Read<T>> {
    const lease = await this.findOrLease<T>(policy, key, options, self);
    if (lease && 'entry' in lease) {
      this.putLocal(self, lease.entry);
      const status = this.stateOf(lease.entry) === 'STALE' ? 'STALE' : 'HIT';
      if (status === 'STALE' || this.isEarly(lease.entry)) this.refresh(policy, key, load);
      return { ...this.answer(lease.entry, status), tier: 'redis' };
    }
    return this.loadAndKeep(policy, key, load, lease, self);
  }

  /** A value of the shared tier, or the right to fill, or null: load without keeping it there. */
  private async findOrLease<T>(
    policy: CachePolicy,
    key: string,
    options: CacheReadOptions,
    self: Flight,
  ): Promise<{ entry: CacheEntry<T> } | Lease | null> {
    if (!this.shared || self.session === null) return null;
    const { namespace } = policy;
    if (!options.bypass && !options.knownMiss) {
      const [entry] = await this.shared.read(namespace, [key]);
      if (entry && this.stateOf(entry) !== 'GONE') return { entry: entry as CacheEntry<T> };
    }
    const deadline = this.clock.monotonic() + this.settings.waitMs;
    for (let pauseMs = POLL_FIRST_MS; ; pauseMs = Math.min(2 * pauseMs, POLL_MAX_MS)) {
      const [found] = await this.shared.acquire(namespace, [key], options.bypass ? 'force' : 'miss');
      if (found?.kind === 'entry' && this.stateOf(found.entry) !== 'GONE') {
        return { entry: found.entry as CacheEntry<T> };
      }
      if (found?.kind === 'lease') return found.lease;
      if (found?.kind !== 'busy' || this.clock.monotonic() >= deadline) return null;
      await this.clock.sleep(pauseMs);
    }
  }

  private async loadAndKeep<T>(
    policy: CachePolicy,
    key: string,
    load: () => Promise<Loaded<T>>,
    lease: Lease | null,
    self: Flight,
  ): Promise<Read<T>> {
    const { namespace } = policy;
    const began = this.clock.monotonic();
    let loaded: Loaded<T>;
    try {
      loaded = await load();
    } catch (error) {
      this.stats.count(namespace, 'errors');
      if (lease) await this.shared?.release(namespace, key, lease);
      throw error;
    }
    const loadMs = this.clock.monotonic() - began;
    this.stats.loaded(namespace, loadMs);
    const entry = this.entryOf(policy, loaded, loadMs);
    if (entry) {
      this.putLocal(self, entry);
      this.stats.count(namespace, 'writes');
      if (lease) await this.shared?.fill(namespace, key, lease, entry);
    } else if (lease) await this.shared?.release(namespace, key, lease);
    return { value: loaded.value, status: 'MISS', ageMs: 0, tier: null };
  }

  private serve<T>(
    policy: CachePolicy,
    key: string,
    entry: CacheEntry<T>,
    tier: Tier,
    began: number,
    load: () => Promise<Loaded<T>>,
  ): CacheAnswer<T> {
    const stale = this.stateOf(entry) === 'STALE';
    if (stale) this.stats.count(policy.namespace, 'stale');
    else this.stats.hit(policy.namespace, tier, this.clock.monotonic() - began);
    if (stale || this.isEarly(entry)) this.refresh(policy, key, load);
    return this.answer(entry, stale ? 'STALE' : 'HIT');
  }

  /** Loads in the background, one at a time per key in the fleet. What is served meanwhile is what was there. */
  private refresh<T>(policy: CachePolicy, key: string, load: () => Promise<Loaded<T>>): void {
    const { namespace } = policy;
    const session = this.session();
    if (session === null || this.refreshes.get(namespace, key)) return;
    const flight = this.refreshes.start<void>(this.departure(namespace, key, session), async (self) => {
      let lease: Lease | null = null;
      if (this.shared) {
        const [found] = await this.shared.acquire(namespace, [key], 'refresh');
        if (found?.kind !== 'lease') return;
        lease = found.lease;
      }
      await this.loadAndKeep(policy, key, load, lease, self);
    });
    flight.promise.catch((error: unknown) => {
      // The caller has its answer; the entry lives on until it is too old, and the next reader tries again.
      this.logger.warn({ msg: 'Background refresh failed', namespace, err: error });
    });
  }

  // --- many keys -----------------------------------------------------------------------------------------------------------

  private async flyTogether<T>(
    policy: CachePolicy,
    group: readonly Flight[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, Loaded<T>>>,
    options: CacheReadOptions,
  ): Promise<Map<string, Read<T>>> {
    const { namespace } = policy;
    const reads = new Map<string, Read<T>>();
    const session = group[0]?.session ?? null;
    const shared = session === null ? null : this.shared;
    const leases = new Map<string, Lease>();
    let missing = [...group];
    if (shared) {
      if (!options.bypass) missing = await this.readTogether(shared, namespace, missing, reads);
      const mode = options.bypass ? 'force' : 'miss';
      const acquired = await inBatches(missing, this.settings.batchSize, (batch) =>
        shared.acquire(
          namespace,
          batch.map(({ key }) => key),
          mode,
        ),
      );
      missing = missing.filter((flight, i) => {
        const found: Acquired | undefined = acquired[i];
        if (found?.kind === 'entry') {
          this.putLocal(flight, found.entry);
          reads.set(flight.key, { ...this.answer(found.entry as CacheEntry<T>, 'HIT'), tier: 'redis' });
          return false;
        }
        if (found?.kind === 'lease') leases.set(flight.key, found.lease);
        return true;
      });
    }
    if (missing.length === 0) return reads;
    const began = this.clock.monotonic();
    let loaded: ReadonlyMap<string, Loaded<T>>;
    try {
      loaded = await load(missing.map(({ key }) => key));
    } catch (error) {
      this.stats.count(namespace, 'errors');
      for (const [key, lease] of leases) await shared?.release(namespace, key, lease);
      throw error;
    }
    const loadMs = this.clock.monotonic() - began;
    this.stats.loaded(namespace, loadMs);
    await Promise.all(
      missing.map(async (flight) => {
        const found = loaded.get(flight.key);
        const lease = leases.get(flight.key);
        const entry = found && this.entryOf(policy, found, loadMs);
        if (found) reads.set(flight.key, { value: found.value, status: 'MISS', ageMs: 0, tier: null });
        if (entry) {
          this.putLocal(flight, entry);
          this.stats.count(namespace, 'writes');
          if (lease) await shared?.fill(namespace, flight.key, lease, entry);
        } else if (lease) await shared?.release(namespace, flight.key, lease);
      }),
    );
    return reads;
  }

  private async readTogether<T>(
    shared: SharedTier,
    namespace: string,
    flights: readonly Flight[],
    reads: Map<string, Read<T>>,
  ): Promise<Flight[]> {
    const entries = await inBatches(flights, this.settings.batchSize, (batch) =>
      shared.read(
        namespace,
        batch.map(({ key }) => key),
      ),
    );
    return flights.filter((flight, i) => {
      const entry = entries[i] as CacheEntry<T> | null | undefined;
      if (!entry || this.stateOf(entry) !== 'HIT') return true;
      this.putLocal(flight, entry);
      reads.set(flight.key, { ...this.answer(entry, 'HIT'), tier: 'redis' });
      return false;
    });
  }

  // --- what both need ------------------------------------------------------------------------------------------------------

  private session(): number | null {
    return this.shared ? this.shared.session() : ALONE;
  }

  private forget(invalidation: Invalidation): void {
    this.local.forget(invalidation);
    this.flights.forget(invalidation);
    this.refreshes.forget(invalidation);
  }

  private departure(
    namespace: string,
    key: string,
    session: number | null,
  ): Pick<Flight, 'namespace' | 'key' | 'generation' | 'session' | 'began'> {
    const generation = this.local.generation(namespace);
    return { namespace, key, generation, session, began: this.clock.monotonic() };
  }

  private putLocal(flight: Flight, entry: CacheEntry): void {
    const session = this.session();
    if (!flight.live || flight.session === null || session !== flight.session) return;
    this.local.put(flight.namespace, flight.key, entry, session, flight.generation);
  }

  private joinable<R>(namespace: string, key: string, session: number | null): Flight<R> | undefined {
    const flight = joinable<R>(this.flights.get(namespace, key), session);
    // Without a session other instances' writes do not reach the flight, so only a young one is joined.
    const old = flight && this.clock.monotonic() - flight.began > this.settings.localMaxStaleMs;
    return session === null && old ? undefined : flight;
  }

  private entryOf<T>(policy: CachePolicy, loaded: Loaded<T>, loadMs: number): CacheEntry<T> | null {
    const base = loaded.negative ? policy.negativeTtlMs : policy.ttlMs;
    if (loaded.cacheable === false || base <= 0) return null;
    const ttlMs = Math.max(1, Math.round(base * (1 + this.settings.jitter * (2 * this.random() - 1))));
    const now = this.clock.now();
    return {
      value: loaded.value,
      loadedAt: now,
      freshUntil: now + ttlMs,
      staleUntil: now + ttlMs + (loaded.negative ? 0 : policy.staleMs),
      loadMs,
      negative: loaded.negative === true,
    };
  }

  private stateOf(entry: CacheEntry): 'HIT' | 'STALE' | 'GONE' {
    const now = this.clock.now();
    return now < entry.freshUntil ? 'HIT' : now < entry.staleUntil ? 'STALE' : 'GONE';
  }

  /**
   * Whether this reader should load before the entry expires: seldom at first, surely at the end, earlier for slow loads, so that
   * hardly ever two do.
   *
   * @see Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015.
   */
  private isEarly(entry: CacheEntry): boolean {
    const left = entry.freshUntil - this.clock.now();
    // Beyond 40 load times the chance is below 10^-17: not worth a logarithm on every hit.
    if (left > 40 * entry.loadMs * EARLY_BETA) return false;
    return -entry.loadMs * EARLY_BETA * Math.log(this.random()) >= left;
  }

  private answer<T>(entry: CacheEntry<T>, status: CacheAnswer<T>['status']): CacheAnswer<T> {
    return {
      value: entry.value,
      status,
      ageMs: Math.max(0, this.clock.now() - entry.loadedAt),
      negative: entry.negative,
    };
  }
}

/** A flight that no invalidation has overtaken, in the session of the reader. */
function joinable<R>(flight: Flight | undefined, session: number | null): Flight<R> | undefined {
  return flight?.live && flight.session === session ? (flight as Flight<R>) : undefined;
}

async function inBatches<T, R>(
  items: readonly T[],
  size: number,
  run: (batch: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const batches: Promise<readonly R[]>[] = [];
  for (let i = 0; i < items.length; i += size) batches.push(run(items.slice(i, i + size)));
  return (await Promise.all(batches)).flat();
}

function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
