import { z } from 'zod';
import { defineConfig, envBoolean, envInt } from '../config/index.js';

const schema = z.object({
  // false: this process serves and writes, and leaves indexing to others.
  INDEXER_ENABLED: envBoolean.default(true),
  // Materials embedded and written at a time; small, so that a stop or a kill repeats little.
  INDEXER_BATCH_SIZE: envInt(1, 1_000).default(64),
  // Materials given to the word index at a time.
  INDEXER_LEXICAL_BATCH_SIZE: envInt(1, 5_000).default(500),
  // How often to look for changes nobody announced.
  INDEXER_POLL_MS: envInt(50, 60_000).default(1_000),
  // A claim not renewed for this long is taken over by another instance.
  INDEXER_LEASE_MS: envInt(1_000, 3_600_000).default(60_000),
  // A change that failed this often is parked for an operator.
  INDEXER_MAX_ATTEMPTS: envInt(1, 100).default(5),
});

export const indexingConfig = defineConfig('indexing', schema, (env) => ({
  enabled: env.INDEXER_ENABLED,
  batchSize: env.INDEXER_BATCH_SIZE,
  lexicalBatchSize: env.INDEXER_LEXICAL_BATCH_SIZE,
  pollMs: env.INDEXER_POLL_MS,
  leaseMs: env.INDEXER_LEASE_MS,
  maxAttempts: env.INDEXER_MAX_ATTEMPTS,
}));
export type IndexingConfig = ReturnType<typeof indexingConfig>;
