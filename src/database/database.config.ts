import { z } from 'zod';
import { defineConfig, envBoolean, envInt } from '../config/index.js';

const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  DATABASE_POOL_SIZE: envInt(1, 200).default(10),
  DATABASE_STATEMENT_TIMEOUT_MS: envInt(100, 3_600_000).default(15_000),
  DATABASE_CONNECT_TIMEOUT_MS: envInt(100, 60_000).default(5_000),
  SLOW_QUERY_MS: envInt(0, 3_600_000).default(500),
  DATA_DIR: z.string().min(1).default('./data'),
  MIGRATIONS_RUN: envBoolean.default(false),
});

/** Which PostgreSQL is the truth: the embedded one in `DATA_DIR`, or the server behind `DATABASE_URL`. */
export const databaseConfig = defineConfig('database', schema, (env) => ({
  url: env.DATABASE_URL ?? null,
  poolSize: env.DATABASE_POOL_SIZE,
  statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
  connectTimeoutMs: env.DATABASE_CONNECT_TIMEOUT_MS,
  slowQueryMs: env.SLOW_QUERY_MS,
  dataDir: env.DATA_DIR,
  migrationsRun: env.MIGRATIONS_RUN,
}));
export type DatabaseConfig = ReturnType<typeof databaseConfig>;
