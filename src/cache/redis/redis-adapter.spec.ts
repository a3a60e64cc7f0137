import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { describeWith, redisUrl, uniquePrefix } from '../../../test/support/servers.js';
import { escapeGlob } from '../glob.js';
import { RedisAdapter } from './redis-adapter.js';
import { RedisConnections } from './redis-connections.js';
import { parseRedisUrl } from './redis-url.js';
import { decodeValue, encodeValue, SerializationError } from './serialization.js';

describe('values', () => {
  const cyclic: Record<string, unknown> = { when: new Date(0) };
  cyclic.self = cyclic;

  it.each<[string, unknown]>([
    ['plain data', { a: [1, 'два', null, true, { b: 0.5 }] }],
    ['null', null],
    ['an empty text', ''],
    ['a Date', { at: new Date(1_700_000_000_000) }],
    ['a Map and a Set', { m: new Map([['k', new Set([1])]]) }],
    ['a Buffer', Buffer.from([0, 1, 255])],
    ['a bigint', 2n ** 70n],
    ['undefined', { here: undefined }],
    ['NaN, −0 and Infinity', [NaN, -0, Infinity]],
    ['a key named __proto__', JSON.parse('{"__proto__":{"polluted":1}}')],
    ['a cycle', cyclic],
  ])('brings back %s', (_, value) => {
    expect(decodeValue(encodeValue(value))).toEqual(value);
  });

  it('is readable JSON for plain data', () => {
    expect(encodeValue({ a: 1 }).toString()).toBe('j{"a":1}');
  });

  it('refuses what would come back as something else', () => {
    class Point {
      x = 1;
    }
    for (const value of [() => 1, { f: () => 1 }, Symbol('s'), new Point(), [new Point()]]) {
      expect(() => encodeValue(value)).toThrow(SerializationError);
    }
  });

  it('refuses bytes that are not ours, and never runs them', () => {
    for (const text of ['', 'x', 'j{', 'v', 'v\xff\x0f', '_$$ND_FUNC$$_function(){}()']) {
      expect(() => decodeValue(Buffer.from(text, 'latin1'))).toThrow(SerializationError);
    }
  });
});

describe('REDIS_URL', () => {
  it.each([
    ['redis://localhost', { kind: 'single', nodes: [{ host: 'localhost', port: 6379 }], tls: false, db: 0 }],
    [
      'rediss://user:p%40ss@[::1]:7000/3',
      {
        kind: 'single',
        nodes: [{ host: '::1', port: 7000 }],
        tls: true,
        username: 'user',
        password: 'p@ss',
        db: 3,
      },
    ],
    [
      'redis+sentinel://:secret@a,b:1/main/2',
      {
        kind: 'sentinel',
        nodes: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 1 },
        ],
        tls: false,
        password: 'secret',
        db: 2,
        masterName: 'main',
      },
    ],
    [
      'redis+cluster://a:1,b:2',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
        tls: false,
        db: 0,
      },
    ],
  ])('reads %s', (url, target) => {
    expect(parseRedisUrl(url)).toEqual(target);
  });

  it.each([
    ['redis://a,b'],
    ['redis+sentinel://a'],
    ['redis+cluster://a/1'],
    ['redis://a:99999'],
    ['http://a'],
    ['redis://u:geheim@a/x'],
  ])('refuses %s without repeating it', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/^REDIS_URL: (?!.*geheim)/);
  });
});

describeWith(['redis'], 'RedisAdapter', () => {
  const prefix = uniquePrefix();
  let connections: RedisConnections;
  let redis: RedisAdapter;
  let stranger: RedisAdapter;

  beforeAll(async () => {
    connections = new RedisConnections({
      url: redisUrl(),
      poolSize: 3,
      connectTimeoutMs: 1_000,
      commandTimeoutMs: 1_000,
      retryMaxMs: 100,
    });
    await connections.ensure();
    redis = new RedisAdapter(connections, { prefix, defaultTtlMs: 60_000, batchSize: 10 });
    stranger = new RedisAdapter(connections, { prefix: uniquePrefix(), defaultTtlMs: 60_000, batchSize: 10 });
  });
  beforeEach(async () => {
    await redis.clear();
  });
  afterAll(async () => {
    await redis.clear();
    await stranger.clear();
    connections.close();
  });

  it('keeps single values with their lifetime', async () => {
    expect(await redis.get('k')).toBeUndefined();
    await redis.set('k', null, 5_000);
    expect(await redis.get('k')).toBeNull();
    expect(await redis.exists('k')).toBe(true);
    const left = await redis.ttl('k');
    expect(left).toBeGreaterThan(4_000);
    expect(left).toBeLessThanOrEqual(5_000);
    expect(await redis.expire('k', 9_000)).toBe(true);
    expect(await redis.ttl('k')).toBeGreaterThan(8_000);
    expect([
      await redis.delete('k'),
      await redis.delete('k'),
      await redis.ttl('k'),
      await redis.expire('k', 1),
    ]).toEqual([true, false, null, false]);
    await redis.set('default', new Date(5));
    expect(await redis.ttl('default')).toBeGreaterThan(50_000);
    expect(await redis.get('default')).toEqual(new Date(5));
  });

  it('keeps batches larger than a round trip', async () => {
    const pairs = Array.from({ length: 25 }, (_, i) => ({ key: `b${i}`, value: i }));
    await redis.mset(pairs, 7_000);
    expect(await redis.mget([...pairs.map(({ key }) => key), 'absent'])).toEqual([
      ...pairs.map(({ value }) => value),
      undefined,
    ]);
    expect(await redis.ttl('b24')).toBeGreaterThan(6_000);
    expect(await redis.mdel([...pairs.map(({ key }) => key), 'absent'])).toBe(25);
    await redis.mset([]);
    expect(await redis.mget([])).toEqual([]);
  });

  it('keeps hashes, lists and sets', async () => {
    await redis.hset('h', { a: 1, b: { c: [2] } });
    expect(await redis.hget('h', 'b')).toEqual({ c: [2] });
    expect(await redis.hgetall('h')).toEqual({ a: 1, b: { c: [2] } });
    expect([
      await redis.hdel('h', 'a', 'x'),
      await redis.hget('h', 'a'),
      await redis.hgetall('none'),
    ]).toEqual([1, undefined, {}]);

    expect(await redis.rpush('l', 1, 'zwei')).toBe(2);
    expect(await redis.lpush('l', 0)).toBe(3);
    expect(await redis.lrange('l', 0, -1)).toEqual([0, 1, 'zwei']);
    expect([await redis.lpop('l'), await redis.llen('l'), await redis.lpop('none')]).toEqual([
      0,
      2,
      undefined,
    ]);

    expect(await redis.sadd('s', 'x', { y: 1 }, 'x')).toBe(2);
    expect([await redis.sismember('s', { y: 1 }), await redis.sismember('s', 'z')]).toEqual([true, false]);
    expect(await redis.srem('s', 'x')).toBe(1);
    expect(await redis.smembers('s')).toEqual([{ y: 1 }]);
  });

  it('ranks, fades and bounds', async () => {
    for (const [member, by] of [
      ['a', 4],
      ['b', 9],
      ['c', 1],
    ] as const)
      await redis.zincrby('z', member, by);
    expect(await redis.ztop('z', 2)).toEqual([
      { member: 'b', score: 9 },
      { member: 'a', score: 4 },
    ]);
    await redis.zdecay('z', 0.5, 2);
    expect(await redis.ztop('z', 9)).toEqual([
      { member: 'b', score: 4.5 },
      { member: 'a', score: 2 },
    ]);
  });

  it('answers a wrong type with an error that says so', async () => {
    await redis.set('text', 'x');
    await expect(redis.hget('text', 'f')).rejects.toMatchObject({
      name: 'RedisAdapterError',
      fault: 'wrong_type',
    });
    await expect(redis.lrange('text', 0, 1)).rejects.toMatchObject({ fault: 'wrong_type' });
    await redis.set('other', 1);
    // The same from every way to ask, a batch included.
    await redis.sadd('members', 1);
    for (const ask of [
      () => redis.mget(['other', 'members']),
      () => redis.get('members'),
      () => redis.lpush('text', 1),
      () => redis.smembers('text'),
      () => redis.zincrby('text', 'm', 1),
      () => redis.hgetall('members'),
    ]) {
      await expect(ask()).rejects.toMatchObject({ name: 'RedisAdapterError', fault: 'wrong_type' });
    }
    await expect(redis.set('k', 1, 0)).rejects.toMatchObject({ fault: 'refused' });
    await expect(redis.mset([{ key: 'k', value: 1 }], 0.5)).rejects.toMatchObject({ fault: 'refused' });
    expect(await redis.exists('k')).toBe(false);
    await expect(redis.set('f', () => 1)).rejects.toBeInstanceOf(SerializationError);
  });

  it('removes by pattern what matches, of ours alone, many at once', async () => {
    await redis.mset(Array.from({ length: 1_500 }, (_, i) => ({ key: `many:${i}`, value: i })));
    await redis.mset(['id[1]', 'id1', 'id*'].map((key) => ({ key, value: 1 })));
    await stranger.set('many:1', 'theirs');
    expect(await redis.deletePattern('many:*')).toBe(1_500);
    expect(await redis.deletePattern(escapeGlob('id[1]'))).toBe(1);
    expect(await redis.deletePattern(escapeGlob('id*'))).toBe(1);
    expect(await redis.clear()).toBe(1);
    expect(await stranger.get('many:1')).toBe('theirs');
  });

  it('uses its connections evenly, and passes over one that is not there', async () => {
    const spies = connections.clients.map((client) => jest.spyOn(client as Redis, 'sendCommand'));
    const sent = (): number[] => spies.map((spy) => spy.mock.calls.length);
    for (let i = 0; i < 30; i++) await redis.exists('k');
    expect(sent()).toEqual([10, 10, 10]);
    const [first] = connections.clients;
    first?.disconnect();
    while (first?.status === 'ready') await new Promise((resolve) => setImmediate(resolve));
    spies.forEach((spy) => spy.mockClear());
    for (let i = 0; i < 30; i++) expect(await redis.exists('k')).toBe(false);
    expect(sent()[0]).toBe(0);
    spies.forEach((spy) => spy.mockRestore());
    await connections.ensure();
  });

  it('takes nothing for an empty list of values', async () => {
    expect([await redis.lpush('none'), await redis.rpush('none'), await redis.sadd('none')]).toEqual([
      0, 0, 0,
    ]);
    expect([await redis.srem('none'), await redis.hdel('none'), await redis.mdel([])]).toEqual([0, 0, 0]);
    await redis.hset('none', {});
    expect(await redis.exists('none')).toBe(false);
  });

  it('lends a lock to one at a time, for as long as it is prolonged', async () => {
    expect(await redis.lock('l', 'one', 60_000)).toBe(true);
    expect(await redis.lock('l', 'two', 60_000)).toBe(false);
    expect([await redis.prolongLock('l', 'one', 90_000), await redis.prolongLock('l', 'two', 1)]).toEqual([
      true,
      false,
    ]);
    expect(await redis.ttl('lock:l')).toBeGreaterThan(60_000);
    await redis.unlock('l', 'two');
    expect(await redis.lock('l', 'two', 60_000)).toBe(false);
    await redis.unlock('l', 'one');
    expect(await redis.lock('l', 'two', 60_000)).toBe(true);
  });

  it('says how it is', async () => {
    expect(connections.available).toBe(3);
    expect(await redis.ping()).toBeLessThan(1_000);
    expect(await redis.health()).toMatchObject({
      status: 'up',
      version: expect.stringMatching(/^\d+\.\d+/),
      usedMemoryHuman: expect.stringMatching(/B$/),
      pool: { max: 3, available: 3 },
    });
  });

  it('says that Redis is away in the type of the error and in health', async () => {
    const lost = new RedisConnections({
      url: 'redis://127.0.0.1:1',
      poolSize: 1,
      connectTimeoutMs: 200,
      commandTimeoutMs: 200,
      retryMaxMs: 100,
    });
    const adapter = new RedisAdapter(lost, { prefix, defaultTtlMs: 1_000, batchSize: 10 });
    await expect(adapter.get('k')).rejects.toMatchObject({ fault: 'unavailable' });
    expect(await adapter.health()).toEqual({ status: 'down', pool: { max: 1, available: 0 } });
    lost.close();
  });
});
