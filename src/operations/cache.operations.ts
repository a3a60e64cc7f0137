import { z } from 'zod';
import { CacheAdmin, type ClearRequest } from '../cache/index.js';
import { idSchema, text } from '../common/index.js';
import { operation } from './operation.js';

const nothing = z.strictObject({});

export const cacheStats = operation({
  name: 'cache-stats',
  input: nothing,
  run: (_, { rooms }) => rooms.get(CacheAdmin).report(),
});

export const cacheWarm = operation({
  name: 'cache-warm',
  input: z.strictObject({
    queries: z.array(text(1, 500)).max(1_000),
    materialIds: z.array(idSchema).max(1_000),
    popular: z.int().min(0).max(1_000),
  }),
  run: ({ popular, ...rest }, { rooms }) =>
    rooms.get(CacheAdmin).warm({ ...rest, popular: popular > 0 ? popular : undefined }),
});

const clearSchema: z.ZodType<ClearRequest> = z.union([
  z.literal('everything'),
  z.strictObject({ namespace: z.string().regex(/^[\w-]{1,50}$/) }),
  z.strictObject({ pattern: text(1, 500) }),
  z.strictObject({ material: idSchema }),
]);

export const cacheClear = operation({
  name: 'cache-clear',
  input: z.strictObject({ what: clearSchema }),
  run: async ({ what }, { rooms }) => ({ removed: await rooms.get(CacheAdmin).clear(what) }),
});
