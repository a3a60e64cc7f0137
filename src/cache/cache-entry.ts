/** A value with what is known about its life. Times are wall clock, milliseconds. */
export interface CacheEntry<T = unknown> {
  value: T;
  loadedAt: number;
  /** Until then a HIT. */
  freshUntil: number;
  /** From `freshUntil` until then STALE; afterwards gone. */
  staleUntil: number;
  /** How long the load took; early refresh (XFetch) weighs by it. */
  loadMs: number;
  negative: boolean;
}
