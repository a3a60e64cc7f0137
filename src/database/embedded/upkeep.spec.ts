import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { Clock } from '../../common/index.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { EmbeddedUpkeep, type Session } from './upkeep.js';
import { warmBuffers } from './warm-buffers.js';

/** Time that passes at once; after the given number of waits it ends the work. */
class HurriedClock extends Clock {
  readonly slept: number[] = [];

  constructor(
    private readonly waits: number,
    private readonly end: AbortController,
  ) {
    super();
  }

  now = (): number => 0;
  monotonic = (): number => 0;

  sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    if (this.slept.length > this.waits) this.end.abort();
    return Promise.resolve();
  }
}

describe('what the embedded database has instead of background processes', () => {
  let dir: string;
  let database: EmbeddedPostgres;
  let pool: Pool;
  const session: Session = {
    query: async <T>(sql: string, parameters?: unknown[]) => (await pool.query(sql, parameters)).rows as T,
  };
  const unused = new HurriedClock(0, new AbortController());

  async function start(): Promise<void> {
    database = await EmbeddedPostgres.start(dir, 4);
    pool = new Pool({ host: database.host, port: database.port, user: 'postgres', max: 2 });
  }

  async function stop(): Promise<void> {
    await pool.end();
    await database.stop();
  }

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mc-upkeep-'));
    await start();
  }, 60_000);
  afterEach(async () => {
    await stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('vacuums and analyses what changed, and leaves alone what did not', async () => {
    const upkeep = new EmbeddedUpkeep(session, unused);
    // Counts are published once a second at most.
    const publish = () => pool.query('SELECT pg_stat_force_next_flush()');
    await pool.query('CREATE TABLE goods AS SELECT n AS id, n AS price FROM generate_series(1, 2000) AS n');
    await pool.query('CREATE TABLE "Empty one" (id int)');
    await publish();
    expect(await upkeep.tend()).toEqual(['VACUUM (ANALYZE) public.goods']);
    expect(await upkeep.tend()).toEqual([]);

    await pool.query('UPDATE goods SET price = price + 1 WHERE id <= 100');
    await publish();
    expect(await upkeep.tend()).toEqual([]);

    await pool.query('UPDATE goods SET price = price + 1');
    await publish();
    expect(await upkeep.tend()).toEqual(['VACUUM (ANALYZE) public.goods']);
    const { rows } = await pool.query(
      "SELECT n_dead_tup::int AS dead FROM pg_stat_user_tables WHERE relname = 'goods'",
    );
    expect(rows).toEqual([{ dead: 0 }]);
  }, 30_000);

  it('gives the planner the size of a table that was filled before the last stop', async () => {
    await pool.query('CREATE TABLE "Price list" AS SELECT n AS id FROM generate_series(1, 3000) AS n');
    await stop();
    await start();
    expect(await new EmbeddedUpkeep(session, unused).tend()).toEqual(['ANALYZE public."Price list"']);
    const { rows } = await pool.query("SELECT reltuples FROM pg_class WHERE relname = 'Price list'");
    expect(rows).toEqual([{ reltuples: 3000 }]);
  }, 60_000);

  it('looks again after a round that failed, and ends when told to', async () => {
    const end = new AbortController();
    const clock = new HurriedClock(3, end);
    const errors: unknown[] = [];
    let rounds = 0;
    const failing: Session = {
      query: <T>(): Promise<T> => {
        rounds += 1;
        return rounds === 1 ? Promise.reject(new Error('gone')) : Promise.resolve([] as T);
      },
    };
    await new EmbeddedUpkeep(failing, clock).run(end.signal, (error) => errors.push(error));
    expect(rounds).toBe(3);
    expect(errors).toEqual([new Error('gone')]);
    expect(clock.slept).toEqual([60_000, 60_000, 60_000, 60_000]);
  });

  it('reads a table ahead, also one that a plain scan would not keep', async () => {
    // Two rows a page, and more than a quarter of the buffers: a scan of it all uses a ring of few of them.
    await pool.query('CREATE TABLE wide (id int, filler text STORAGE PLAIN)');
    await pool.query("INSERT INTO wide SELECT n, repeat('x', 3900) FROM generate_series(1, 10000) AS n");
    // Rows that are written for good: a page that a scan has to mark leaves the ring.
    await pool.query('VACUUM wide');
    await stop();
    await start();
    const readBy = async (sql: string): Promise<number> => {
      const { rows } = await pool.query<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
      );
      return rows[0]?.['QUERY PLAN'][0]?.Plan['Shared Read Blocks'] ?? NaN;
    };
    await pool.query('SELECT count(*) FROM wide');
    expect(await readBy('SELECT count(*) FROM wide')).toBeGreaterThan(4_000);

    expect(await warmBuffers(session, ['wide'], new AbortController().signal)).toBe(5_000);
    expect(await readBy('SELECT count(*) FROM wide')).toBe(0);
    expect(await warmBuffers(session, ['wide'], AbortSignal.abort())).toBe(0);
  }, 60_000);
});
