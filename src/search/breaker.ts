import type { Clock } from '../common/index.js';

/** Consecutive late answers after which a retriever is left alone for a while. */
const TRIPS_AFTER = 3;
/** How long it is left alone before one caller tries again. */
const REST_MS = 1_000;

/**
 * Spares callers the wait for something that hangs: after a few late answers in a row it is not asked for a second, then by one
 * caller at a time until it answers. Failures that come at once cost nothing and do not count.
 */
export class Breaker {
  private late = 0;
  private restUntil = 0;

  constructor(private readonly clock: Clock) {}

  /** False: do not ask now. True: ask, and report what came of it. */
  tryEnter(): boolean {
    if (this.late < TRIPS_AFTER) return true;
    const now = this.clock.monotonic();
    if (now < this.restUntil) return false;
    this.restUntil = now + REST_MS; // This caller is the probe; the others go on without.
    return true;
  }

  answered(): void {
    this.late = 0;
  }

  wasLate(): void {
    this.late += 1;
    this.restUntil = this.clock.monotonic() + REST_MS;
  }
}
