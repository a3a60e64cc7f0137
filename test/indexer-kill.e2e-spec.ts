import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startServer, waitUntil, type ChildServer } from './support/child.js';
import { FakeQdrant } from './support/fake-qdrant.js';
import { createTestDatabase, describeWith, type TestDatabase } from './support/servers.js';

const MATERIALS = 150;
const LEASE_MS = 1_000;

describeWith(['postgres'], 'the indexer, killed with SIGKILL while it works', () => {
  let database: TestDatabase;
  let qdrant: FakeQdrant;
  let client: Client;
  const servers: ChildServer[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('postgres');
    qdrant = await FakeQdrant.start();
    client = new Client(database.env.DATABASE_URL);
    await client.connect();
  });
  afterAll(async () => {
    for (const server of servers) {
      server.process.kill('SIGKILL');
      await server.ended;
    }
    await client.end();
    await qdrant.stop();
    await database.drop();
  });

  const start = async (): Promise<ChildServer> => {
    const server = await startServer({
      ...database.env,
      QDRANT_URL: qdrant.url,
      SEMANTIC_ENABLED: 'true',
      INDEXER_LEASE_MS: String(LEASE_MS),
      INDEXER_BATCH_SIZE: '16',
    });
    servers.push(server);
    return server;
  };
  const count = async (sql: string): Promise<number> => {
    const { rows } = await client.query<{ count: number }>(sql);
    return rows[0]?.count ?? 0;
  };
  const points = (): string[] =>
    [...qdrant.engine.collections.values()].flatMap((collection) => [...collection.points.keys()]).sort();

  it('is carried on by the next start: every material has its point, and no other has one', async () => {
    const first = await start();
    await client.query(
      `INSERT INTO materials (name) SELECT 'Материал номер ' || n FROM generate_series(1, $1::int) AS n`,
      [MATERIALS],
    );
    await waitUntil('some are indexed', first, () => Promise.resolve(points().length > 20));
    first.process.kill('SIGKILL');
    await first.ended;
    expect(points().length).toBeLessThan(MATERIALS);
    const embeddedBefore = await count(
      'SELECT count(*)::int AS count FROM embedded_texts WHERE vector IS NOT NULL',
    );
    expect(embeddedBefore).toBeGreaterThan(0);
    await client.query(
      'DELETE FROM materials WHERE name IN (SELECT name FROM materials ORDER BY id LIMIT 5)',
    );

    const second = await start();
    await waitUntil('the outbox is empty', second, async () => {
      return (await count('SELECT count(*)::int AS count FROM outbox')) === 0;
    });
    const { rows } = await client.query<{ id: string }>('SELECT id FROM materials ORDER BY id');
    expect(rows).toHaveLength(MATERIALS - 5);
    expect(points()).toEqual(rows.map(({ id }) => id));
    const health = (await (await fetch(`${second.url}/health?fresh=true`)).json()) as {
      details: Record<string, Record<string, unknown>>;
    };
    expect(health.details.indexer).toMatchObject({ status: 'up', backlog: 0, parked: 0 });
    expect(health.details.qdrant).toMatchObject({ status: 'up', points: MATERIALS - 5, version: '1.18.3' });
  });
});
