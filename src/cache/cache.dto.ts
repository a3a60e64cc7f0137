import { z } from 'zod';
import { idSchema, text } from '../common/index.js';

const count = z.int().min(0);
const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });

const tierSchema = z.object({
  hits: count,
  entries: count.nullable(),
  bytes: count.nullable(),
  hitMs: percentiles,
});

const statsSchema = z.object({
  hits: count,
  misses: count,
  stale: count,
  writes: count,
  invalidations: count,
  errors: count,
  hitRate: z.number().min(0).max(1),
  entries: count,
  bytes: count,
  loadMs: percentiles,
  hitMs: percentiles,
  tiers: z.object({ local: tierSchema, redis: tierSchema }),
});

export const cacheStatsSchema = z.object({
  since: z.iso.datetime(),
  scope: z.enum(['fleet', 'process']),
  all: statsSchema,
  namespaces: z.record(z.string(), statsSchema),
  stores: z.object({
    local: z.object({ entries: count, bytes: count, maxBytes: count }),
    redis: z.object({
      status: z.enum(['up', 'down', 'unused']),
      entries: count.nullable(),
      bytes: count.nullable(),
    }),
  }),
});

export const warmRequestSchema = z.strictObject({
  queries: z.array(text(1, 500)).max(1_000).optional(),
  materialIds: z.array(idSchema).max(1_000).optional(),
  popular: z.int().min(1).max(1_000).optional(),
});

export const warmResultSchema = z.object({ warmed: count, skipped: count, failed: count, tookMs: count });

export const clearQuerySchema = z
  .strictObject({
    namespace: z
      .string()
      .regex(/^[\w-]{1,50}$/)
      .optional(),
    pattern: text(1, 500).optional(),
    material: idSchema.optional(),
  })
  .refine((query) => Object.values(query).filter((value) => value !== undefined).length <= 1, {
    error: 'Name one of namespace, pattern and material, or nothing.',
  });

export const clearResultSchema = z.object({ removed: count });

export const popularQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const popularSchema = z.object({
  queries: z.array(z.object({ query: z.string(), score: z.number() })),
  materials: z.array(z.object({ id: z.string(), score: z.number() })),
});

const EXAMPLE_LATENCY = { p50: 0.02, p95: 0.05, p99: 0.2 };
const EXAMPLE_NUMBERS = {
  hits: 950,
  misses: 50,
  stale: 0,
  writes: 50,
  invalidations: 3,
  errors: 0,
  hitRate: 0.95,
  entries: 48,
  bytes: 412_000,
  loadMs: { p50: 12.4, p95: 30, p99: 58 },
  hitMs: EXAMPLE_LATENCY,
  tiers: {
    local: { hits: 900, entries: 48, bytes: 412_000, hitMs: EXAMPLE_LATENCY },
    redis: { hits: 50, entries: 52, bytes: 190_000, hitMs: { p50: 0.4, p95: 0.8, p99: 1.6 } },
  },
};
export const EXAMPLE_STATS = {
  since: '2026-11-24T08:00:00.000Z',
  scope: 'fleet',
  all: EXAMPLE_NUMBERS,
  namespaces: { search: EXAMPLE_NUMBERS },
  stores: {
    local: { entries: 48, bytes: 412_000, maxBytes: 67_108_864 },
    redis: { status: 'up', entries: 52, bytes: 190_000 },
  },
};
export const EXAMPLE_POPULAR = {
  queries: [{ query: 'цемент м500', score: 42 }],
  materials: [{ id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d', score: 17.5 }],
};
