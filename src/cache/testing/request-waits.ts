import { AsyncLocalStorage } from 'node:async_hooks';
import { RedisDeadlineError, type RedisConnections } from '../redis/redis-connections.js';

/** What requests waited for at Redis. */
export interface Waits {
  /** Answers waited for, whether they came or not. */
  commands: number;
  /** Of those, how many were given up when the deadline of a command ran out. */
  deadlines: number;
}

/**
 * Counts what a piece of work waits for at Redis, and not what the fleet does beside it: a count says on any machine what a stopwatch
 * says on an idle one.
 */
export function countWaits(
  connections: RedisConnections,
): <T>(work: () => Promise<T>) => Promise<[T, Waits]> {
  const current = new AsyncLocalStorage<Waits>();
  const within = connections.within.bind(connections);
  connections.within = <T>(answer: Promise<T>, ms?: number): Promise<T> => {
    const waits = current.getStore();
    if (!waits) return within(answer, ms);
    waits.commands += 1;
    return within(answer, ms).catch((error: unknown) => {
      if (error instanceof RedisDeadlineError) waits.deadlines += 1;
      throw error;
    });
  };
  return async (work) => {
    const waits: Waits = { commands: 0, deadlines: 0 };
    return [await current.run(waits, work), waits];
  };
}
