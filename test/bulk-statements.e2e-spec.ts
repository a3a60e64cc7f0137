import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

const PROBED = { categories: 'UPDATE', unit_aliases: 'INSERT', price_lists: 'DELETE' };

/** Writes that take a large catalogue's materials with them last longer than a request's statements may. */
describe.each(STORAGE_COLUMNS)('statements over many rows ($title)', ({ database }) => {
  let server: TestApp;
  let dataSource: DataSource;

  const send = async (method: string, url: string, payload?: object): Promise<{ id: string }> => {
    const response = await server.inject({ method: method as 'POST', url: `/api/v1${url}`, ...(payload && { payload }) }); // prettier-ignore
    expect(response.statusCode).toBeLessThan(300);
    return response.statusCode === 204 ? { id: '' } : response.json<{ id: string }>();
  };

  beforeAll(async () => {
    server = await bootApp({ database });
    dataSource = server.app.get(DataSource);
    await dataSource.query('CREATE TABLE probe (seen text, timeout text)');
    await dataSource.query(`
      CREATE FUNCTION probe() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO probe VALUES (TG_TABLE_NAME, current_setting('statement_timeout'));
        RETURN NULL;
      END $$`);
    for (const [table, event] of Object.entries(PROBED)) {
      await dataSource.query(
        `CREATE TRIGGER probe AFTER ${event} ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION probe()`,
      );
    }
  });
  afterAll(() => server?.close());

  it.each([
    [
      'a category is renamed',
      'categories',
      async (): Promise<void> => {
        const { id } = await send('POST', '/categories', { name: 'Доска' });
        await send('PATCH', `/categories/${id}`, { name: 'Доски' });
      },
    ],
    [
      'a unit gets another spelling',
      'unit_aliases',
      async (): Promise<void> => {
        await send('PATCH', `/units/${encodeURIComponent('шт')}`, { aliases: ['штучка'] });
      },
    ],
    [
      'a price list is undone',
      'price_lists',
      async (): Promise<void> => {
        const [{ id } = { id: '' }] = await dataSource.query<{ id: string }[]>(`
          WITH s AS (INSERT INTO suppliers (name, name_key) VALUES ('База', 'база') RETURNING id), i AS (
            INSERT INTO imports (supplier_id, status, file_name, size_bytes, content_hash)
            SELECT id, 'completed', 'a.csv', 1, repeat('0', 64) FROM s RETURNING id, supplier_id)
          INSERT INTO price_lists (supplier_id, import_id, file_name, currency, valid_from)
          SELECT supplier_id, id, 'a.csv', 'RUB', now() FROM i RETURNING id`);
        await send('DELETE', `/price-lists/${id}`);
      },
    ],
  ])('may take ten minutes when %s', async (_title, table, change) => {
    await change();
    const seen: { timeout: string }[] = await dataSource.query('SELECT timeout FROM probe WHERE seen = $1', [
      table,
    ]);
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen.map(({ timeout }) => timeout))).toEqual(new Set(['10min']));
  });
});
