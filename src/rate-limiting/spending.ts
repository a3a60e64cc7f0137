import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/index.js';
import type { SpendingCounter } from './ports/spending-counter.port.js';

/** Whether a request may spend what it costs. */
export interface Decision {
  allowed: boolean;
  limit: number;
  /** What is left in the window, as far as this instance knows. */
  remaining: number;
  /** Until the window ends, milliseconds. */
  resetMs: number;
}

/** Points of a subject that this instance has taken out of the shared counter and not yet given out. */
interface Purse {
  left: number;
  /** What the others have not taken, when we last looked. */
  shared: number;
  /** Monotonic, milliseconds. */
  endsMs: number;
  refilling: Promise<void> | null;
}

const SUBJECTS = 50_000;
/** A refill takes this part of the limit at once: a caller costs a round trip every so many requests, and an instance that ends leaves so much unspent. */
const SHARE = 1 / 20;
/** A lost counter is asked again after so long. */
const PAUSE_MS = 1_000;

/**
 * What each subject spends, within a limit in fixed windows. Points come from the shared counter in small heaps, so that most
 * requests are decided without a round trip; while it cannot be reached, this instance alone counts, with the same limit.
 */
export class Spending {
  private readonly purses = new LRUCache<string, Purse>({ max: SUBJECTS });
  private pausedUntilMs = -Infinity;

  constructor(
    private readonly shared: SpendingCounter | null,
    private readonly local: SpendingCounter,
    private readonly clock: Clock,
  ) {}

  /** @param cost an integer >= 1; one above the limit counts as the limit. A promise only where the counter must be asked. */
  spend(subject: string, cost: number, limit: number): Decision | Promise<Decision> {
    const price = Math.min(cost, limit);
    return this.decide(subject, price, limit) ?? this.afterRefill(subject, price, limit);
  }

  /** Whether `spend` would allow it now out of what this instance holds, and answer at once. */
  affordsHere(subject: string, price: number, limit: number): boolean {
    const purse = this.purses.get(subject);
    return (
      purse !== undefined && purse.endsMs > this.clock.monotonic() && purse.left >= Math.min(price, limit)
    );
  }

  private decide(subject: string, price: number, limit: number): Decision | null {
    const purse = this.purses.get(subject);
    if (!purse) return null;
    const resetMs = purse.endsMs - this.clock.monotonic();
    if (resetMs <= 0) return null;
    if (purse.left >= price) {
      purse.left -= price;
      return { allowed: true, limit, remaining: purse.left + purse.shared, resetMs };
    }
    if (purse.shared > 0) return null;
    return { allowed: false, limit, remaining: purse.left, resetMs };
  }

  private async afterRefill(subject: string, price: number, limit: number): Promise<Decision> {
    // Others may spend what was just taken; each round either decides or takes more, and the limit ends it.
    for (;;) {
      await this.refill(subject, price, limit);
      const decision = this.decide(subject, price, limit);
      if (decision) return decision;
    }
  }

  private refill(subject: string, price: number, limit: number): Promise<void> {
    const now = this.clock.monotonic();
    let purse = this.purses.get(subject);
    if (purse?.refilling) return purse.refilling;
    if (!purse || purse.endsMs <= now) {
      purse = { left: 0, shared: 0, endsMs: now, refilling: null };
      this.purses.set(subject, purse);
    }
    const mine = purse;
    const points = Math.max(price - mine.left, Math.ceil(limit * SHARE));
    mine.refilling = this.take(subject, points).then(
      ({ total, resetMs }) => {
        const before = total - points;
        mine.left += Math.min(points, Math.max(0, limit - before));
        mine.shared = Math.max(0, limit - total);
        mine.endsMs = this.clock.monotonic() + Math.max(1, resetMs);
        mine.refilling = null;
      },
      (error: unknown) => {
        mine.refilling = null;
        throw error;
      },
    );
    return mine.refilling;
  }

  private async take(subject: string, points: number): ReturnType<SpendingCounter['spend']> {
    if (this.shared && this.clock.monotonic() >= this.pausedUntilMs) {
      try {
        return await this.shared.spend(subject, points);
      } catch {
        // A lost Redis shows in /health and in the cache's log; here it only means counting alone for a while.
        this.pausedUntilMs = this.clock.monotonic() + PAUSE_MS;
      }
    }
    return this.local.spend(subject, points);
  }
}
