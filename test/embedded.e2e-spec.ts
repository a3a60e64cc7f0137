import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { CatalogueDataSource, databaseConfig, type DatabaseConfig } from '../src/database/index.js';
import { startChild, waitUntil } from './support/child.js';
import { createTestDatabase, type TestDatabase } from './support/servers.js';

interface CountRow {
  batch: string;
  rows: number;
}

describe('embedded PostgreSQL', () => {
  let database: TestDatabase;
  let config: DatabaseConfig;

  beforeEach(async () => {
    database = await createTestDatabase('embedded');
    config = { ...databaseConfig(), url: null, dataDir: database.env.DATA_DIR ?? '' };
  });
  afterEach(async () => {
    await database.drop();
  });

  async function withDatabase<T>(work: (dataSource: CatalogueDataSource) => Promise<T>): Promise<T> {
    const dataSource = await CatalogueDataSource.open(config);
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  it('keeps its data through a clean stop', async () => {
    await withDatabase((db) => db.query("INSERT INTO materials (sku, name) VALUES ('A-1', 'Цемент М500')"));
    const rows = await withDatabase((db) => db.query<unknown[]>('SELECT sku, name FROM materials'));
    expect(rows).toEqual([{ sku: 'A-1', name: 'Цемент М500' }]);
  });

  it('keeps every acknowledged write, and no half of one, through kill -9 while writing', async () => {
    // Again and again into the same directory: what one kill leaves behind is what the next start recovers.
    for (const wanted of [40, 90, 160]) {
      const writer = startChild('test/support/embedded-writer.mjs', [], database.env);
      await waitUntil('the writer has written', writer, () =>
        Promise.resolve(writer.stdout().split('\n').length > wanted),
      );
      writer.process.kill('SIGKILL');
      expect(await writer.ended).toBe('SIGKILL');
      const acknowledged = Number(writer.stdout().trim().split('\n').at(-1));
      expect(acknowledged).toBeGreaterThan(10);

      const batches = await withDatabase((db) =>
        db.query<CountRow[]>('SELECT name AS batch, count(*)::int AS rows FROM materials GROUP BY name'),
      );
      const found = new Map(batches.map(({ batch, rows }) => [batch, rows]));
      const expected = Array.from({ length: acknowledged }, (_, at) => `row-${at + 1}-`);
      expect(expected.filter((batch) => found.get(batch) !== 3)).toEqual([]);
      expect([...found.values()].every((rows) => rows === 3)).toBe(true);
      // At most the one batch that was committed but not yet named.
      expect(found.size - acknowledged).toBeLessThanOrEqual(1);
      await withDatabase((db) => db.query('DELETE FROM materials'));
    }
  });

  it('refuses a second opener in the same process, by name', async () => {
    await withDatabase(async (db) => {
      await expect(CatalogueDataSource.open(config)).rejects.toThrow(/is in use by another process/);
      expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });

  it('refuses a second process, says what to do, and leaves the first unharmed', async () => {
    await withDatabase(async (db) => {
      const second = startChild('dist/src/main.js', [], { ...database.env, PORT: '0' });
      expect(await second.ended).toBe(1);
      expect(second.stderr()).toContain(
        `Materials Catalogue cannot start: The data directory ${config.dataDir} is in use by another process (pid ${process.pid}).`,
      );
      expect(second.stderr()).toContain('set DATABASE_URL to share a PostgreSQL server');
      expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });

  it('can be opened again at once after kill -9: no stale lock', async () => {
    const writer = startChild('test/support/embedded-writer.mjs', [], database.env);
    await waitUntil('the writer has opened', writer, () =>
      Promise.resolve(writer.stdout().startsWith('open')),
    );
    writer.process.kill('SIGKILL');
    await writer.ended;
    await withDatabase((db) => db.query('SELECT 1'));
  });

  it('runs a long query without stopping the event loop', async () => {
    await withDatabase(async (db) => {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const startedAt = performance.now();
      await db.query("SELECT count(md5(n::text || 'x')) FROM generate_series(1, 1500000) n");
      const tookMs = performance.now() - startedAt;
      delay.disable();
      expect(tookMs).toBeGreaterThan(400); // Else the figure below proves nothing.
      expect(delay.max / 1e6).toBeLessThan(tookMs / 2);
    });
  });

  it('rolls back a transaction whose connection goes away', async () => {
    await withDatabase(async (db) => {
      const runner = db.createQueryRunner();
      await runner.startTransaction();
      await runner.query("INSERT INTO materials (name) VALUES ('unfinished')");
      const client = (await runner.connect()) as { end(): Promise<void> };
      await client.end();
      expect(await db.query('SELECT count(*)::int AS rows FROM materials')).toEqual([{ rows: 0 }]);
    });
  });
});
