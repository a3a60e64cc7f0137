import { afterEach, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startServer, waitUntil, type ChildServer } from './support/child.js';
import { createTestDatabase, describeWith, type TestDatabase } from './support/servers.js';

interface Line {
  level: number;
  msg: string;
  sql?: string;
  ms?: number;
  requestId?: string;
}

describeWith(['postgres'], 'slow statements', () => {
  let database: TestDatabase;
  let server: ChildServer | undefined;

  afterEach(async () => {
    server?.process.kill('SIGKILL');
    await server?.ended;
    await database.drop();
  });

  it('are in the log, and on the server, under the id of their request, and without their parameters', async () => {
    database = await createTestDatabase('postgres');
    const started = await startServer({
      ...database.env,
      REDIS_URL: '',
      QDRANT_URL: '',
      SLOW_QUERY_MS: '50',
      // The statement below waits for a lock: long enough to be looked at, and then it is let go.
      DATABASE_STATEMENT_TIMEOUT_MS: '100000',
    });
    server = started;
    const holder = new Client(database.env.DATABASE_URL);
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE materials IN ACCESS EXCLUSIVE MODE');
    // A transaction sees the activity of its first look for as long as it lasts.
    const looker = new Client(database.env.DATABASE_URL);
    await looker.connect();
    const answer = fetch(`${started.url}/api/v1/materials?brand=canary-brand`, {
      headers: { 'x-request-id': 'slow-one' },
    });
    await waitUntil('the server shows the waiting statement', started, async () => {
      const { rows } = await looker.query<{ query: string }>(
        "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
      );
      return rows.some(({ query }) => query.startsWith('/* request slow-one */'));
    });
    await looker.end();
    // Long enough to be slow however fast the above was.
    await holder.query('SELECT pg_sleep(0.1); COMMIT');
    await holder.end();
    expect((await answer).status).toBe(200);

    const lines = (): Line[] =>
      started
        .stdout()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Line);
    await waitUntil('the request is logged', started, () =>
      Promise.resolve(
        lines().some(({ msg, requestId }) => requestId === 'slow-one' && msg.startsWith('GET')),
      ),
    );
    const slow = lines().filter(({ msg, requestId }) => msg === 'Slow statement' && requestId === 'slow-one');
    expect(slow.length).toBeGreaterThan(0);
    expect(slow[0]?.ms).toBeGreaterThanOrEqual(50);
    expect(slow[0]?.sql).toContain('FROM');
    expect(slow.map(({ sql }) => sql).join()).not.toContain('canary-brand');
    const requestLines = lines().filter(({ msg }) => msg.startsWith('GET /api/v1/materials'));
    expect(requestLines).toHaveLength(1);
    expect(requestLines[0]).toMatchObject({ level: 30, requestId: 'slow-one', status: 200 });
  }, 240_000);
});
