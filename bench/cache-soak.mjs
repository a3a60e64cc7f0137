/*
 * Randomised soak of cache coherence: several processes read and write the same cells through one Redis, and every read is checked
 * against the writes acknowledged before it began. The truth is a hash in the same Redis, read and written past the cache.
 *
 *   npm run soak:cache                        60 s, 4 processes
 *   npm run soak:cache -- --seconds 10 --guard off    shows that the check catches a cache without leases
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { startInstance } from '../dist/src/cache/testing/fleet-of-caches.js';
import { RedisSharedTier } from '../dist/src/cache/redis/redis-shared-tier.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    processes: { type: 'string', default: '4' },
    cells: { type: 'string', default: '40' },
    guard: { type: 'string', default: 'on' },
    redis: {
      type: 'string',
      default: process.env.TEST_REDIS_URL ?? process.env.REDIS_URL ?? 'redis://127.0.0.1:6379',
    },
    /** Goes on, if need be, until each process has written so often: a slow machine must not pass for a sound cache. */
    'min-writes': { type: 'string', default: '0' },
    'stop-at-violation': { type: 'boolean', default: false },
    prefix: { type: 'string' },
    worker: { type: 'boolean', default: false },
  },
});

const POLICY = { namespace: 'soak', ttlMs: 2_000, staleMs: 500, negativeTtlMs: 0 };
/** Readers and writers at a time in each process. */
const READERS = 6;
const WRITERS = 1;

/** Stores whatever was loaded, lease or not: what the guard is for. */
class WithoutLease extends RedisSharedTier {
  async store(value, _lease, bytes, ttlMs) {
    await this.connections.client.set(value, bytes, 'PX', ttlMs);
    return true;
  }
}

/** The ways to read: by itself, among many, and as a cached route does. */
const WAYS = [
  (cache, cell, loadMany) => cache.get(POLICY, cell, async () => (await loadMany([cell])).get(cell)),
  async (cache, cell, loadMany) => (await cache.getMany(POLICY, [cell, 'cell-0'], loadMany)).get(cell),
  async (cache, cell, loadMany) =>
    cache.peek(POLICY, cell) ??
    (await cache.lookup(POLICY, cell)) ??
    cache.get(POLICY, cell, async () => (await loadMany([cell])).get(cell), { knownMiss: true }),
];

function start(truth, prefix) {
  return startInstance({
    url: options.redis,
    prefix,
    durable: {
      read: async () => Number((await truth.get(`${prefix}truth:epoch`)) ?? 0),
      bump: async () => truth.incr(`${prefix}truth:epoch`),
    },
    // Redis is there all the time: a command that is only slow on a busy machine must not pass for a lost Redis, where staleness is
    // bounded by the change feed, which this program has none of.
    commandTimeoutMs: 15_000,
    settings: { leaseMs: 15_000, localMaxStaleMs: 15_000, jitter: 0.1 },
    ...(options.guard === 'off' ? { tier: WithoutLease } : {}),
  });
}

async function work() {
  const truth = new Redis(options.redis);
  const instance = await start(truth, options.prefix);
  const count = { reads: 0, writes: 0, hits: 0, violations: 0, offline: 0 };
  const until = Date.now() + Number(options.seconds) * 1_000;
  let stopped = false;
  const goesOn = () => !stopped && (Date.now() < until || count.writes < Number(options['min-writes']));
  const stop = `${options.prefix}truth:stop`;
  const watch = setInterval(async () => (stopped ||= (await truth.exists(stop)) === 1), 200);
  const versions = `${options.prefix}truth:versions`;
  const acknowledged = `${options.prefix}truth:acknowledged`;
  const anyCell = () => `cell-${Math.floor(Math.random() ** 2 * Number(options.cells))}`;

  const loadMany = async (cells) => {
    const values = await truth.hmget(versions, ...cells);
    // A load takes its time, so that writes overtake it.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
    return new Map(cells.map((cell, i) => [cell, { value: Number(values[i] ?? 0) }]));
  };

  const reader = async () => {
    while (goesOn()) {
      const cell = anyCell();
      // One read of what was acknowledged is the start of several reads: whatever comes later must not be older.
      const floor = Number((await truth.hget(acknowledged, cell)) ?? 0);
      for (let i = 0; i < 8; i++) {
        if (instance.shared.session() === null) count.offline += 1;
        const answer = await WAYS[Math.floor(Math.random() * WAYS.length)](instance.cache, cell, loadMany);
        count.reads += 1;
        if (answer.status !== 'MISS') count.hits += 1;
        if (answer.value < floor) {
          count.violations += 1;
          if (options['stop-at-violation']) await truth.set(stop, 1);
          if (count.violations <= 3)
            console.log(
              `violation: ${cell} read ${answer.value} (${answer.status}) after ${floor} was acknowledged`,
            );
        }
      }
    }
  };
  const writer = async () => {
    while (goesOn()) {
      const cell = anyCell();
      const version = await truth.hincrby(versions, cell, 1);
      if (Math.random() < 0.05) await instance.cache.invalidateAll('soak');
      else await instance.cache.invalidate('soak', [cell]);
      // Acknowledged: the highest of concurrent writers counts.
      await truth.eval(
        "if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end",
        1,
        acknowledged,
        cell,
        version,
      );
      count.writes += 1;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
    }
  };
  await Promise.all([...Array.from({ length: READERS }, reader), ...Array.from({ length: WRITERS }, writer)]);
  clearInterval(watch);
  process.send(count);
  await instance.stop();
  truth.disconnect();
  process.disconnect();
}

async function lead() {
  const prefix = `soak-${randomBytes(4).toString('hex')}:`;
  // Once alone, so that the first writes of a new installation wait for nobody.
  const redis = new Redis(options.redis);
  await (await start(redis, prefix)).stop();
  const began = Date.now();
  const counts = await Promise.all(
    Array.from(
      { length: Number(options.processes) },
      () =>
        new Promise((resolve, reject) => {
          const child = fork(fileURLToPath(import.meta.url), [
            '--worker',
            '--prefix',
            prefix,
            '--redis',
            options.redis,
            '--seconds',
            options.seconds,
            '--cells',
            options.cells,
            '--guard',
            options.guard,
            '--min-writes',
            options['min-writes'],
            ...(options['stop-at-violation'] ? ['--stop-at-violation'] : []),
          ]);
          child.once('message', resolve);
          child.once('exit', (code) => reject(new Error(`A process ended with ${code} and no count.`)));
        }),
    ),
  );
  const total = counts.reduce(
    (sum, one) => Object.fromEntries(Object.keys(one).map((name) => [name, (sum[name] ?? 0) + one[name]])),
    {},
  );
  const keys = [];
  for await (const batch of redis.scanStream({ match: `*${prefix}*`, count: 1_000 })) keys.push(...batch);
  if (keys.length > 0) await redis.unlink(keys);
  redis.disconnect();
  const { reads, writes, hits, violations, offline } = total;
  console.log(
    JSON.stringify({
      guard: options.guard,
      processes: counts.length,
      seconds: Math.round((Date.now() - began) / 1_000),
      operations: reads + writes,
      reads,
      writes,
      hitRate: Number((hits / reads).toFixed(3)),
      readsWithoutSession: offline,
      violations,
    }),
  );
  process.exitCode = violations > 0 ? 1 : 0;
}

await (options.worker ? work() : lead());
