import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith, redisUrl, uniquePrefix } from '../../../test/support/servers.js';
import { SystemClock } from '../../common/index.js';
import { InMemoryDurableEpoch } from '../adapters/in-memory-durable-epoch.js';
import { jsonBody, CachedBody } from '../cached-body.js';
import { startInstance, type TestInstance } from '../testing/fleet-of-caches.js';

const POLICY = { namespace: 'thing', ttlMs: 60_000, staleMs: 0, negativeTtlMs: 1_000 };

/** Wall time stands still until a test moves it; waits are real. */
class ManualClock extends SystemClock {
  at = Date.now();
  override now(): number {
    return this.at;
  }
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describeWith(['redis'], 'two instances over one Redis', () => {
  let a: TestInstance;
  let b: TestInstance;
  let loads: number;
  let clock: ManualClock;
  const load = (value: unknown) => () => {
    loads++;
    return Promise.resolve({ value });
  };

  beforeEach(async () => {
    loads = 0;
    clock = new ManualClock();
    const shared = { url: redisUrl(), prefix: uniquePrefix(), durable: new InMemoryDurableEpoch(), clock };
    a = await startInstance(shared);
    b = await startInstance(shared);
  });
  afterEach(async () => {
    await a.stop();
    await b.stop();
  });

  it('gives the second instance what the first one loaded', async () => {
    expect(await a.cache.get(POLICY, 'k', load({ n: 1 }))).toMatchObject({ value: { n: 1 }, status: 'MISS' });
    expect(await b.cache.get(POLICY, 'k', load('no'))).toMatchObject({ value: { n: 1 }, status: 'HIT' });
    expect(b.cache.peek(POLICY, 'k')).toMatchObject({ value: { n: 1 }, status: 'HIT' });
    expect(loads).toBe(1);
  });

  it.each([[null], [0], [''], [false]])('takes a stored %p for a hit', async (value) => {
    await a.cache.get(POLICY, 'falsy', load(value));
    expect(await b.cache.get(POLICY, 'falsy', load('loaded again'))).toMatchObject({ value, status: 'HIT' });
  });

  it('keeps a body as bytes', async () => {
    await a.cache.get(POLICY, 'body', load(jsonBody({ имя: 'цемент' }, '"7"')));
    const { value } = await b.cache.get<CachedBody>(POLICY, 'body', () => Promise.reject(new Error('no')));
    expect(value).toBeInstanceOf(CachedBody);
    expect([value.etag, value.contentType, value.bytes.toString()]).toEqual([
      '"7"',
      'application/json; charset=utf-8',
      '{"имя":"цемент"}',
    ]);
  });

  it('forgets a key in both tiers of both instances before invalidate resolves', async () => {
    await a.cache.get(POLICY, 'k', load(1));
    await b.cache.get(POLICY, 'k', load(1));
    await b.cache.invalidate('thing', ['k']);
    expect(a.cache.peek(POLICY, 'k')).toBeUndefined();
    expect(await a.cache.get(POLICY, 'k', load(2))).toMatchObject({ value: 2, status: 'MISS' });
    expect(await b.cache.get(POLICY, 'k', load(3))).toMatchObject({ value: 2, status: 'HIT' });
  });

  it('forgets a namespace by its generation, and no other', async () => {
    const other = { ...POLICY, namespace: 'other' };
    await a.cache.get(POLICY, 'k', load(1));
    await a.cache.get(other, 'k', load('kept'));
    await b.cache.invalidateAll('thing');
    expect(await a.cache.get(POLICY, 'k', load(2))).toMatchObject({ value: 2, status: 'MISS' });
    expect(await b.cache.get(POLICY, 'k', load(3))).toMatchObject({ value: 2, status: 'HIT' });
    expect(await b.cache.get(other, 'k', load('x'))).toMatchObject({ value: 'kept', status: 'HIT' });
  });

  it('forgets by pattern, taking special characters of ids literally', async () => {
    for (const key of ['a*', 'ab', 'b']) await a.cache.get(POLICY, key, load(key));
    expect(await b.cache.invalidatePattern('thing:a\\**')).toBe(1);
    expect(a.cache.peek(POLICY, 'a*')).toBeUndefined();
    expect(a.cache.peek(POLICY, 'ab')).toBeDefined();
    expect(await b.cache.invalidatePattern('thing:a*')).toBe(1);
    expect(await b.cache.get(POLICY, 'b', load('x'))).toMatchObject({ status: 'HIT' });
    expect(await b.cache.get(POLICY, 'ab', load('x'))).toMatchObject({ status: 'MISS' });
  });

  it('asks the loader of getMany for the missing keys alone', async () => {
    await a.cache.get(POLICY, '1', load('one'));
    const asked: string[][] = [];
    const result = await b.cache.getMany(POLICY, ['1', '2', '3', '2'], (missing) => {
      asked.push([...missing]);
      return Promise.resolve(new Map([['2', { value: 'two' }]]));
    });
    expect(asked).toEqual([['2', '3']]);
    expect([...result].map(([key, { value, status }]) => [key, value, status]).sort()).toEqual([
      ['1', 'one', 'HIT'],
      ['2', 'two', 'MISS'],
    ]);
    expect(await a.cache.get(POLICY, '2', load('no'))).toMatchObject({ value: 'two', status: 'HIT' });
  });

  it('makes one load of 500 concurrent misses on two instances', async () => {
    const slow = async () => {
      loads++;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { value: 'once' };
    };
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, i) => (i % 2 ? a : b).cache.get(POLICY, 'hot', slow)),
    );
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['once']));
    expect(loads).toBe(1);
  });

  it('waits in getMany for the keys that another instance is loading, and loads the others meanwhile', async () => {
    let finish: (value: { value: string }) => void = () => undefined;
    let loading: Promise<unknown> = Promise.resolve();
    // Whoever loads holds the lease.
    await new Promise<void>((started) => {
      loading = a.cache.get(POLICY, '1', () => {
        started();
        return new Promise<{ value: string }>((resolve) => (finish = resolve));
      });
    });
    const asked: string[][] = [];
    const many = b.cache.getMany(POLICY, ['1', '2'], (missing) => {
      asked.push([...missing]);
      finish({ value: 'one' });
      return Promise.resolve(new Map(missing.map((key) => [key, { value: `many ${key}` }])));
    });
    expect((await many).get('1')).toMatchObject({ value: 'one', status: 'HIT' });
    expect((await many).get('2')).toMatchObject({ value: 'many 2', status: 'MISS' });
    expect(asked).toEqual([['2']]);
    await loading;
  });

  it('takes over what another instance has loaded anew, and does not load it again', async () => {
    const stale = { ...POLICY, staleMs: 60_000 };
    await a.cache.get(stale, 'k', load('old'));
    await b.cache.get(stale, 'k', load('no'));
    clock.at += 60_001;
    expect(await a.cache.get(stale, 'k', load('new'))).toMatchObject({ value: 'old', status: 'STALE' });
    while ((await a.cache.get(stale, 'k', load('no'))).status !== 'HIT') await tick();
    expect(await b.cache.get(stale, 'k', load('no'))).toMatchObject({ value: 'old', status: 'STALE' });
    while ((await b.cache.get(stale, 'k', load('no'))).status !== 'HIT') await tick();
    expect(await b.cache.get(stale, 'k', load('no'))).toMatchObject({ value: 'new' });
    expect(loads).toBe(2);
  });

  it('hands on the error of a load, keeps nothing, and lets the next one try', async () => {
    await expect(a.cache.get(POLICY, 'k', () => Promise.reject(new Error('database')))).rejects.toThrow(
      'database',
    );
    expect(await b.cache.get(POLICY, 'k', load(1))).toMatchObject({ value: 1, status: 'MISS' });
  });

  it('does not keep a degraded answer', async () => {
    await a.cache.get(POLICY, 'k', () => Promise.resolve({ value: 'half', cacheable: false }));
    expect(await b.cache.get(POLICY, 'k', load('whole'))).toMatchObject({ value: 'whole', status: 'MISS' });
  });
});
