import type { News } from '../cache-aside.js';
import type { CacheEntry } from '../cache-entry.js';

/** What a reader that found nothing is told: a value after all, the right to load and fill, or that another one has that right. */
export type Acquired =
  | { kind: 'entry'; entry: CacheEntry }
  | { kind: 'lease'; lease: Lease }
  | { kind: 'busy' }
  | { kind: 'unavailable' };

export type AcquireMode = 'miss' | 'refresh' | 'force';

/** The right to fill one key, as long as nobody invalidates it. */
export interface Lease {
  token: string;
  /** Generation of the namespace when the lease was given. */
  generation: number;
  /** Key space the lease belongs to. */
  epoch: number;
}

/** What was forgotten; every instance hears of it. */
export type Invalidation =
  | { namespace: string; keys: readonly string[] }
  | { namespace: string; generation: number }
  | { pattern: string };

/**
 * The tier that all instances share, and how they keep each other's local tiers honest. No method rejects for a lost store: reads
 * answer `null` or `unavailable`, fills are dropped, and invalidations are remembered until the store is back.
 */
export abstract class SharedTier {
  /**
   * Names the unbroken stretch of time in which this instance is sure to hear every invalidation before it is acknowledged, null
   * when it is not sure. What was learnt in one session means nothing in the next.
   */
  abstract session(): number | null;

  abstract read(namespace: string, keys: readonly string[]): Promise<(CacheEntry | null)[]>;

  /**
   * Asks for the right to fill.
   *
   * @param mode `miss`: a value found meanwhile is handed back; `refresh`: a value loaded later than `loadedAt` is handed back, an
   *   older one stays; `force`: takes the lease from whoever has it.
   * @param loadedAt for `refresh`: when what the caller has was loaded, for each key.
   */
  abstract acquire(
    namespace: string,
    keys: readonly string[],
    mode: AcquireMode,
    loadedAt?: readonly number[],
  ): Promise<Acquired[]>;

  /** Stores what was loaded under a lease; @returns false when the lease is gone, because the key was invalidated. */
  abstract fill(namespace: string, key: string, lease: Lease, entry: CacheEntry): Promise<boolean>;

  /** Gives the right back without filling. */
  abstract release(namespace: string, key: string, lease: Lease): Promise<void>;

  /** Forgets in the store and in every instance, this one included; resolves when that is certain. */
  abstract invalidate(namespace: string, keys: readonly string[], news: News): Promise<void>;
  abstract invalidateAll(namespace: string, news: News): Promise<void>;
  /** @param pattern glob over `namespace:key`. @returns keys removed from the store. */
  abstract invalidatePattern(pattern: string): Promise<number>;

  /** Entries and bytes by namespace; null when that cannot be said, or only at a price. */
  abstract sizes(): Promise<ReadonlyMap<string, { entries: number; bytes: number }> | null>;

  /** The local tier's part: called for every invalidation, before it is acknowledged, in the same tick. */
  abstract onInvalidation(listener: (invalidation: Invalidation) => void): void;
}
