import { z } from 'zod';
import { defineConfig, envBoolean, envInt } from '../config/index.js';
import type { CachePolicy } from './cache-aside.js';

const seconds = (fallback: number): z.ZodDefault<z.ZodCoercedNumber<string>> =>
  envInt(1, 7 * 24 * 3600).default(fallback);

const schema = z.object({
  /** redis://, rediss://, redis+sentinel://host:port,host:port/NAME or redis+cluster://host:port,host:port; absent: cache in the process. */
  REDIS_URL: z
    .string()
    .regex(/^(rediss?|rediss?\+sentinel|rediss?\+cluster):\/\/\S+$/, {
      error: 'must be a redis://, rediss://, redis+sentinel:// or redis+cluster:// URL',
    })
    .optional(),
  /** Connections to Redis, used in turn. */
  REDIS_POOL_SIZE: envInt(1, 64).default(2),
  /** How long a connection attempt may take. */
  REDIS_CONNECT_TIMEOUT_MS: envInt(50, 60_000).default(2_000),
  /** How long one command may take before Redis counts as lost. */
  REDIS_COMMAND_TIMEOUT_MS: envInt(5, 60_000).default(250),
  /** Longest pause between attempts to reach a lost Redis again. */
  REDIS_RETRY_MAX_MS: envInt(50, 4_000).default(1_000),
  /** First part of every key in Redis: two catalogues on one Redis differ in it. */
  CACHE_PREFIX: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\w:.-]+$/, { error: 'may hold letters, digits and _ : . -' })
    .default('mc:'),
  /** Bytes of the tier in the process. */
  CACHE_LOCAL_BYTES: envInt(0, 16 * 1024 ** 3).default(64 * 1024 * 1024),
  /** Longest time an instance that no longer hears of writes serves its local tier; also the longest a write waits for a dead instance. */
  CACHE_LOCAL_MAX_STALE_MS: envInt(100, 60_000).default(2_000),
  /** Lifetime of an answer to a search, seconds. */
  CACHE_TTL_SEARCH: seconds(300),
  /** Lifetime of a material, seconds. */
  CACHE_TTL_MATERIAL: seconds(3_600),
  /** Lifetime of the health report, seconds. */
  CACHE_TTL_HEALTH: seconds(60),
  /** Lifetime where a room names no kind of its own, seconds. */
  CACHE_TTL_DEFAULT: seconds(300),
  /** How long "there is no such thing" is remembered, seconds; 0 switches it off. */
  CACHE_TTL_NEGATIVE: envInt(0, 3_600).default(10),
  /** How long after its lifetime an answer is still served while one caller loads anew, seconds; 0 switches it off. */
  CACHE_STALE: envInt(0, 24 * 3600).default(60),
  /** Lifetimes are spread by this fraction either way: what is written together must not expire together. */
  CACHE_JITTER: z.coerce.number<string>().min(0).max(0.5).default(0.1),
  /** Keys in one round trip to Redis. */
  CACHE_BATCH_SIZE: envInt(1, 10_000).default(100),
  /** After a write, load the new value into the cache at once instead of on the next read. */
  CACHE_WRITE_THROUGH: envBoolean.default(false),
  /** A namespace that misses more often than this (0..1) over the window is warmed. */
  CACHE_MISS_THRESHOLD: z.coerce.number<string>().min(0).max(1).default(0.3),
  /** The window of the miss rate, seconds. */
  CACHE_MISS_WINDOW: envInt(1, 3_600).default(60),
  /** How long one loader may hold the right to fill a key, milliseconds. */
  CACHE_LEASE_MS: envInt(100, 600_000).default(10_000),
  /** How long a miss waits for another instance that loads the same key before it loads itself, milliseconds. */
  CACHE_WAIT_MS: envInt(0, 60_000).default(3_000),
  /** Most popular entries that are warmed at start; 0 switches it off. */
  CACHE_WARM_AT_START: envInt(0, 10_000).default(100),
  /** Entries a warmer loads at a time. */
  CACHE_WARM_CONCURRENCY: envInt(1, 64).default(2),
});

/** How things are cached and where. */
export const cacheConfig = defineConfig('cache', schema, (env) => ({
  redisUrl: env.REDIS_URL ?? null,
  redisPoolSize: env.REDIS_POOL_SIZE,
  redisConnectTimeoutMs: env.REDIS_CONNECT_TIMEOUT_MS,
  redisCommandTimeoutMs: env.REDIS_COMMAND_TIMEOUT_MS,
  redisRetryMaxMs: env.REDIS_RETRY_MAX_MS,
  prefix: env.CACHE_PREFIX,
  localBytes: env.CACHE_LOCAL_BYTES,
  localMaxStaleMs: env.CACHE_LOCAL_MAX_STALE_MS,
  ttlMs: {
    search: env.CACHE_TTL_SEARCH * 1_000,
    material: env.CACHE_TTL_MATERIAL * 1_000,
    health: env.CACHE_TTL_HEALTH * 1_000,
  },
  defaultTtlMs: env.CACHE_TTL_DEFAULT * 1_000,
  negativeTtlMs: env.CACHE_TTL_NEGATIVE * 1_000,
  staleMs: env.CACHE_STALE * 1_000,
  jitter: env.CACHE_JITTER,
  batchSize: env.CACHE_BATCH_SIZE,
  writeThrough: env.CACHE_WRITE_THROUGH,
  missThreshold: env.CACHE_MISS_THRESHOLD,
  missWindowMs: env.CACHE_MISS_WINDOW * 1_000,
  leaseMs: env.CACHE_LEASE_MS,
  waitMs: env.CACHE_WAIT_MS,
  warmAtStart: env.CACHE_WARM_AT_START,
  warmConcurrency: env.CACHE_WARM_CONCURRENCY,
}));
export type CacheConfig = ReturnType<typeof cacheConfig>;

/**
 * The policy of a kind by the settings; a room may override parts of it.
 *
 * @param namespace kind of thing, for example `search`; its lifetime is `CACHE_TTL_<NAMESPACE>` where that exists.
 */
export function cachePolicy(namespace: string, config: CacheConfig = cacheConfig()): CachePolicy {
  return {
    namespace,
    ttlMs: Object.entries(config.ttlMs).find(([name]) => name === namespace)?.[1] ?? config.defaultTtlMs,
    staleMs: config.staleMs,
    negativeTtlMs: config.negativeTtlMs,
  };
}
