import { beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../common/index.js';
import type { Loaded } from './cache-aside.js';
import { CacheStats } from './cache-stats.js';
import { LocalTier } from './local-tier.js';
import { TwoTierCache } from './two-tier-cache.js';

const POLICY = { namespace: 'thing', ttlMs: 10_000, staleMs: 5_000, negativeTtlMs: 1_000 };

class ManualClock extends SystemClock {
  at = 1_000_000;
  override now(): number {
    return this.at;
  }
}

/** A load that the test ends. */
function pendingLoad<T>(): {
  load: () => Promise<Loaded<T>>;
  finish: (value: T) => void;
  calls: () => number;
} {
  let finish!: (value: T) => void;
  let calls = 0;
  const loaded = new Promise<Loaded<T>>((resolve) => (finish = (value) => resolve({ value })));
  return {
    load: () => {
      calls++;
      return loaded;
    },
    finish,
    calls: () => calls,
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the cache in one process', () => {
  let clock: ManualClock;
  let random: number;
  let stats: CacheStats;
  let cache: TwoTierCache;
  const value =
    <T>(of: T) =>
    () =>
      Promise.resolve({ value: of });

  beforeEach(() => {
    clock = new ManualClock();
    random = 0.999999; // Practically never early.
    stats = new CacheStats(new Date(0));
    cache = open(0);
  });

  const open = (jitter: number, writeThrough = false, bytes = 1_000_000): TwoTierCache =>
    new TwoTierCache(
      new LocalTier(bytes),
      null,
      clock,
      stats,
      { jitter, batchSize: 10, writeThrough, waitMs: 100, localMaxStaleMs: 1_000 },
      () => random,
    );

  it('answers stale after the lifetime while one caller loads anew, and loads in front when too old', async () => {
    await cache.get(POLICY, 'k', value(1));
    clock.at += 10_001;
    const next = pendingLoad<number>();
    expect(await cache.get(POLICY, 'k', next.load)).toMatchObject({
      value: 1,
      status: 'STALE',
      ageMs: 10_001,
    });
    expect(await cache.get(POLICY, 'k', next.load)).toMatchObject({ value: 1, status: 'STALE' });
    expect(next.calls()).toBe(1);
    next.finish(2);
    await settled();
    expect(await cache.get(POLICY, 'k', value(3))).toMatchObject({ value: 2, status: 'HIT' });
    clock.at += 15_001;
    expect(await cache.get(POLICY, 'k', value(4))).toMatchObject({ value: 4, status: 'MISS' });
  });

  it('keeps the stale answer when the load in the background fails', async () => {
    await cache.get(POLICY, 'k', value(1));
    clock.at += 10_001;
    await cache.get(POLICY, 'k', () => Promise.reject(new Error('database')));
    await settled();
    expect(await cache.get(POLICY, 'k', value(2))).toMatchObject({ value: 1, status: 'STALE' });
  });

  it('loads early when chance says so, and answers with what it has', async () => {
    await cache.get(POLICY, 'k', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { value: 1 };
    });
    clock.at += 9_999;
    expect(cache.peek(POLICY, 'k')).toBeDefined();
    random = 1e-9; // 5 ms · −ln(10⁻⁹) ≈ 100 ms early: more than the one that is left.
    expect(cache.peek(POLICY, 'k')).toBeUndefined();
    expect(await cache.get(POLICY, 'k', value(2))).toMatchObject({ value: 1, status: 'HIT' });
    await settled();
    random = 0.999999;
    expect(await cache.get(POLICY, 'k', value(3))).toMatchObject({ value: 2, status: 'HIT' });
  });

  it('remembers an absence for its own, shorter time', async () => {
    const absent = () => Promise.resolve({ value: null, negative: true });
    await cache.get(POLICY, 'k', absent);
    expect(await cache.get(POLICY, 'k', value(1))).toMatchObject({
      value: null,
      status: 'HIT',
      negative: true,
    });
    clock.at += 1_001;
    expect(await cache.get(POLICY, 'k', value(1))).toMatchObject({ value: 1, status: 'MISS' });
  });

  it('spreads lifetimes', async () => {
    cache = open(0.1);
    random = 0;
    await cache.get(POLICY, 'short', value(1));
    random = 0.999999;
    await cache.get(POLICY, 'long', value(1));
    clock.at += 9_500;
    expect((await cache.get(POLICY, 'short', value(2))).status).toBe('STALE');
    expect((await cache.get(POLICY, 'long', value(2))).status).toBe('HIT');
  });

  it.each([
    ['invalidate', () => cache.invalidate('thing', ['k'])],
    ['invalidateAll', () => cache.invalidateAll('thing')],
    ['invalidatePattern', () => cache.invalidatePattern('thing:k*')],
  ])('after %s nobody joins a load that began before, and it is not kept', async (_, invalidate) => {
    const old = pendingLoad<string>();
    const first = cache.get(POLICY, 'k', old.load);
    await invalidate();
    const fresh = pendingLoad<string>();
    const second = cache.get(POLICY, 'k', fresh.load);
    fresh.finish('new');
    expect((await second).value).toBe('new');
    old.finish('old');
    expect((await first).value).toBe('old');
    expect(await cache.get(POLICY, 'k', value('x'))).toMatchObject({ value: 'new', status: 'HIT' });
  });

  it('keeps nothing of a background load that an invalidation overtook', async () => {
    await cache.get(POLICY, 'k', value('old'));
    clock.at += 10_001;
    const refresh = pendingLoad<string>();
    await cache.get(POLICY, 'k', refresh.load);
    await cache.invalidate('thing', ['k']);
    refresh.finish('old too');
    await settled();
    expect(await cache.get(POLICY, 'k', value('new'))).toMatchObject({ value: 'new', status: 'MISS' });
  });

  it('waits in getMany for what is being loaded already', async () => {
    const one = pendingLoad<string>();
    const single = cache.get(POLICY, '1', one.load);
    const asked: string[][] = [];
    const many = cache.getMany(POLICY, ['1', '2'], (missing) => {
      asked.push([...missing]);
      return Promise.resolve(new Map(missing.map((key) => [key, { value: `many ${key}` }])));
    });
    one.finish('single');
    expect((await many).get('1')?.value).toBe('single');
    expect((await many).get('2')?.value).toBe('many 2');
    expect([asked, (await single).value]).toEqual([[['2']], 'single']);
  });

  it('loads by itself where the getMany it waited for found nothing', async () => {
    const many = cache.getMany(POLICY, ['1'], () => Promise.resolve(new Map()));
    expect(await cache.get(POLICY, '1', value('found'))).toMatchObject({ value: 'found', status: 'MISS' });
    expect((await many).size).toBe(0);
  });

  it('answers many stale at once and loads them anew together', async () => {
    const asked: string[][] = [];
    const loadMany = (missing: readonly string[]) => {
      asked.push([...missing]);
      return Promise.resolve(new Map(missing.map((key) => [key, { value: asked.length }])));
    };
    await cache.getMany(POLICY, ['1', '2'], loadMany);
    clock.at += 10_001;
    const stale = await cache.getMany(POLICY, ['1', '2', '3'], loadMany);
    expect([...stale].map(([key, { value: of, status }]) => [key, of, status])).toEqual([
      ['1', 1, 'STALE'],
      ['2', 1, 'STALE'],
      ['3', 3, 'MISS'],
    ]);
    await settled();
    expect(asked).toEqual([['1', '2'], ['1', '2'], ['3']]);
    expect((await cache.getMany(POLICY, ['1', '2'], loadMany)).get('2')).toMatchObject({
      value: 2,
      status: 'HIT',
    });
  });

  it('draws once for an early load, however often one request looks', async () => {
    await cache.get(POLICY, 'k', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { value: 1 };
    });
    clock.at += 9_999;
    random = 1e-9;
    expect(cache.peek(POLICY, 'k')).toBeUndefined();
    random = 0.999999; // The next draws would say no.
    expect(await cache.lookup(POLICY, 'k')).toBeUndefined();
    expect(await cache.get(POLICY, 'k', value(2), { knownMiss: true })).toMatchObject({ value: 1 });
    await settled();
    expect(cache.peek(POLICY, 'k')).toMatchObject({ value: 2, status: 'HIT' });
  });

  it('hands the error of getMany to all who wait', async () => {
    const fail = () => Promise.reject(new Error('database'));
    const both = await Promise.allSettled([
      cache.getMany(POLICY, ['1', '2'], fail),
      cache.get(POLICY, '1', value('joined')),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await cache.get(POLICY, '1', value('again'))).value).toBe('again');
  });

  it('loads after a write only where told to', async () => {
    await cache.writeThrough(POLICY, 'k', value(1));
    expect(cache.peek(POLICY, 'k')).toBeUndefined();
    cache = open(0, true);
    await cache.writeThrough(POLICY, 'k', value(1));
    expect(cache.peek(POLICY, 'k')).toMatchObject({ value: 1 });
    await expect(
      cache.writeThrough(POLICY, 'k', () => Promise.reject(new Error('x'))),
    ).resolves.toBeUndefined();
  });

  it('holds no more bytes than it may', async () => {
    cache = open(0, false, 10_000);
    for (let i = 0; i < 100; i++) await cache.get(POLICY, `k${i}`, value('x'.repeat(200)));
    expect(cache.peek(POLICY, 'k99')).toBeDefined();
    expect(cache.peek(POLICY, 'k0')).toBeUndefined();
  });
});
