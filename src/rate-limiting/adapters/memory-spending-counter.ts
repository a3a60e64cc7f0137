import { RateLimiterMemory } from 'rate-limiter-flexible';
import { SpendingCounter, type Spent } from '../ports/spending-counter.port.js';

/** More than anybody spends: who is over the limit is decided by the caller, whose limit is not everybody's. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Counts in this process. */
export class MemorySpendingCounter extends SpendingCounter {
  private readonly limiter: RateLimiterMemory;

  constructor(windowMs: number) {
    super();
    this.limiter = new RateLimiterMemory({ points: UNBOUNDED, duration: windowMs / 1_000 });
  }

  async spend(subject: string, points: number): Promise<Spent> {
    const { consumedPoints, msBeforeNext } = await this.limiter.consume(subject, points);
    return { total: consumedPoints, resetMs: msBeforeNext };
  }
}
