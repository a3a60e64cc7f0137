import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith, redisUrl, uniquePrefix } from '../../test/support/servers.js';
import { SystemClock } from '../common/index.js';
import { Popularity } from './popularity.js';
import { RedisAdapter } from './redis/redis-adapter.js';
import { RedisConnections } from './redis/redis-connections.js';

describeWith(['redis'], 'popularity in Redis', () => {
  let connections: RedisConnections;
  let redis: RedisAdapter;

  beforeAll(async () => {
    connections = new RedisConnections({
      url: redisUrl(),
      poolSize: 1,
      connectTimeoutMs: 5_000,
      commandTimeoutMs: 5_000,
      retryMaxMs: 100,
    });
    await connections.ensure();
    redis = new RedisAdapter(connections, { prefix: uniquePrefix(), defaultTtlMs: 60_000, batchSize: 10 });
  });
  afterAll(async () => {
    await redis.clear();
    connections.close();
  });

  it('knows what was just asked of every kind, also when all kinds are looked at together', async () => {
    const popularity = new Popularity(redis, () => true, new SystemClock());
    popularity.count('material', '/a');
    popularity.count('search', '/b');
    popularity.count('search', '/b');
    const [material, search] = await Promise.all([
      popularity.top('material', 5),
      popularity.top('search', 5),
    ]);
    expect(material).toEqual([{ request: '/a', score: 1 }]);
    expect(search).toEqual([{ request: '/b', score: 2 }]);
  });
});
