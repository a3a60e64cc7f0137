/**
 * A number kept with the truth and part of every key in Redis. Whoever writes while Redis cannot be told raises it before the write
 * is acknowledged, and whoever (re)connects to Redis reads it first: what Redis held before is then out of reach.
 */
export abstract class DurableEpoch {
  abstract read(): Promise<number>;
  /** Raises it above itself and above `seen`, the highest one found in Redis. @returns the new one. */
  abstract bump(seen: number): Promise<number>;
}
