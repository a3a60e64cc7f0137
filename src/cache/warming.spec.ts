import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWith, redisUrl, uniquePrefix } from '../../test/support/servers.js';
import { SystemClock } from '../common/index.js';
import { NamespaceStats } from './cache-stats.js';
import { MissWindow } from './miss-window.js';
import { RedisAdapter } from './redis/redis-adapter.js';
import { RedisConnections } from './redis/redis-connections.js';
import { Warming, type Ask } from './warming.js';

class ManualClock extends SystemClock {
  at = 0;
  override monotonic(): number {
    return this.at;
  }
}

describeWith(['redis'], 'two warmers over one Redis', () => {
  const prefix = uniquePrefix();
  let connections: RedisConnections;
  let redis: RedisAdapter;
  let clock: ManualClock;

  beforeAll(async () => {
    connections = new RedisConnections({
      url: redisUrl(),
      poolSize: 1,
      connectTimeoutMs: 5_000,
      commandTimeoutMs: 5_000,
      retryMaxMs: 100,
    });
    await connections.ensure();
    redis = new RedisAdapter(connections, { prefix, defaultTtlMs: 60_000, batchSize: 10 });
  });
  afterAll(async () => {
    await redis.clear();
    connections.close();
  });

  const warmer = (ask: Ask, concurrency = 2): Warming => {
    clock = new ManualClock();
    const warming = new Warming(redis, () => true, clock, concurrency);
    warming.serveBy(ask);
    return warming;
  };

  it('warm one at a time, each request once, so many at a time as it may', async () => {
    let asking = 0;
    let most = 0;
    let second: Promise<unknown> = Promise.resolve();
    const idle = warmer(() => Promise.reject(new Error('asked')));
    const requests = Array.from({ length: 10 }, (_, i) => `/${i}`);
    const first = await warmer(async (request) => {
      most = Math.max(most, ++asking);
      if (request === '/0') {
        second = idle.warm(['/a', '/b']);
        await second;
      }
      await new Promise((resolve) => setImmediate(resolve));
      asking--;
      return { status: request === '/3' ? 404 : 200, cache: request === '/4' ? 'HIT' : 'MISS' };
    }, 3).warm([...requests, '/1']);
    expect(first).toMatchObject({ warmed: 8, skipped: 2, failed: 1 });
    expect(await second).toMatchObject({ warmed: 0, skipped: 2, failed: 0 });
    expect(most).toBe(3);
    // And the lock is free again.
    expect(await warmer(() => Promise.resolve({ status: 200, cache: 'MISS' })).warm(['/c'])).toMatchObject({
      warmed: 1,
    });
  });

  it('stops when the lock was lost, and keeps it as long as it works', async () => {
    let asked = 0;
    const warming = warmer(async () => {
      clock.at += 20_000;
      asked += 1;
      // Prolonged meanwhile: 60 s from the last time it was, not from the beginning.
      if (asked === 2) expect(await redis.ttl('lock:warming')).toBeGreaterThan(50_000);
      if (asked === 3) await redis.delete('lock:warming');
      return { status: 200, cache: 'MISS' };
    }, 1);
    await expect(warming.warm(['/1', '/2', '/3', '/4', '/5'])).resolves.toMatchObject({
      warmed: 3,
      skipped: 2,
    });
  });
});

describe('the window of misses', () => {
  it('names who missed too often since it was last asked', () => {
    const window = new MissWindow(0.3);
    const stats = new NamespaceStats();
    const search = new Map([['search', stats]]);
    const count = (hits: number, misses: number): string[] => {
      stats.counters.hits += hits;
      stats.counters.misses += misses;
      return window.close(search);
    };
    expect(count(10, 9)).toEqual([]); // Too few to speak of.
    expect(count(69, 31)).toEqual(['search']);
    expect(count(70, 30)).toEqual([]);
    expect(count(0, 20)).toEqual(['search']);
  });
});
