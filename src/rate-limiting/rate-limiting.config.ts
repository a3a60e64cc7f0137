import { z } from 'zod';
import { defineConfig, envInt } from '../config/index.js';

const schema = z.object({
  // auto: wherever access is asked for or the network can reach the server; a single user on loopback has no limits.
  RATE_LIMIT_ENABLED: z.enum(['auto', 'true', 'false']).default('auto'),
  // Cost that a user or key may spend in a window.
  RATE_LIMIT: envInt(1, 100_000_000).default(6_000),
  // Cost that an address may spend in a window without credentials.
  RATE_LIMIT_ANONYMOUS: envInt(1, 100_000_000).default(1_200),
  // Seconds.
  RATE_LIMIT_WINDOW: envInt(1, 86_400).default(60),
  // Requests worked on at once; what the cache answers does not count.
  CONCURRENCY_LIMIT: envInt(1, 100_000).default(64),
  // Requests that wait for a place; one more is answered 503.
  CONCURRENCY_QUEUE: envInt(0, 100_000).default(96),
  // Longest wait for a place.
  CONCURRENCY_WAIT_MS: envInt(1, 60_000).default(2_000),
  // Uploads taken in at once, apart from the rest.
  UPLOAD_CONCURRENCY_LIMIT: envInt(1, 1_000).default(8),
});

/** How much one caller, and all of them together, may ask of the server. */
export const rateLimitingConfig = defineConfig('rateLimiting', schema, (env) => ({
  enabled: env.RATE_LIMIT_ENABLED,
  limit: env.RATE_LIMIT,
  anonymousLimit: env.RATE_LIMIT_ANONYMOUS,
  windowMs: env.RATE_LIMIT_WINDOW * 1_000,
  concurrency: env.CONCURRENCY_LIMIT,
  queue: env.CONCURRENCY_QUEUE,
  waitMs: env.CONCURRENCY_WAIT_MS,
  uploads: env.UPLOAD_CONCURRENCY_LIMIT,
}));
export type RateLimitingConfig = ReturnType<typeof rateLimitingConfig>;
