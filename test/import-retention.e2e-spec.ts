import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ImportRetention } from '../src/imports/import-retention.js';
import { bootApp, type TestApp } from './support/app.js';
import { loadPriceList } from './support/price-lists.js';
import { STORAGE_COLUMNS } from './support/servers.js';

describe.each(STORAGE_COLUMNS)('retention of imports ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootApp({
      database,
      env: { IMPORT_RETENTION_DAYS: '30', PRICE_HISTORY_RETENTION_DAYS: '30' },
    });
  });
  afterAll(async () => {
    await server.close();
  });

  const load = async (price: string): Promise<{ id: string; priceListId: string }> => {
    const priceListId = await loadPriceList(server, 'Старый', `sku,name,price\nR1,Щит,${price}\n`);
    const list = await server.inject({ url: `/api/v1/price-lists/${priceListId}` });
    return { id: list.json<{ importId: string }>().importId, priceListId };
  };

  it('forgets old rows and ended prices, but nothing of the latest list, and then refuses to undo', async () => {
    const lists = [await load('10'), await load('11'), await load('12')];
    const dataSource = server.app.get(DataSource);
    const retention = server.app.get(ImportRetention, { strict: false });
    expect(await retention.sweep()).toEqual({ rows: 0, periods: 0 });
    await dataSource.query("UPDATE imports SET finished_at = finished_at - interval '40 days'");
    await dataSource.query("UPDATE price_history SET valid_to = valid_to - interval '40 days'");
    // The price that the latest list ended is needed to take that list back.
    expect(await retention.sweep()).toEqual({ rows: 2, periods: 1 });
    expect(await retention.sweep()).toEqual({ rows: 0, periods: 0 });
    const rowsOf = async (id = ''): Promise<number> =>
      (await server.inject({ url: `/api/v1/imports/${id}/rows` })).json<{ items: unknown[] }>().items.length;
    expect([await rowsOf(lists[0]?.id), await rowsOf(lists[1]?.id), await rowsOf(lists[2]?.id)]).toEqual([
      0, 0, 1,
    ]);
    const undo = async (id = ''): Promise<number> =>
      (await server.inject({ method: 'DELETE', url: `/api/v1/price-lists/${id}` })).statusCode;
    expect(await undo(lists[2]?.priceListId)).toBe(204);
    expect(await undo(lists[1]?.priceListId)).toBe(409);
    const material = (await server.inject({ url: '/api/v1/materials/by-sku/R1' })).json<object>();
    expect(material).toMatchObject({ price: { amount: '11.00' } });
  });
});
