import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { EmbeddedPostgres } from './embedded-postgres.js';

const CONNECTIONS = 8;

describe('the embedded database under many connections', () => {
  let dir: string;
  let database: EmbeddedPostgres;
  let pool: Pool;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mc-exchange-'));
    database = await EmbeddedPostgres.start(dir, CONNECTIONS + 2);
    pool = new Pool({
      host: database.host,
      port: database.port,
      user: 'postgres',
      database: 'postgres',
      max: CONNECTIONS,
    });
  }, 60_000);
  afterAll(async () => {
    await pool.end();
    await database.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('never mixes the statements of two connections up', async () => {
    // Different statements, and parameters so large that they arrive in pieces: both are needed to get between two messages.
    const ask = async (i: number): Promise<void> => {
      const columns = Array.from({ length: (i % 5) + 1 }, (_, c) => `$1::int + ${c} AS c${c}`).join(', ');
      const long = 'x'.repeat((i % 7) * 40_000);
      const { rows } = await pool.query<Record<string, number>>(
        `SELECT ${columns}, length($2::text) AS long`,
        [i, long],
      );
      expect(rows).toEqual([
        {
          ...Object.fromEntries(Array.from({ length: (i % 5) + 1 }, (_, c) => [`c${c}`, i + c])),
          long: long.length,
        },
      ]);
    };
    await Promise.all(Array.from({ length: 300 }, (_, i) => ask(i)));
  }, 30_000);

  it('goes on for the others when one connection breaks off in the middle', async () => {
    const client = await pool.connect();
    const lost = client.query('SELECT $1::text, pg_sleep(0)', ['x'.repeat(200_000)]).catch(() => undefined);
    client.release(true);
    await lost;
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  }, 30_000);
});
