import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { runCli } from './support/child.js';
import { createEmptyDatabase, describeWith, type TestDatabase } from './support/servers.js';

const run = promisify(execFile);
/** Where Debian keeps the tools of this version; the one on the PATH may be another's. */
const BIN = process.env.TEST_POSTGRES15_BIN ?? '/usr/lib/postgresql/15/bin';
const tool = (name: string): string => (existsSync(join(BIN, name)) ? join(BIN, name) : name);

describeWith(['postgres15'], 'pg_dump and pg_restore, as docs/operations.md has them', () => {
  let live: TestDatabase;
  let restored: TestDatabase;
  let dir: string;

  beforeEach(async () => {
    const server = process.env.TEST_POSTGRES15_URL ?? '';
    live = await createEmptyDatabase(server);
    restored = await createEmptyDatabase(server);
    dir = await mkdtemp(join(tmpdir(), 'mc-pg-dump-'));
  });
  afterEach(async () => {
    await live.drop();
    await restored.drop();
    await rm(dir, { recursive: true, force: true });
  });

  async function allRows(url: string): Promise<Record<string, string[]>> {
    const client = new Client(url);
    await client.connect();
    try {
      const tables = await client.query<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
      );
      const rows: Record<string, string[]> = {};
      for (const { name } of tables.rows) {
        const found = await client.query<{ row: string }>(
          `SELECT t::text AS row FROM "${name}" t ORDER BY 1`,
        );
        rows[name] = found.rows.map(({ row }) => row);
      }
      return rows;
    } finally {
      await client.end();
    }
  }

  it('give back every row of every table, and indexes that agree', async () => {
    const env = (database: TestDatabase): Record<string, string> => ({
      ...database.env,
      SEMANTIC_ENABLED: 'false',
      REDIS_URL: '',
      QDRANT_URL: '',
    });
    const cli = async (args: string[], database: TestDatabase): Promise<void> => {
      const { code, stderr } = await runCli(args, env(database));
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    };
    await cli(['migration', 'run'], live);
    await cli(['import', 'sample/materials.csv', '--supplier', 'Демо'], live);
    const liveUrl = live.env.DATABASE_URL ?? '';
    const restoredUrl = restored.env.DATABASE_URL ?? '';
    const before = await allRows(liveUrl);
    expect(before.materials?.length).toBeGreaterThan(800);

    const dump = join(dir, 'catalogue.dump');
    await run(tool('pg_dump'), ['--format=custom', `--file=${dump}`, liveUrl]);
    const more = new Client(liveUrl);
    await more.connect();
    await more.query("INSERT INTO materials (sku, name) VALUES ('LATER', 'written after the back-up')");
    await more.end();
    await run(tool('pg_restore'), ['--no-owner', '--exit-on-error', `--dbname=${restoredUrl}`, dump]);

    expect(await allRows(restoredUrl)).toEqual(before);
    await cli(['verify', '--repair'], restored);
    await cli(['verify'], restored);
  }, 240_000);
});
