import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { CatalogueDataSource, databaseConfig, migrationState, runMigrations } from '../src/database/index.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmptyDatabase, describeWith, type TestDatabase } from './support/servers.js';

type EntityClass = new () => object;

/** Every entity class of the program, found by file name so that a new one cannot be forgotten. */
async function allEntities(): Promise<EntityClass[]> {
  const root = new URL('../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.entity.ts'),
  );
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, root).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((exported) =>
    Object.values(exported).filter((value): value is EntityClass => typeof value === 'function'),
  );
}

/** Everything that migrations make, by name and definition. */
async function catalogOf(dataSource: DataSource): Promise<unknown> {
  const ask = (sql: string): Promise<unknown> => dataSource.query(sql);
  return {
    columns: await ask(
      `SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations' ORDER BY 1, 2`,
    ),
    indexes: await ask(
      `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migrations' ORDER BY 1`,
    ),
    constraints: await ask(
      `SELECT conrelid::regclass::text AS of, conname, pg_get_constraintdef(oid) AS is FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'migrations' ORDER BY 1, 2`,
    ),
    triggers: await ask(
      `SELECT tgrelid::regclass::text AS of, tgname, pg_get_triggerdef(oid) AS is FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2`,
    ),
    functions: await ask(
      `SELECT p.oid::regprocedure::text AS name, md5(p.prosrc) AS body FROM pg_proc p
       WHERE p.pronamespace = 'public'::regnamespace
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1`,
    ),
    units: await ask('SELECT count(*)::int AS n FROM unit_aliases'),
  };
}

const leftovers = `SELECT c.relkind::text || ' ' || c.relname AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S')
    AND c.relname NOT LIKE 'migrations%'
  UNION ALL
  SELECT 'function ' || p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`;

function describeSchema(
  open: () => Promise<{ url: string | null; dataDir: string; drop(): Promise<void> }>,
): void {
  let database: Awaited<ReturnType<typeof open>>;
  let dataSource: CatalogueDataSource;

  beforeAll(async () => {
    database = await open();
    dataSource = await CatalogueDataSource.open(
      { ...databaseConfig(), url: database.url, dataDir: database.dataDir },
      await allEntities(),
    );
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('migrates up, all the way down to nothing, and up to the same schema', async () => {
    const names = await runMigrations(dataSource);
    expect(names.length).toBeGreaterThanOrEqual(2);
    const up = await catalogOf(dataSource);
    for (const _ of names) await dataSource.undoLastMigration({ transaction: 'all' });
    expect((await migrationState(dataSource)).applied).toEqual([]);
    expect(await dataSource.query(leftovers)).toEqual([]);
    expect(await runMigrations(dataSource)).toEqual(names);
    expect(await catalogOf(dataSource)).toEqual(up);
  });

  it('has nothing to add to the migrated schema from the entities', async () => {
    expect(dataSource.entityMetadatas.length).toBeGreaterThanOrEqual(4);
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('goes down one step with units in use, and keeps them', async () => {
    await dataSource.query(`INSERT INTO materials (name, unit_code) VALUES ('Песок', 'м3')`);
    const names = (await migrationState(dataSource)).applied;
    const steps = names.length - names.indexOf('Units1700000000002');
    for (let step = 0; step < steps; step += 1) await dataSource.undoLastMigration({ transaction: 'all' });
    expect(await dataSource.query('SELECT code FROM units')).toEqual([{ code: 'м3' }]);
    await runMigrations(dataSource);
    expect(await dataSource.query('SELECT count(*)::int AS n FROM units')).toEqual([{ n: 79 }]);
  });
}

const onServer =
  (variable: string) => async (): Promise<{ url: string; dataDir: string; drop(): Promise<void> }> => {
    const database: TestDatabase = await createEmptyDatabase(process.env[variable] ?? '');
    return { url: database.env.DATABASE_URL ?? '', dataDir: '', drop: () => database.drop() };
  };

describe('schema on the embedded database', () => {
  describeSchema(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'mc-schema-'));
    return { url: null, dataDir, drop: () => rm(dataDir, { recursive: true, force: true }) };
  });
});
describeWith(['postgres15'], 'schema on PostgreSQL 15', () =>
  describeSchema(onServer('TEST_POSTGRES15_URL')),
);
describeWith(['postgres'], 'schema on PostgreSQL 18', () => describeSchema(onServer('TEST_POSTGRES_URL')));
