import type { Clock } from '../common/index.js';

/** A retriever did not answer in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Runs work under a deadline. When it passes, the signal is aborted and the call rejects with {@link DeadlineError} at once, whether or
 * not the work heeds the signal; what comes of it later is dropped.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  const expiry = clock.sleep(timeoutMs, done.signal).then(
    () => {
      const error = new DeadlineError(`No answer within ${Math.ceil(timeoutMs)} ms.`);
      late.abort(error);
      throw error;
    },
    () => new Promise<never>(() => undefined), // Stopped because the work is done: never settles the race.
  );
  const running = work(late.signal);
  running.catch(() => undefined); // Late failures have nobody to hear them.
  try {
    return await Promise.race([running, expiry]);
  } finally {
    done.abort(new Error('done'));
  }
}
