import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith, uniquePrefix } from '../../../test/support/servers.js';
import { InMemoryDurableEpoch } from '../adapters/in-memory-durable-epoch.js';
import { startInstance, type TestInstance } from '../testing/fleet-of-caches.js';
import { commandAt, freePort, redisBinary, RedisProcess } from '../testing/redis-process.js';
import { RedisAdapter } from './redis-adapter.js';

const POLICY = { namespace: 'thing', ttlMs: 600_000, staleMs: 0, negativeTtlMs: 1_000 };

describeWith(['redis'], 'a master and a replica under Sentinel', () => {
  let master: RedisProcess;
  let replica: RedisProcess;
  let sentinel: ChildProcess;
  let sentinelPort: number;
  let dir: string;
  let a: TestInstance;
  let b: TestInstance;
  const ask = (...args: [string, ...string[]]): Promise<unknown> => commandAt(sentinelPort, ...args);
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50));
  };

  beforeAll(async () => {
    master = await RedisProcess.start();
    replica = await RedisProcess.start('--replicaof', '127.0.0.1', String(master.port));
    await until(async () =>
      String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
    );
    dir = await mkdtemp(join(tmpdir(), 'mc-sentinel-'));
    sentinelPort = await freePort();
    // Sentinel writes what it learns into its configuration.
    const file = join(dir, 'sentinel.conf');
    await writeFile(
      file,
      [
        `port ${sentinelPort}`,
        'bind 127.0.0.1',
        `dir ${dir}`,
        `sentinel monitor main 127.0.0.1 ${master.port} 1`,
        'sentinel down-after-milliseconds main 1000',
        'sentinel failover-timeout main 10000',
      ].join('\n'),
    );
    sentinel = spawn(redisBinary(), [file, '--sentinel'], { stdio: 'ignore' });
    await until(async () => ((await ask('SENTINEL', 'REPLICAS', 'main')) as unknown[]).length === 1);
    const shared = {
      url: `redis+sentinel://127.0.0.1:${sentinelPort}/main`,
      prefix: uniquePrefix(),
      durable: new InMemoryDurableEpoch(),
      commandTimeoutMs: 2_000,
    };
    a = await startInstance(shared);
    b = await startInstance(shared);
  }, 60_000);
  afterAll(async () => {
    await a.stop();
    await b.stop();
    const ended = once(sentinel, 'exit');
    sentinel.kill('SIGKILL');
    await ended;
    await master.stop();
    await replica.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const load = (value: unknown) => () => Promise.resolve({ value });
  const used = (at: TestInstance): Promise<void> =>
    until(async () => (await at.cache.get(POLICY, 'used', load(0))).status === 'HIT');

  it('is found, and serves cache and adapter', async () => {
    await used(a);
    await used(b);
    await a.cache.get(POLICY, 'k', load(1));
    expect(await b.cache.get(POLICY, 'k', load(2))).toMatchObject({ value: 1, status: 'HIT' });
    const redis = new RedisAdapter(a.connections, {
      prefix: uniquePrefix(),
      defaultTtlMs: 60_000,
      batchSize: 10,
    });
    await redis.set('day', new Date(5));
    expect(await redis.get('day')).toEqual(new Date(5));
    expect(await redis.health()).toMatchObject({ status: 'up' });
    expect(await redis.clear()).toBe(1);
  });

  it('takes the replica for the master when that dies, and then serves nothing from before', async () => {
    await a.cache.get(POLICY, 'k', load(1));
    await b.cache.get(POLICY, 'k', load(1));
    await master.kill();
    // The write is acknowledged without a master, and must not come back with the replica's copy.
    await a.cache.invalidate('thing', ['k']);
    expect((await a.cache.get(POLICY, 'k', load(2))).value).toBe(2);
    await until(async () => {
      const [, port] = (await ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main')) as [string, string];
      return Number(port) === replica.port;
    });
    await used(a);
    await used(b);
    expect((await a.cache.get(POLICY, 'k', load(2))).value).toBe(2);
    expect((await b.cache.get(POLICY, 'k', load(2))).value).toBe(2);
    expect(String(await replica.command('INFO', 'replication'))).toContain('role:master');
  }, 90_000);
});
