import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { bootApp, type TestApp } from './support/app.js';

/**
 * All connections to the embedded database share one session: whatever a request leaves in it, the next one finds. What is looked
 * at is therefore all that a session can hold.
 */
const SESSION = {
  settings: "SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY name",
  prepared: 'SELECT name FROM pg_prepared_statements ORDER BY name',
  cursors: "SELECT name FROM pg_cursors WHERE name <> '' ORDER BY name",
  advisoryLocks: "SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory'",
  channels: 'SELECT pg_listening_channels() AS channel',
  temporary: "SELECT relname FROM pg_class WHERE relpersistence = 't' ORDER BY relname",
} as const;

describe('the one session of the embedded database', () => {
  let server: TestApp;
  let dataSource: DataSource;

  beforeAll(async () => {
    server = await bootApp({ database: 'embedded', semantic: true });
    dataSource = server.app.get(DataSource);
  });
  afterAll(async () => {
    await server.close();
  });

  async function sessionState(): Promise<Record<string, unknown>> {
    const state: Record<string, unknown> = {};
    for (const [what, sql] of Object.entries(SESSION)) state[what] = await dataSource.query(sql);
    return state;
  }

  it('is as it was after reads, writes, failures and searches at the same time', async () => {
    const before = await sessionState();
    const post = (url: string, payload: object): Promise<number> =>
      server.inject({ method: 'POST', url, payload }).then(({ statusCode }) => statusCode);
    const statuses = await Promise.all([
      ...Array.from({ length: 10 }, (_, at) =>
        post('/api/v1/materials', {
          sku: `S-${at % 8}`,
          name: `Цемент М${at}00`,
          category: 'Сухие смеси/Цемент',
        }),
      ),
      post('/api/v1/materials/batch', {
        mode: 'upsert',
        items: Array.from({ length: 50 }, (_, at) => ({ sku: `B-${at}`, name: `Кирпич ${at}`, unit: 'шт' })),
      }),
      post('/api/v1/materials', { name: '' }),
      post('/api/v1/search', { q: 'цемент', facets: 'category,brand' }),
      ...['цем', 'цымент', 'brick'].map((q) => post('/api/v1/search', { q })),
      ...['/api/v1/materials', '/api/v1/categories', '/api/v1/units', '/health?fresh=true'].map((url) =>
        server.inject(url).then(({ statusCode }) => statusCode),
      ),
    ]);
    // The load did what it should: some of everything, and nothing broke.
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(statuses.filter((status) => status === 201)).toHaveLength(8);
    expect(statuses.filter((status) => status === 409)).toHaveLength(2);
    expect(await sessionState()).toEqual(before);
  });

  it('gives each of many concurrent transactions its own settings and rows', async () => {
    const seen = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        dataSource.transaction(async (manager) => {
          await manager.query(`SET LOCAL application_name = 'transaction ${at}'`);
          await manager.query('SELECT pg_sleep(0.005)');
          const rows = await manager.query<{ name: string }[]>(
            "SELECT current_setting('application_name') AS name",
          );
          return rows[0]?.name;
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 12 }, (_, at) => `transaction ${at}`));
  });
});
