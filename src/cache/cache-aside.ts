/** How one kind of thing is cached. A room declares its own; times are milliseconds. */
export interface CachePolicy {
  /** First part of the key and label of the statistics: `material`, `search`, `health`. */
  namespace: string;
  /** Fresh for this long, spread by jitter. */
  ttlMs: number;
  /** After `ttlMs`, still served (as STALE) for this long while one caller loads anew; 0 switches that off. */
  staleMs: number;
  /** How long "there is no such thing" is remembered. */
  negativeTtlMs: number;
}

/** What a loader found. */
export interface Loaded<T> {
  value: T;
  /** False for a degraded answer: it is handed to those who wait for it and not kept. Default true. */
  cacheable?: boolean;
  /** True for "there is no such thing": kept for `negativeTtlMs`. Default false. */
  negative?: boolean;
}

export type CacheStatus = 'HIT' | 'MISS' | 'STALE' | 'BYPASS';

export interface CacheAnswer<T> {
  value: T;
  status: CacheStatus;
  /** Since the value was loaded. */
  ageMs: number;
  /** True when what is kept says "there is no such thing". */
  negative?: boolean;
}

export interface CacheReadOptions {
  /** Load anew without looking (`Cache-Control: no-cache`); what was loaded is kept. */
  bypass?: boolean;
  /** The caller has just looked (`lookup`) and found nothing. */
  knownMiss?: boolean;
}

/**
 * Where news of a write come from. `own`, the default: a writer in this process, which waits. `heard`: from the database, which tells every
 * instance; nobody waits, and no other instance depends on this one to tell it.
 */
export type News = 'own' | 'heard';

/**
 * Cache-aside: reads look in the cache, load what is missing, and keep it; writes invalidate. A lost cache costs latency, never
 * the answer: no method rejects because of the cache, and a loader's error is the caller's and is never kept.
 *
 * No stale read: once `invalidate` has resolved, no reader in any instance is given a value whose load began before it.
 */
export abstract class CacheAside {
  abstract get<T>(
    policy: CachePolicy,
    key: string,
    load: () => Promise<Loaded<T>>,
    options?: CacheReadOptions,
  ): Promise<CacheAnswer<T>>;

  /** As `get` for many keys; `load` is asked once, for the missing keys alone. A key it leaves out is absent from the result. */
  abstract getMany<T>(
    policy: CachePolicy,
    keys: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, Loaded<T>>>,
    options?: CacheReadOptions,
  ): Promise<Map<string, CacheAnswer<T>>>;

  /** Forgets these keys in every instance. Called after the commit and before the write is acknowledged. */
  abstract invalidate(namespace: string, keys: readonly string[], news?: News): Promise<void>;

  /** Forgets the whole namespace in every instance, in O(1). */
  abstract invalidateAll(namespace: string, news?: News): Promise<void>;

  /**
   * Forgets by glob over `namespace:key` (`material:*`; a literal `*`, `?`, `[` or `\\` is escaped by `escapeGlob`), in every instance.
   * Looks at every key we hold: for operators, not for writes.
   *
   * @returns how many keys were removed.
   */
  invalidatePattern(_pattern: string): Promise<number> {
    return Promise.resolve(0);
  }

  /** A fresh value of the tier in the process, without waiting and without loading. */
  peek<T>(_policy: CachePolicy, _key: string): CacheAnswer<T> | undefined {
    return undefined;
  }

  /** A fresh value of any tier, without loading. */
  lookup<T>(policy: CachePolicy, key: string): Promise<CacheAnswer<T> | undefined> {
    return Promise.resolve(this.peek<T>(policy, key));
  }

  /** After `invalidate`: loads the new value at once where `CACHE_WRITE_THROUGH` says so, else does nothing. Never rejects. */
  writeThrough<T>(_policy: CachePolicy, _key: string, _load: () => Promise<Loaded<T>>): Promise<void> {
    return Promise.resolve();
  }
}
