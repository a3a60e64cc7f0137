import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith, redisUrl, uniquePrefix } from '../../../test/support/servers.js';
import { InMemoryDurableEpoch } from '../adapters/in-memory-durable-epoch.js';
import type { CacheEntry } from '../cache-entry.js';
import { startInstance, type TestInstance } from '../testing/fleet-of-caches.js';
import { RedisSharedTier } from './redis-shared-tier.js';

const POLICY = { namespace: 'thing', ttlMs: 60_000, staleMs: 0, negativeTtlMs: 1_000 };

/** Hands on what Redis answered to a read only when the test says so: replies and messages come by different connections. */
class LateReplies extends RedisSharedTier {
  held: (() => void)[] | null = null;
  private arrived: () => void = () => undefined;

  override async read(namespace: string, keys: readonly string[]): Promise<(CacheEntry | null)[]> {
    const found = await super.read(namespace, keys);
    const { held } = this;
    if (held) {
      await new Promise<void>((resolve) => {
        held.push(resolve);
        this.arrived();
      });
    }
    return found;
  }

  hold(): Promise<void> {
    this.held = [];
    return new Promise((resolve) => (this.arrived = resolve));
  }

  letGo(): void {
    const held = this.held ?? [];
    this.held = null;
    held.forEach((resolve) => resolve());
  }
}

describeWith(['redis'], 'a value read from Redis that arrives after the news that it is void', () => {
  let a: TestInstance;
  let b: TestInstance;
  let truth: number;
  const load = () => Promise.resolve({ value: truth });
  const ways: Record<string, (at: TestInstance) => Promise<unknown>> = {
    get: async ({ cache }) => (await cache.get(POLICY, 'k', load)).value,
    getMany: async ({ cache }) =>
      (await cache.getMany(POLICY, ['k'], () => Promise.resolve(new Map([['k', { value: truth }]])))).get('k')
        ?.value,
    // As a cached route reads.
    lookup: async ({ cache }) =>
      ((await cache.lookup<number>(POLICY, 'k')) ?? (await cache.get(POLICY, 'k', load, { knownMiss: true })))
        .value,
  };
  const news: Record<string, (at: TestInstance) => Promise<unknown>> = {
    invalidate: ({ cache }) => cache.invalidate('thing', ['k']),
    invalidateAll: ({ cache }) => cache.invalidateAll('thing'),
    invalidatePattern: ({ cache }) => cache.invalidatePattern('thing:*'),
  };

  beforeEach(async () => {
    truth = 1;
    const shared = {
      url: redisUrl(),
      prefix: uniquePrefix(),
      durable: new InMemoryDurableEpoch(),
      tier: LateReplies,
      commandTimeoutMs: 5_000,
      settings: { localMaxStaleMs: 10_000 },
    };
    a = await startInstance(shared);
    b = await startInstance(shared);
    await a.cache.get(POLICY, 'k', load);
  });
  afterEach(async () => {
    await a.stop();
    await b.stop();
  });

  it.each(
    Object.keys(ways).flatMap((way) =>
      Object.keys(news).flatMap((what) =>
        ['the other instance', 'the same instance'].map((writer) => [way, what, writer] as const),
      ),
    ),
  )('is not kept, nor given to who asks later: %s, %s by %s', async (way, what, writer) => {
    const read = ways[way];
    const invalidate = news[what];
    if (!read || !invalidate) throw new Error('No such way.');
    const late = b.shared as LateReplies;
    const standing = late.hold();
    const early = read(b);
    await standing;
    truth = 2;
    await invalidate(writer === 'the same instance' ? b : a);
    // Acknowledged: whoever begins now must see it, though the old reply is still on its way; who began before may see either.
    const afterwards = read(b);
    late.letGo();
    expect(await afterwards).toBe(2);
    expect([1, 2]).toContain(await early);
    expect(await read(b)).toBe(2);
    expect(await read(a)).toBe(2);
  });
});
