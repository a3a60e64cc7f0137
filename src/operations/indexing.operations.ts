import { z } from 'zod';
import { idSchema } from '../common/index.js';
import { IndexingAdmin } from '../indexing/index.js';
import { operation } from './operation.js';

const nothing = z.strictObject({});

export const reindex = operation({
  name: 'reindex',
  input: nothing,
  run: (_, { rooms, signal, onProgress }) =>
    rooms
      .get(IndexingAdmin)
      .reindex({ signal, onProgress: ({ phase, done, total }) => onProgress(done, total, phase) }),
});

export const verify = operation({
  name: 'verify',
  input: z.strictObject({ repair: z.boolean() }),
  run: ({ repair }, { rooms, signal, onProgress }) =>
    rooms.get(IndexingAdmin).verify({ repair, signal, onProgress }),
});

export const indexFailures = operation({
  name: 'index-failures',
  input: z.strictObject({ limit: z.int().min(1).max(10_000) }),
  run: async ({ limit }, { rooms }) =>
    (await rooms.get(IndexingAdmin).failures(limit)).map(({ parkedAt, ...rest }) => ({
      ...rest,
      parkedAt: parkedAt.toISOString(),
    })),
});

export const indexRetry = operation({
  name: 'index-retry',
  input: z.strictObject({ materialIds: z.array(idSchema).max(10_000).nullable() }),
  run: async ({ materialIds }, { rooms, signal }) => {
    const admin = rooms.get(IndexingAdmin);
    const retried = await admin.retry(materialIds ?? undefined);
    return { retried, done: retried > 0 ? await admin.drain(signal) : 0 };
  },
});
