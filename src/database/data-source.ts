import type { DataSourceOptions, EntitySchema, MigrationInterface, MixedList } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import type { DatabaseConfig } from './database.config.js';
import type { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { SESSION_SETTINGS } from './session-settings.js';

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for entity classes.
export type Entities = MixedList<Function | string | EntitySchema>;

/**
 * TypeORM options for the database in use. The same for embedded and server, but for how it is reached and for what only a
 * server can do (statement timeout).
 */
export function dataSourceOptions(
  config: DatabaseConfig,
  embedded: EmbeddedPostgres | null,
  entities?: Entities,
): DataSourceOptions & { type: 'postgres' } {
  const shared = {
    type: 'postgres' as const,
    ...(entities ? { entities } : {}),
    migrations: migrations as (new () => MigrationInterface)[],
    migrationsTableName: 'migrations',
    synchronize: false,
    logging: false,
    ...(config.slowQueryMs > 0 ? { maxQueryExecutionTime: config.slowQueryMs } : {}),
    // Extensions are created by the first migration, where a missing right fails with a clear message.
    installExtensions: false,
    poolSize: config.poolSize,
    connectTimeoutMS: config.connectTimeoutMs,
  } satisfies Partial<DataSourceOptions> & { type: 'postgres' };
  if (embedded) {
    return {
      ...shared,
      host: embedded.host,
      port: embedded.port,
      username: 'postgres',
      database: 'postgres',
      // Reconnecting buys nothing in the same process; an idle connection may stay.
      extra: { idleTimeoutMillis: 0 },
    };
  }
  if (config.url === null) throw new Error('dataSourceOptions needs DATABASE_URL or an embedded database.');
  return {
    ...shared,
    url: config.url,
    applicationName: 'materials-catalogue',
    extra: {
      statement_timeout: config.statementTimeoutMs,
      idle_in_transaction_session_timeout: 60_000,
      options: SESSION_SETTINGS.map((setting) => `-c ${setting}`).join(' '),
      keepAlive: true,
    },
  };
}
