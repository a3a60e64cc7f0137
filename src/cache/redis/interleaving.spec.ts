import { describe, expect, it } from '@jest/globals';
import { describeWith, redisUrl, uniquePrefix } from '../../../test/support/servers.js';
import { InMemoryDurableEpoch } from '../adapters/in-memory-durable-epoch.js';
import type { Lease } from '../ports/shared-tier.port.js';
import { startInstance, type TestInstance } from '../testing/fleet-of-caches.js';
import { everyOrder, play, SteppedClock } from '../testing/interleaving.js';
import { RedisSharedTier } from './redis-shared-tier.js';

/** Stores whatever was loaded, lease or not. */
class WithoutLease extends RedisSharedTier {
  protected override async store(
    value: string,
    _lease: Lease,
    bytes: Buffer,
    ttlMs: number,
  ): Promise<boolean> {
    await this.connections.client.set(value, bytes, 'PX', ttlMs);
    return true;
  }
}

/** Acknowledges invalidations without telling the local tier. */
class WithoutEars extends RedisSharedTier {
  protected override hear(): void {
    // The guard that is left out.
  }
}

describe('everyOrder', () => {
  it('has each of the 1680 orders once', () => {
    expect(new Set(everyOrder().map((order) => order.join())).size).toBe(1680);
  });
});

describeWith(['redis'], 'two readers and a writer on two instances, in every order', () => {
  const run = async (tier: typeof RedisSharedTier, writer: 0 | 1, every = 1): Promise<string[]> => {
    const clocks = [new SteppedClock(), new SteppedClock()] as const;
    const shared = { url: redisUrl(), prefix: uniquePrefix(), durable: new InMemoryDurableEpoch(), tier };
    // Long leases: the scheduler may stand still, and what is shown here is order, not time.
    const settings = { leaseMs: 600_000, waitMs: 600_000, localMaxStaleMs: 10_000 };
    const a: TestInstance = await startInstance({ ...shared, clock: clocks[0], settings });
    const b: TestInstance = await startInstance({ ...shared, clock: clocks[1], settings });
    const faults: string[] = [];
    try {
      for (const [i, order] of everyOrder().entries()) {
        if (i % every !== 0) continue;
        const found = await play(order, `cell-${i}`, [a, b], clocks, writer);
        faults.push(...found.map((fault) => `${order.join(' ')}: ${fault}`));
      }
    } finally {
      await a.stop();
      await b.stop();
    }
    return faults;
  };

  it('reads nothing old after the acknowledgement, writing on the first instance', async () => {
    expect(await run(RedisSharedTier, 0)).toEqual([]);
  }, 120_000);

  it('reads nothing old after the acknowledgement, writing on the second instance', async () => {
    expect(await run(RedisSharedTier, 1)).toEqual([]);
  }, 120_000);

  it('would notice a store without leases', async () => {
    expect((await run(WithoutLease, 0, 7)).length).toBeGreaterThan(0);
  }, 120_000);

  it('would notice a local tier that does not hear invalidations', async () => {
    expect((await run(WithoutEars, 1, 7)).length).toBeGreaterThan(0);
  }, 120_000);
});
