import { z } from 'zod';
import { defineConfig, envBoolean, envInt } from '../config/index.js';

const MB = 1024 * 1024;

const schema = z.object({
  // Imports that run at the same time in this process; the others wait in the queue.
  IMPORT_CONCURRENCY: envInt(1, 16).default(2),
  // False: this instance takes uploads and leaves the work to others.
  IMPORT_WORKER: envBoolean.default(true),
  // Largest upload.
  IMPORT_MAX_FILE_BYTES: envInt(1_024, 2_000 * MB).default(200 * MB),
  // Most bytes a packed file may unpack to.
  IMPORT_MAX_UNPACKED_BYTES: envInt(1_024, 10_000 * MB).default(1_024 * MB),
  IMPORT_MAX_ROWS: envInt(1, 10_000_000).default(2_000_000),
  IMPORT_MAX_COLUMNS: envInt(1, 16_384).default(500),
  // Longest cell, in characters.
  IMPORT_MAX_CELL_CHARS: envInt(100, 10_000_000).default(100_000),
  // Rows merged in one transaction.
  IMPORT_BATCH_ROWS: envInt(1, 50_000).default(5_000),
  // How often an idle worker looks for uploads taken by other instances.
  IMPORT_POLL_MS: envInt(50, 600_000).default(2_000),
  // A worker that has not reported for this long is taken for dead, and its import carried on by another.
  IMPORT_LEASE_MS: envInt(1_000, 3_600_000).default(30_000),
  // Outcomes of rows of older imports are deleted after this many days; 0 keeps them. The latest list of a supplier stays.
  IMPORT_RETENTION_DAYS: envInt(0, 36_500).default(0),
  // Prices that ended longer ago than this many days are deleted; 0 keeps them.
  PRICE_HISTORY_RETENTION_DAYS: envInt(0, 36_500).default(0),
});

/** How price lists are taken in. */
export const importsConfig = defineConfig('imports', schema, (env) => ({
  concurrency: env.IMPORT_CONCURRENCY,
  worker: env.IMPORT_WORKER,
  maxFileBytes: env.IMPORT_MAX_FILE_BYTES,
  batchRows: env.IMPORT_BATCH_ROWS,
  pollMs: env.IMPORT_POLL_MS,
  leaseMs: env.IMPORT_LEASE_MS,
  retentionDays: env.IMPORT_RETENTION_DAYS,
  historyRetentionDays: env.PRICE_HISTORY_RETENTION_DAYS,
  limits: {
    unpackedBytes: env.IMPORT_MAX_UNPACKED_BYTES,
    columns: env.IMPORT_MAX_COLUMNS,
    rows: env.IMPORT_MAX_ROWS,
    cellChars: env.IMPORT_MAX_CELL_CHARS,
  },
}));
export type ImportsConfig = ReturnType<typeof importsConfig>;
