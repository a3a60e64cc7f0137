import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { RedisConnections } from '../../cache/index.js';
import { SpendingCounter, type Spent } from '../ports/spending-counter.port.js';

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Counts in Redis, for all instances; one key a subject, so a cluster will do. */
export class RedisSpendingCounter extends SpendingCounter {
  private readonly limiters: RateLimiterRedis[];
  private next = 0;

  constructor(
    private readonly connections: RedisConnections,
    prefix: string,
    windowMs: number,
  ) {
    super();
    this.limiters = connections.clients.map(
      (storeClient) =>
        new RateLimiterRedis({
          storeClient,
          keyPrefix: `${prefix}limit`,
          points: UNBOUNDED,
          duration: windowMs / 1_000,
          rejectIfRedisNotReady: true,
        }),
    );
  }

  async spend(subject: string, points: number): Promise<Spent> {
    this.next = (this.next + 1) % this.limiters.length;
    const limiter = this.limiters[this.next] as RateLimiterRedis;
    const { consumedPoints, msBeforeNext } = await this.connections.within(limiter.consume(subject, points));
    return { total: consumedPoints, resetMs: msBeforeNext };
  }
}
