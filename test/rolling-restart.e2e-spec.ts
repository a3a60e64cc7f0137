import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Balancer } from './support/balancer.js';
import { startServer, type ChildServer } from './support/child.js';
import {
  createTestDatabase,
  describeWith,
  redisUrl,
  uniquePrefix,
  type TestDatabase,
} from './support/servers.js';

const CALLERS = 6;

/** What one caller asks, over and over: reads that are kept, searches, writes. */
const ROUND: readonly ((id: string, n: number) => [string, string, object?])[] = [
  (id) => ['GET', `/api/v1/materials/${id}`],
  () => ['GET', '/api/v1/search?mode=lexical&q=%D0%BA%D0%B8%D1%80%D0%BF%D0%B8%D1%87'],
  (_id, n) => ['POST', '/api/v1/materials', { name: `Кирпич облицовочный ${n}`, unit: 'шт' }],
  (id) => ['GET', `/api/v1/materials/${id}`],
  (id, n) => ['PATCH', `/api/v1/materials/${id}`, { description: `Партия ${n}` }],
  (id) => ['POST', '/api/v1/materials/batch-get', { ids: [id] }],
];

describeWith(['postgres', 'redis'], 'a rolling restart of two instances under load', () => {
  let database: TestDatabase;
  let balancer: Balancer;
  let servers: ChildServer[];
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase('postgres');
    // Longer than two probes of the balancer, as docs/operations.md says.
    env = {
      ...database.env,
      REDIS_URL: redisUrl(),
      CACHE_PREFIX: uniquePrefix(),
      LOG_LEVEL: 'error',
      SHUTDOWN_DRAIN_MS: '1000',
    };
    balancer = await Balancer.start();
    servers = await Promise.all([startServer(env), startServer(env)]);
    for (const { url } of servers) {
      balancer.add(url);
      await balancer.ready(url);
    }
  }, 240_000);
  afterAll(async () => {
    await balancer.stop();
    for (const server of servers) server.process.kill('SIGTERM');
    await Promise.all(servers.map(({ ended }) => ended));
    await database.drop();
  }, 60_000);

  it('fails no request and loses no acknowledged write', async () => {
    const failed: string[] = [];
    const created: string[] = [];
    let asked = 0;
    let going = true;
    const send = async (method: string, path: string, body?: object): Promise<unknown> => {
      asked += 1;
      const answer = await fetch(`${balancer.url}${path}`, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await answer.text();
      if (!answer.ok) failed.push(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? null : JSON.parse(text);
    };
    const call = async (caller: number): Promise<void> => {
      const { id } = (await send('POST', '/api/v1/materials', { name: `Кирпич ${caller}`, unit: 'шт' })) as {
        id: string;
      };
      for (let n = 0; going; n += 1) {
        const [method, path, body] = ROUND[n % ROUND.length]?.(id, n) ?? ['GET', '/'];
        try {
          const answer = (await send(method, path, body)) as { id?: string; description?: string };
          if (method === 'POST' && path === '/api/v1/materials' && answer.id) created.push(answer.id);
          if (method === 'PATCH') {
            const seen = (await send('GET', `/api/v1/materials/${id}`)) as { description?: string };
            expect(seen.description).toBe(answer.description);
          }
        } catch (error) {
          failed.push(`${method} ${path}: ${String(error)}`);
        }
      }
    };
    const callers = Promise.all(Array.from({ length: CALLERS }, (_, i) => call(i)));

    /** Until so many more requests have been sent, so that every instance is in the middle of its work. */
    const work = async (more: number): Promise<void> => {
      const until = asked + more;
      while (asked < until) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const served: number[] = [];
    for (const old of [...servers]) {
      await work(200);
      old.process.kill('SIGTERM');
      expect(await old.ended).toBe(0);
      served.push(balancer.remove(old.url));
      const fresh = await startServer(env);
      servers = [...servers.filter((server) => server !== old), fresh];
      balancer.add(fresh.url);
      await balancer.ready(fresh.url);
    }
    await work(200);
    going = false;
    await callers;

    expect({ failed, dropped: balancer.failures }).toEqual({ failed: [], dropped: [] });
    expect(asked).toBeGreaterThan(600);
    for (const count of served) expect(count).toBeGreaterThan(20);
    for (let at = 0; at < created.length; at += 100) {
      const ids = created.slice(at, at + 100);
      const { missing } = (await send('POST', '/api/v1/materials/batch-get', { ids })) as {
        missing: string[];
      };
      expect(missing).toEqual([]);
    }
  }, 240_000);
});
