import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogueDataSource, databaseConfig, type DatabaseConfig } from '../src/database/index.js';
import { runCli, startChild, startServer, waitUntil, type Child, type ChildServer } from './support/child.js';
import { createTestDatabase, type TestDatabase } from './support/servers.js';

interface BackupReport {
  bytes: number;
  pausedMs: number;
  manifest: { materials: number; migrations: string[] };
}

/** Many processes one after the other: on a busy machine each takes its time to start. */
const TIMEOUT_MS = 400_000;

describe('back-up and restore of the embedded database', () => {
  let database: TestDatabase;
  let dir: string;
  let file: string;
  let child: Child | undefined;

  beforeEach(async () => {
    database = await createTestDatabase('embedded');
    dir = await mkdtemp(join(tmpdir(), 'mc-backup-'));
    file = join(dir, 'catalogue.tar.gz');
  });
  afterEach(async () => {
    child?.process.kill('SIGKILL');
    await child?.ended;
    child = undefined;
    await database.drop();
    await rm(dir, { recursive: true, force: true });
  });

  function environment(dataDir = database.env.DATA_DIR ?? ''): Record<string, string> {
    return { ...database.env, DATA_DIR: dataDir, REDIS_URL: '', QDRANT_URL: '', SEMANTIC_ENABLED: 'false' };
  }

  async function server(env: Record<string, string> = {}): Promise<ChildServer> {
    const started = await startServer({ ...environment(), SHUTDOWN_TIMEOUT_MS: '120000', ...env });
    child = started;
    return started;
  }

  async function cli(args: string[], dataDir?: string): ReturnType<typeof runCli> {
    return runCli(args, environment(dataDir));
  }

  async function withDatabase<T>(
    work: (db: CatalogueDataSource) => Promise<T>,
    dataDir = database.env.DATA_DIR ?? '',
  ): Promise<T> {
    const config: DatabaseConfig = { ...databaseConfig(), url: null, dataDir };
    const dataSource = await CatalogueDataSource.open(config);
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  /** Every row of every table, as text. */
  function allRows(dataDir?: string): Promise<Record<string, string[]>> {
    return withDatabase(async (db) => {
      const tables = await db.query<{ name: string }[]>(
        "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
      );
      const rows: Record<string, string[]> = {};
      for (const { name } of tables) {
        const found = await db.query<{ row: string }[]>(`SELECT t::text AS row FROM "${name}" t ORDER BY 1`);
        rows[name] = found.map(({ row }) => row);
      }
      return rows;
    }, dataDir);
  }

  async function create(url: string, sku: string): Promise<void> {
    const response = await fetch(`${url}/api/v1/materials`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku, name: `Кирпич ${sku}`, category: 'Кирпич' }),
    });
    expect(response.status).toBe(201);
  }

  it(
    'loads, backs up while it serves, writes more, dies by kill -9, and restores every row of every table',
    async () => {
      // Load: the sample, so that suppliers, offers, prices, imports and words are there too; the indexer has caught up.
      const loaded = await server({ SAMPLE_CATALOGUE: 'true' });
      await waitUntil('the words are indexed', loaded, async () => {
        const health = (await (await fetch(`${loaded.url}/health?fresh=true`)).json()) as {
          details: { indexer: { backlog: number } };
        };
        return health.details.indexer.backlog === 0;
      });
      loaded.process.kill('SIGTERM');
      expect({ code: await loaded.ended, log: loaded.stdout() }).toMatchObject({ code: 0 });
      const before = await allRows();
      expect(before.materials?.length).toBeGreaterThan(800);
      expect(before.offers?.length).toBeGreaterThan(800);

      const running = await server();
      const made = await cli(['backup', file, '--json']);
      expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
      expect((JSON.parse(made.stdout) as BackupReport).manifest.materials).toBe(before.materials?.length);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      // Nothing is left of the copy that was packed.
      await waitUntil('the copy is gone', running, async () => {
        const left = await readdir(database.env.DATA_DIR ?? '');
        return !left.some((name) => name.startsWith('backup-'));
      });

      for (let n = 1; n <= 20; n += 1) await create(running.url, `LATER-${n}`);
      const refused = await cli(['restore', file, '--replace']);
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toContain('is in use by another process');
      running.process.kill('SIGKILL');
      await running.ended;
      expect((await allRows()).materials?.length).toBe((before.materials?.length ?? 0) + 20);

      const unwanted = await cli(['restore', file]);
      expect([unwanted.code, unwanted.stdout]).toEqual([1, '']);
      expect(unwanted.stderr).toContain('holds a database already. "--replace" puts it aside');

      const restored = await cli(['restore', file, '--replace', '--json']);
      expect({ code: restored.code, stderr: restored.stderr }).toEqual({ code: 0, stderr: '' });
      const report = JSON.parse(restored.stdout) as { replaced: string; indexes: { differences: number } };
      expect(report.indexes.differences).toBe(0);
      expect(existsSync(report.replaced)).toBe(true);
      expect(await allRows()).toEqual(before);
      expect((await cli(['verify'])).code).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'holds what was acknowledged before it began, and no half of what was written meanwhile',
    async () => {
      const running = await server();
      const acknowledged: number[] = [];
      let stop = false;
      const writing = (async () => {
        for (let batch = 1; !stop; batch += 1) {
          const response = await fetch(`${running.url}/api/v1/materials/batch`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              mode: 'create',
              items: [1, 2, 3].map((part) => ({ sku: `${batch}-${part}`, name: `batch ${batch}` })),
            }),
          });
          if (response.status !== 200) throw new Error(`batch ${batch}: ${response.status}`);
          acknowledged.push(batch);
        }
      })();
      await waitUntil('some batches are written', running, () => Promise.resolve(acknowledged.length >= 5));
      const atStart = acknowledged.length;
      const made = await cli(['backup', file]);
      expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
      const atEnd = acknowledged.length;
      stop = true;
      await writing;

      // Into an empty folder, while the server goes on in its own.
      const elsewhere = join(dir, 'elsewhere');
      expect((await cli(['restore', file], elsewhere)).code).toBe(0);
      const batches = await withDatabase(
        (db) =>
          db.query<{ name: string; rows: number }[]>(
            'SELECT name, count(*)::int AS rows FROM materials GROUP BY name',
          ),
        elsewhere,
      );
      expect(batches.filter(({ rows }) => rows !== 3)).toEqual([]);
      expect(batches.length).toBeGreaterThanOrEqual(atStart);
      // One more may be committed and not yet acknowledged.
      expect(batches.length).toBeLessThanOrEqual(atEnd + 1);
      const names = new Set(batches.map(({ name }) => name));
      expect([...names].length).toBe(batches.length);
      for (let batch = 1; batch <= batches.length; batch += 1) expect(names).toContain(`batch ${batch}`);
    },
    TIMEOUT_MS,
  );

  it(
    'backs up without a server, never over a file unasked, and refuses what a PostgreSQL server does itself',
    async () => {
      expect((await cli(['backup', file])).code).toBe(0);
      const again = await cli(['backup', file]);
      expect([again.code, again.stdout]).toEqual([2, '']);
      expect(again.stderr).toContain('exists: name another file, or add --force');
      expect((await cli(['backup', file, '--force'])).code).toBe(0);
      expect(await readdir(dir)).toEqual(['catalogue.tar.gz']);

      const onServer = await runCli(['backup', join(dir, 'other')], {
        DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/db',
      });
      expect([onServer.code, onServer.stdout]).toEqual([2, '']);
      expect(onServer.stderr).toContain('pg_dump --format=custom');
      expect(onServer.stderr).not.toContain('secret');
    },
    TIMEOUT_MS,
  );

  it(
    'finishes at the next start what a killed restore had begun',
    async () => {
      const root = database.env.DATA_DIR ?? '';
      await withDatabase((db) =>
        db.query("INSERT INTO materials (sku, name) VALUES ('NEW', 'the restored one')"),
      );
      await rename(join(root, 'postgres'), join(root, 'postgres.restored'));
      expect(
        await withDatabase((db) => db.query<unknown[]>("SELECT sku FROM materials WHERE sku = 'NEW'")),
      ).toHaveLength(1);
      expect((await readdir(root)).sort()).toEqual(['lock', 'postgres']);
    },
    TIMEOUT_MS,
  );

  it(
    'leaves the database alone when the back-up is no good',
    async () => {
      child = startChild('dist/src/cli/main.js', ['restore', 'package.json', '--replace'], environment());
      expect(await child.ended).toBe(1);
      expect(child.stderr()).toContain('package.json is no back-up of this program.');
      expect(
        (await readdir(database.env.DATA_DIR ?? '')).filter((name) => name.startsWith('postgres')),
      ).toEqual(['postgres']);
    },
    TIMEOUT_MS,
  );
});
