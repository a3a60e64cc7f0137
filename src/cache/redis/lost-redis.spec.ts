import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { describeWith, uniquePrefix } from '../../../test/support/servers.js';
import { InMemoryDurableEpoch } from '../adapters/in-memory-durable-epoch.js';
import { startInstance, type TestInstance } from '../testing/fleet-of-caches.js';
import { RedisProcess } from '../testing/redis-process.js';

const POLICY = { namespace: 'thing', ttlMs: 600_000, staleMs: 0, negativeTtlMs: 1_000 };
const COMMAND_TIMEOUT_MS = 200;
const LEASE_MS = 1_500;

describeWith(['redis'], 'Redis is lost', () => {
  let redis: RedisProcess;
  let durable: InMemoryDurableEpoch;
  let prefix: string;
  let a: TestInstance;
  let b: TestInstance;
  const rejections: unknown[] = [];
  const onRejection = (error: unknown): void => void rejections.push(error);
  let truth: number;
  const read = async (at: TestInstance, key = 'k') =>
    at.cache.get(POLICY, key, () => Promise.resolve({ value: truth }));

  beforeAll(() => void process.on('unhandledRejection', onRejection));
  afterAll(() => void process.off('unhandledRejection', onRejection));
  beforeEach(async () => {
    truth = 1;
    rejections.length = 0;
    redis = await RedisProcess.start();
    prefix = uniquePrefix();
    durable = new InMemoryDurableEpoch();
    a = await start();
    b = await start();
    await read(a);
    await read(b);
  });
  afterEach(async () => {
    await a.stop();
    await b.stop();
    await redis.stop();
    expect(rejections).toEqual([]);
  });

  const start = (): Promise<TestInstance> =>
    startInstance({
      url: redis.url,
      prefix,
      durable,
      commandTimeoutMs: COMMAND_TIMEOUT_MS,
      settings: { localMaxStaleMs: LEASE_MS },
    });

  /** Waits until both are back; the contract allows 5 s. */
  const bothBack = async (): Promise<number> => {
    const began = performance.now();
    while (a.shared.session() === null || b.shared.session() === null) {
      if (performance.now() - began > 8_000) throw new Error('Not back after 8 s.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return performance.now() - began;
  };

  const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };

  /** What must hold while it is lost: right answers, one deadline at most, then no waiting. */
  const answersWithoutIt = async (): Promise<void> => {
    const first = await milliseconds(() => read(a, 'other'));
    expect(first).toBeLessThan(COMMAND_TIMEOUT_MS + 100);
    const began = performance.now();
    for (let i = 0; i < 100; i++) expect((await read(a, `more-${i}`)).value).toBe(truth);
    expect((performance.now() - began) / 100).toBeLessThan(1);
  };

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['killed', () => redis.kill(), () => redis.launch()],
    [
      'hanging',
      () => Promise.resolve(redis.signal('SIGSTOP')),
      () => Promise.resolve(redis.signal('SIGCONT')),
    ],
    ['paused', () => redis.command('CLIENT', 'PAUSE', '3000', 'ALL'), () => Promise.resolve()],
    [
      'out of memory',
      () => redis.command('CONFIG', 'SET', 'maxmemory', '1'),
      () => redis.command('CONFIG', 'SET', 'maxmemory', '0'),
    ],
    [
      'a read-only replica',
      () => redis.command('REPLICAOF', '127.0.0.1', '1'),
      () => redis.command('REPLICAOF', 'NO', 'ONE'),
    ],
  ])(
    '%s: answers from the truth, acknowledges writes, serves nothing old afterwards',
    async (_, lose, restore) => {
      await lose();
      await answersWithoutIt();
      truth = 2;
      expect(await milliseconds(() => a.cache.invalidate('thing', ['k']))).toBeLessThan(
        COMMAND_TIMEOUT_MS + 100,
      );
      expect((await read(a)).value).toBe(2);
      await restore();
      expect(await bothBack()).toBeLessThan(5_000);
      expect((await read(b)).value).toBe(2);
      expect((await read(a)).value).toBe(2);
      // And it is used again.
      expect((await read(b)).status).toBe('HIT');
    },
  );

  it('flushed: nothing old, and used again', async () => {
    await redis.command('FLUSHALL');
    truth = 2;
    await a.cache.invalidate('thing', ['k']);
    expect((await read(b)).value).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 500)); // Longer than a heartbeat: both have noticed.
    await bothBack();
    expect((await read(a)).value).toBe(2);
    expect((await read(a)).status).toBe('HIT');
  });

  it('a write while it is lost is not undone when its writer dies before Redis is back', async () => {
    redis.signal('SIGSTOP');
    truth = 2;
    await a.cache.invalidate('thing', ['k']);
    await a.stop();
    redis.signal('SIGCONT');
    // The other one may not even have noticed; it looks at the epoch once a lease.
    const began = performance.now();
    while ((await read(b)).value !== 2) {
      expect(performance.now() - began).toBeLessThan(2 * LEASE_MS + 500);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    a = await start();
    expect((await read(a)).value).toBe(2);
  });

  it('a process that starts alone does not trust what was stored while nobody listened', async () => {
    await a.stop();
    await b.stop();
    truth = 2; // Plain SQL, with no instance alive to hear of it.
    a = await start();
    expect((await read(a)).value).toBe(2);
    b = await start();
    expect((await read(b)).status).toBe('HIT');
  });

  it('a write waits for an instance that died, no longer than its lease', async () => {
    // Cut off without a word, as by kill -9: neither leaves nor acknowledges.
    b.connections.subscriber.disconnect();
    b.connections.clients.forEach((client) => client.disconnect());
    truth = 2;
    const took = await milliseconds(() => a.cache.invalidate('thing', ['k']));
    expect(took).toBeGreaterThan(500);
    expect(took).toBeLessThan(1_700);
    expect(b.cache.peek(POLICY, 'k')).toBeUndefined();
  });
});
