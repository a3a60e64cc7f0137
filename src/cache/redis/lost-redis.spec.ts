import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { describeWith, uniquePrefix } from '../../../test/support/servers.js';
import { SystemClock } from '../../common/index.js';
import { InMemoryDurableEpoch } from '../adapters/in-memory-durable-epoch.js';
import { startInstance, type TestInstance } from '../testing/fleet-of-caches.js';
import { RedisProcess } from '../testing/redis-process.js';
import { countWaits, type Waits } from '../testing/request-waits.js';

const POLICY = { namespace: 'thing', ttlMs: 600_000, staleMs: 0, negativeTtlMs: 1_000 };
const RETRY_MAX_MS = 300;
const LEASE_MS = 1_500;

/** Real time, with a record of the pauses between attempts to reach Redis. */
class RecordingClock extends SystemClock {
  pausesMs: number[] = [];
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.pausesMs.push(ms);
    return super.sleep(ms, signal);
  }
}

describeWith(['redis'], 'Redis is lost', () => {
  let redis: RedisProcess;
  let durable: InMemoryDurableEpoch;
  let prefix: string;
  let fleetClock: RecordingClock;
  let a: TestInstance;
  let b: TestInstance;
  let counted: <T>(work: () => Promise<T>) => Promise<[T, Waits]>;
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
    fleetClock = new RecordingClock();
    redis = await RedisProcess.start();
    prefix = uniquePrefix();
    durable = new InMemoryDurableEpoch();
    a = await start();
    b = await start();
    counted = countWaits(a.connections);
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
      fleetClock,
      settings: { redisRetryMaxMs: RETRY_MAX_MS, localMaxStaleMs: LEASE_MS },
    });

  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const bothBack = (): Promise<void> =>
    until(() => a.shared.session() !== null && b.shared.session() !== null);

  /** Instances that come back at the same time may first have to agree on a key space. */
  const usedAgain = async (at: TestInstance): Promise<void> => {
    while ((await read(at)).status !== 'HIT') await new Promise((resolve) => setTimeout(resolve, 10));
  };

  /** What must hold while it is lost: right answers, one command's deadline at most and once, then no waiting, and no queue. */
  const answersWithoutIt = async (): Promise<void> => {
    const [first, waits] = await counted(() => read(a, 'other'));
    expect(first.value).toBe(truth);
    expect(waits.deadlines).toBeLessThanOrEqual(1);
    const [, more] = await counted(async () => {
      for (let i = 0; i < 1_000; i++) expect((await read(a, `more-${i}`)).value).toBe(truth);
    });
    expect(more).toEqual({ commands: 0, deadlines: 0 });
    for (const client of a.connections.clients) {
      const { commandQueue, offlineQueue } = client as unknown as Record<string, { length: number }>;
      // Attempts to come back are under way, requests are not.
      expect(commandQueue?.length).toBeLessThan(20);
      expect(offlineQueue?.length).toBe(0);
    }
  };

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['killed', () => redis.kill(), () => redis.launch()],
    [
      'hanging',
      () => Promise.resolve(redis.signal('SIGSTOP')),
      () => Promise.resolve(redis.signal('SIGCONT')),
    ],
    [
      'paused',
      () => redis.command('CLIENT', 'PAUSE', '600000', 'ALL'),
      // Only a new server answers before the pause is over: nothing can be said to this one.
      async () => {
        await redis.kill();
        await redis.launch();
      },
    ],
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
      const [, waits] = await counted(() => a.cache.invalidate('thing', ['k']));
      expect(waits.deadlines).toBe(0); // The circuit is open.
      expect((await read(a)).value).toBe(2);
      fleetClock.pausesMs = [];
      await restore();
      await bothBack();
      // However slow the machine: the program itself pauses between attempts for no longer than this, and then once at most for a
      // lease, so that nobody serves what a pending invalidation is about.
      const pausesMs = fleetClock.pausesMs.filter((ms) => ms > RETRY_MAX_MS);
      expect(Math.max(0, ...pausesMs)).toBeLessThanOrEqual(LEASE_MS);
      expect((await read(b)).value).toBe(2);
      expect((await read(a)).value).toBe(2);
      await usedAgain(b);
    },
  );

  it('killed in the middle of a command: that request is answered from the truth', async () => {
    redis.signal('SIGSTOP');
    const [[first]] = await Promise.all([counted(() => read(a, 'other')), redis.kill()]);
    expect(first.value).toBe(1);
    await redis.launch();
    await usedAgain(a);
    await usedAgain(b);
  });

  it('a write that Redis fails in the middle of waits for one deadline, and is not lost', async () => {
    redis.signal('SIGSTOP');
    truth = 2;
    const [, waits] = await counted(() => a.cache.invalidate('thing', ['k']));
    expect(waits.deadlines).toBeLessThanOrEqual(1);
    expect((await read(a)).value).toBe(2);
    redis.signal('SIGCONT');
    await until(() => a.shared.session() !== null);
    await until(() => b.shared.session() !== null);
    expect((await read(b)).value).toBe(2);
  });

  it('a write that one slow command keeps from being told is acknowledged when the others have heard of it', async () => {
    expect((await read(b)).status).toBe('HIT');
    const within = a.connections.within.bind(a.connections);
    a.connections.within = () => {
      a.connections.within = within;
      return Promise.reject(new Error('slow'));
    };
    truth = 2;
    await a.cache.invalidate('thing', ['k']);
    // It never lost Redis, so that it would have gone on with what it held.
    expect((await read(b)).value).toBe(2);
  });

  it('refused from the start: answers, and is used once it is there', async () => {
    await redis.kill();
    const c = await start();
    try {
      const [answer, waits] = await counted(() => read(c, 'other'));
      expect([answer.value, waits.deadlines]).toEqual([1, 0]);
      await redis.launch();
      await until(() => c.shared.session() !== null);
      await usedAgain(c);
    } finally {
      await c.stop();
    }
  });

  it('more invalidations than can be remembered put everything stored before out of reach', async () => {
    await read(a, 'unheard');
    redis.signal('SIGSTOP');
    truth = 2;
    // A pattern stands for any number of keys.
    await a.cache.invalidatePattern('thing:unh*');
    expect((await read(a, 'unheard')).value).toBe(2);
    redis.signal('SIGCONT');
    await bothBack();
    expect((await read(b, 'unheard')).value).toBe(2);
  });

  it('flushed: nothing old, and used again', async () => {
    await redis.command('FLUSHALL');
    truth = 2;
    await a.cache.invalidate('thing', ['k']);
    expect((await read(b)).value).toBe(2);
    // The next heartbeat of each notices that it is no member any more; then they join anew.
    for (const one of [a, b]) {
      await until(() => {
        const members = one.shared.session();
        return members !== null && members > 1;
      });
    }
    expect((await read(a)).value).toBe(2);
    await usedAgain(a);
  });

  it('a write while it is lost is not undone when its writer dies before Redis is back', async () => {
    redis.signal('SIGSTOP');
    truth = 2;
    await a.cache.invalidate('thing', ['k']);
    await a.stop();
    redis.signal('SIGCONT');
    // The other one may not even have noticed; it looks at the epoch once a lease.
    while ((await read(b)).value !== 2) await new Promise((resolve) => setTimeout(resolve, 20));
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

  it('an epoch that another raised is taken over without an absence, and what was held is void', async () => {
    const sessions = new Set<number | null>();
    const watch = setInterval(() => sessions.add(a.shared.session()), 1);
    const before = a.shared.session();
    await durable.bump(0);
    await until(() => a.shared.session() !== before);
    clearInterval(watch);
    expect([...sessions]).not.toContain(null);
    truth = 2;
    expect(await read(a)).toMatchObject({ value: 2, status: 'MISS' });
    // The two meet in the new key space.
    await usedAgain(b);
    await b.cache.invalidate(POLICY.namespace, ['k']);
    truth = 3;
    expect((await read(a)).value).toBe(3);
  });

  it('writes while an epoch is raised do not make two instances drive each other out', async () => {
    const lost: string[] = [];
    const watch = setInterval(() => {
      for (const [name, { shared }] of Object.entries({ a, b }))
        if (shared.session() === null) lost.push(name);
    }, 1);
    const raised = await durable.bump(0);
    const deadline = fleetClock.monotonic() + 2 * LEASE_MS;
    for (let i = 0; fleetClock.monotonic() < deadline; i += 1) {
      const [writer, reader] = i % 2 === 0 ? [a, b] : [b, a];
      await read(reader);
      truth += 1;
      await writer.cache.invalidate(POLICY.namespace, ['k']);
      expect((await read(reader)).value).toBe(truth);
    }
    clearInterval(watch);
    expect(lost).toEqual([]);
    expect(await durable.read()).toBe(raised);
  });

  it('news that every instance hears raise no epoch while this one cannot tell Redis; a write of its own does', async () => {
    await redis.kill();
    await until(() => a.shared.session() === null);
    const before = await durable.read();
    await a.cache.invalidate(POLICY.namespace, ['k'], 'heard');
    await a.cache.invalidateAll(POLICY.namespace, 'heard');
    expect(await durable.read()).toBe(before);
    await a.cache.invalidate(POLICY.namespace, ['k']);
    expect(await durable.read()).toBe(before + 1);
    truth = 2;
    await redis.launch();
    await bothBack();
    expect((await read(a)).value).toBe(2);
    expect((await read(b)).value).toBe(2);
  });

  it('a write waits until an instance that died cannot serve what it holds', async () => {
    // Cut off without a word, as by kill -9: neither leaves nor acknowledges.
    b.connections.subscriber.disconnect();
    b.connections.clients.forEach((client) => client.disconnect());
    truth = 2;
    await a.cache.invalidate('thing', ['k']);
    expect(b.cache.peek(POLICY, 'k')).toBeUndefined();
    expect((await read(b)).value).toBe(2);
  });

  it('a write waits until an instance that hears nothing, but is connected, cannot serve what it holds', async () => {
    await b.connections.subscriber.unsubscribe();
    expect(b.cache.peek(POLICY, 'k')).toBeDefined();
    truth = 2;
    await a.cache.invalidate('thing', ['k']);
    expect(b.cache.peek(POLICY, 'k')).toBeUndefined();
    expect((await read(b)).value).toBe(2);
  });
});
