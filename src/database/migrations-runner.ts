import type { DataSource } from 'typeorm';
import { ADVISORY_LOCK } from './advisory-locks.js';

export interface MigrationState {
  applied: string[];
  pending: string[];
}

/** Which migrations ran and which are still to run, oldest first. */
export async function migrationState(dataSource: DataSource): Promise<MigrationState> {
  const table = dataSource.options.migrationsTableName ?? 'migrations';
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const exists: { found: string | null }[] = await dataSource.query('SELECT to_regclass($1)::text AS found', [
    table,
  ]);
  if (!exists[0]?.found) return { applied: [], pending: known };
  const rows: { name: string }[] = await dataSource.query(`SELECT name FROM "${table}" ORDER BY id`);
  const applied = rows.map(({ name }) => name);
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

/** Runs what is pending, all or nothing. @returns the names of those that ran. */
export async function runMigrations(dataSource: DataSource): Promise<string[]> {
  const pool = dataSource.createQueryRunner();
  try {
    await pool.connect();
    // A session lock is right on a server (TypeORM opens its own connection for the work) and harmless on the embedded database,
    // whose data directory has one owner.
    await pool.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK.migrations]);
    try {
      const ran = await dataSource.runMigrations({ transaction: 'all' });
      return ran.map(({ name }) => name);
    } finally {
      await pool.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK.migrations]);
    }
  } finally {
    await pool.release();
  }
}

/** Undoes the newest migration. @returns its name; null when none had run. */
export async function revertMigration(dataSource: DataSource): Promise<string | null> {
  const before = (await migrationState(dataSource)).applied;
  if (before.length === 0) return null;
  await dataSource.undoLastMigration({ transaction: 'all' });
  const after = new Set((await migrationState(dataSource)).applied);
  return before.find((name) => !after.has(name)) ?? null;
}
