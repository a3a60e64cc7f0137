import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/index.js';
import type { CachePolicy, Loaded } from './cache-aside.js';
import type { CacheEntry } from './cache-entry.js';

/** XFetch's beta: 1 spreads early loads as the paper has it. */
const EARLY_BETA = 1;
/** Beyond so many load times the chance of an early load is below 10^-17: not worth a logarithm on every hit. */
const EARLIEST_LOAD_TIMES = 40;
/** Keys remembered as due; one that is forgotten is drawn for again. */
const MAX_DUE = 10_000;

/** How long entries live, and when they are loaded anew. */
export class EntryLife {
  /** `loadedAt` of the entry that is to be loaded early, by key. */
  private readonly due = new LRUCache<string, number>({ max: MAX_DUE });

  constructor(
    private readonly clock: Clock,
    private readonly jitter: number,
    private readonly random: () => number,
  ) {}

  /** The entry of what was loaded just now; null when it must not be kept. */
  entryOf<T>(policy: CachePolicy, loaded: Loaded<T>, loadMs: number): CacheEntry<T> | null {
    const base = loaded.negative ? policy.negativeTtlMs : policy.ttlMs;
    if (loaded.cacheable === false || base <= 0) return null;
    const ttlMs = Math.max(1, Math.round(base * (1 + this.jitter * (2 * this.random() - 1))));
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

  stateOf(entry: CacheEntry): 'HIT' | 'STALE' | 'GONE' {
    const now = this.clock.now();
    return now < entry.freshUntil ? 'HIT' : now < entry.staleUntil ? 'STALE' : 'GONE';
  }

  /**
   * Whether an entry should be loaded anew before it expires: each read draws, seldom "yes" at first, surely at the end, earlier for
   * slow loads, so that hardly ever two do. A "yes" stays: the several looks that one request takes must not draw several times.
   *
   * @see Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015.
   */
  isDue(namespace: string, key: string, entry: CacheEntry): boolean {
    const left = entry.freshUntil - this.clock.now();
    if (left > EARLIEST_LOAD_TIMES * entry.loadMs * EARLY_BETA) return false;
    const id = `${namespace}:${key}`;
    if (this.due.get(id) === entry.loadedAt) return true;
    if (-entry.loadMs * EARLY_BETA * Math.log(this.random()) < left) return false;
    this.due.set(id, entry.loadedAt);
    return true;
  }

  ageMs(entry: CacheEntry): number {
    return Math.max(0, this.clock.now() - entry.loadedAt);
  }
}
