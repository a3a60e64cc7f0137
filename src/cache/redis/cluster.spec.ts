import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith, uniquePrefix } from '../../../test/support/servers.js';
import { InMemoryDurableEpoch } from '../adapters/in-memory-durable-epoch.js';
import { startInstance, type TestInstance } from '../testing/fleet-of-caches.js';
import { RedisProcess } from '../testing/redis-process.js';
import { RedisAdapter } from './redis-adapter.js';

const POLICY = { namespace: 'thing', ttlMs: 600_000, staleMs: 0, negativeTtlMs: 1_000 };
const SLOTS = 16_384;

describeWith(['redis'], 'a cluster of three nodes', () => {
  let nodes: RedisProcess[];
  let a: TestInstance;
  let b: TestInstance;

  beforeAll(async () => {
    nodes = await Promise.all([1, 2, 3].map(() => RedisProcess.start('--cluster-enabled', 'yes')));
    const [first, ...others] = nodes;
    if (!first) throw new Error('No node.');
    for (const [i, node] of nodes.entries()) {
      const from = Math.floor((i * SLOTS) / 3);
      const to = Math.floor(((i + 1) * SLOTS) / 3) - 1;
      await node.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
      await node.command('CONFIG', 'SET', 'cluster-require-full-coverage', 'no');
    }
    for (const node of others) await first.command('CLUSTER', 'MEET', '127.0.0.1', String(node.port));
    for (const node of nodes) {
      const deadline = Date.now() + 20_000;
      while (!String(await node.command('CLUSTER', 'INFO')).includes('cluster_known_nodes:3')) {
        if (Date.now() > deadline) throw new Error('The cluster did not form.');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      while (
        !/cluster_state:ok[^]*cluster_slots_assigned:16384/.test(
          String(await node.command('CLUSTER', 'INFO')),
        )
      ) {
        if (Date.now() > deadline) throw new Error('The cluster did not become whole.');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const shared = {
      url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
      prefix: uniquePrefix(),
      durable: new InMemoryDurableEpoch(),
      commandTimeoutMs: 1_000,
    };
    a = await startInstance(shared);
    b = await startInstance(shared);
  }, 60_000);
  afterAll(async () => {
    await a.stop();
    await b.stop();
    await Promise.all(nodes.map((node) => node.stop()));
  });

  const load = (value: unknown) => () => Promise.resolve({ value });

  it('keeps and forgets keys of every slot in both instances', async () => {
    expect([a.shared.session(), b.shared.session()]).not.toContain(null);
    const keys = Array.from({ length: 60 }, (_, i) => `k${i}`);
    for (const key of keys) await a.cache.get(POLICY, key, load(1));
    for (const key of keys) expect((await b.cache.get(POLICY, key, load(2))).status).toBe('HIT');
    await b.cache.invalidate('thing', keys);
    for (const key of keys)
      expect(await a.cache.get(POLICY, key, load(3))).toMatchObject({ value: 3, status: 'MISS' });
    const asked: string[][] = [];
    await b.cache.getMany(POLICY, [...keys, 'new'], (missing) => {
      asked.push([...missing]);
      return Promise.resolve(new Map());
    });
    expect(asked).toEqual([['new']]);
    await a.cache.invalidateAll('thing');
    expect((await b.cache.get(POLICY, 'k1', load(4))).status).toBe('MISS');
    expect(await a.cache.invalidatePattern('thing:k*')).toBe(60);
  });

  it('serves the adapter: batches over all nodes, patterns, sorted sets', async () => {
    const redis = new RedisAdapter(a.connections, {
      prefix: uniquePrefix(),
      defaultTtlMs: 60_000,
      batchSize: 10,
    });
    const keys = Array.from({ length: 30 }, (_, i) => `b${i}`);
    await redis.mset(keys.map((key, value) => ({ key, value })));
    expect(await redis.mget(keys)).toEqual(keys.map((_, i) => i));
    await redis.mset([
      { key: '{t}1', value: 1 },
      { key: '{t}2', value: 2 },
    ]);
    expect(await redis.mdel(keys.slice(0, 5))).toBe(5);
    expect(await redis.deletePattern('b*')).toBe(25);
    await redis.zincrby('popular:{x}', 'm', 4);
    await redis.zdecay('popular:{x}', 0.5, 10);
    expect(await redis.ztop('popular:{x}', 1)).toEqual([{ member: 'm', score: 2 }]);
    expect(await redis.health()).toMatchObject({ status: 'up' });
    expect(await redis.clear()).toBe(3);
  });

  it('answers without a node that dies, and goes on', async () => {
    await nodes[2]?.kill();
    for (let i = 0; i < 20; i++) expect((await a.cache.get(POLICY, `after-${i}`, load(i))).value).toBe(i);
    await a.cache.invalidate('thing', ['after-1']);
    expect((await a.cache.get(POLICY, 'after-1', load('new'))).value).toBe('new');
  });
});
