import {
  CatalogueDataSource,
  databaseConfig,
  DataDirInUseError,
  migrationState,
} from '../../database/index.js';
import { withoutCredentials } from '../../serve/index.js';
import type { Finding } from './finding.js';

const OLDEST_MAJOR = 15;

/** Reach, version and schema of the database in use. Reads only. */
export async function checkDatabase(): Promise<Finding[]> {
  const config = databaseConfig();
  let dataSource: CatalogueDataSource;
  try {
    dataSource = await CatalogueDataSource.open(config);
  } catch (error) {
    if (error instanceof DataDirInUseError) {
      return [
        {
          subject: 'Database',
          verdict: 'warning',
          found: error.message,
          advice: 'A running server says more: GET /health?fresh=true.',
        },
      ];
    }
    return [
      {
        subject: 'Database',
        verdict: 'failure',
        found: `cannot be opened (${codeOf(error)})`,
        advice: config.url
          ? `Is PostgreSQL running at ${withoutCredentials(config.url)}, and are user, password and database of DATABASE_URL right?`
          : `Is ${config.dataDir} ours to write? docs/troubleshooting.md has more.`,
      },
    ];
  }
  try {
    const rows = await dataSource.query<{ version: string; number: number }[]>(
      "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number",
    );
    const { version = '?', number = 0 } = rows[0] ?? {};
    const old = number < OLDEST_MAJOR * 10_000;
    const { applied, pending } = await migrationState(dataSource);
    return [
      {
        subject: 'Database',
        verdict: old ? 'failure' : 'ok',
        found: config.url
          ? `PostgreSQL ${version} at ${withoutCredentials(config.url)}`
          : `embedded PostgreSQL ${version} in ${config.dataDir}`,
        ...(old ? { advice: `PostgreSQL ${OLDEST_MAJOR} or newer is needed.` } : {}),
      },
      schemaFinding(applied.length, pending.length, config.url === null),
    ];
  } finally {
    await dataSource.destroy();
  }
}

function schemaFinding(applied: number, pending: number, embedded: boolean): Finding {
  const found = `${applied} migrations applied, ${pending} pending`;
  if (pending === 0) return { subject: 'Schema', verdict: 'ok', found };
  return embedded
    ? { subject: 'Schema', verdict: 'ok', found: `${found} (the server runs them at its start)` }
    : {
        subject: 'Schema',
        verdict: 'failure',
        found,
        advice: 'Run "npm run migration:run", or start with MIGRATIONS_RUN=true.',
      };
}

/** SQLSTATE or socket error: says enough and quotes no credentials. */
function codeOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : typeof message === 'string' ? message : 'unknown';
}
