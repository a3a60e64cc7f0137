import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Response } from 'light-my-request';
import { DataSource } from 'typeorm';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

interface Report {
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  results: { index: number; status: string; id?: string; errors?: { path: string; code: string }[] }[];
}

describe.each(STORAGE_COLUMNS)('batches of materials ($title)', ({ database }) => {
  let server: TestApp;

  const batch = (items: unknown[], mode?: string): Promise<Response> =>
    server.inject({
      method: 'POST',
      url: '/api/v1/materials/batch',
      payload: { items, ...(mode && { mode }) },
    });
  const batchGet = (ids: readonly unknown[]): Promise<Response> =>
    server.inject({ method: 'POST', url: '/api/v1/materials/batch-get', payload: { ids } });
  const get = (id: string): Promise<Response> => server.inject(`/api/v1/materials/${id}`);
  /** Statements sent to the database while something ran. */
  const statementsDuring = async (work: () => Promise<unknown>): Promise<number> => {
    const query = jest.spyOn(server.app.get(DataSource), 'query');
    try {
      await work();
      return query.mock.calls.filter(([sql]) => /materials/.test(sql) && !/outbox/.test(sql)).length;
    } finally {
      query.mockRestore();
    }
  };

  beforeAll(async () => {
    // The indexer reads materials as well, whenever it comes to them, and would be counted.
    server = await bootApp({ database, env: { INDEXER_ENABLED: 'false' } });
  });
  afterAll(async () => {
    await server.close();
  });

  it('writes 1000 items in one statement', async () => {
    const items = Array.from({ length: 1_000 }, (_, n) => ({
      sku: `BULK-${n}`,
      name: `Позиция ${n}`,
      category: `Склад/Ряд ${n % 40}`,
      unit: n % 2 ? 'м²' : 'вязанка',
    }));
    let report: Report | undefined;
    const statements = await statementsDuring(async () => {
      report = (await batch(items, 'create')).json();
    });
    expect(report).toMatchObject({ created: 1_000, updated: 0, unchanged: 0, failed: 0 });
    expect(report?.results.map(({ index }) => index)).toEqual(items.map((_, n) => n));
    expect(statements).toBe(1);
    const third = await get(report?.results[2]?.id ?? '');
    expect(third.json()).toMatchObject({
      sku: 'BULK-2',
      category: { path: 'Склад/Ряд 2' },
      unitRaw: 'вязанка',
    });
  });

  it('lets each item stand alone, and names what is wrong with those that fail', async () => {
    await batch([{ sku: 'TAKEN', name: 'Занят' }]);
    const report: Report = (
      await batch([
        { name: 'Хорошая' },
        { name: '' },
        17,
        { name: 'x', colour: 'red' },
        { name: 'x', price: { amount: '-1', currency: 'RUB' } },
        { sku: 'TAKEN', name: 'Дубль', category: 'Только дубль' },
        { sku: 'NEW', name: 'Новая' },
        { sku: 'NEW', name: 'Новая ещё раз' },
      ])
    ).json();
    expect(report).toMatchObject({ created: 2, updated: 0, unchanged: 0, failed: 6 });
    expect(report.results.map(({ status, errors }) => errors?.[0] ?? status)).toEqual([
      'created',
      expect.objectContaining({ path: 'items.1.name', code: 'too_small' }),
      expect.objectContaining({ path: 'items.2', code: 'invalid_type' }),
      expect.objectContaining({ path: 'items.3.colour', code: 'unknown_field' }),
      expect.objectContaining({ path: 'items.4.price.amount' }),
      expect.objectContaining({ path: 'items.5.sku', code: 'duplicate_sku' }),
      'created',
      expect.objectContaining({ path: 'items.7.sku', code: 'duplicate_in_batch' }),
    ]);
    const tree = await server.inject('/api/v1/categories');
    expect(tree.body).not.toContain('Только дубль');
  });

  it('upserts by SKU: created, updated, unchanged', async () => {
    const first: Report = (
      await batch(
        [
          { sku: 'U-1', name: 'Один' },
          { sku: 'U-2', name: 'Два' },
        ],
        'upsert',
      )
    ).json();
    const id = first.results[0]?.id ?? '';
    await get(id);
    const second: Report = (
      await batch(
        [
          { sku: 'U-1', name: 'Один, иначе', unit: 'шт' },
          { sku: 'U-2', name: 'Два' },
          { sku: 'U-3', name: 'Три' },
          { name: 'Без артикула' },
        ],
        'upsert',
      )
    ).json();
    expect(second).toMatchObject({ created: 1, updated: 1, unchanged: 1, failed: 1 });
    expect(second.results).toEqual([
      { index: 0, status: 'updated', id },
      { index: 1, status: 'unchanged', id: first.results[1]?.id },
      { index: 2, status: 'created', id: expect.any(String) },
      {
        index: 3,
        status: 'failed',
        errors: [expect.objectContaining({ path: 'items.3.sku', code: 'required' })],
      },
    ]);
    expect((await get(id)).json()).toMatchObject({ name: 'Один, иначе', version: 2 });
    expect((await get(first.results[1]?.id ?? '')).json()).toMatchObject({ version: 1 });
  });

  it('writes each SKU once when batches over the same SKUs run at once, in opposite orders', async () => {
    const items = Array.from({ length: 50 }, (_, n) => ({
      sku: `RACE-${n}`,
      name: `Гонка ${n}`,
      category: `Г/${n % 7}`,
    }));
    const responses = await Promise.all(
      [items, [...items].reverse(), items, [...items].reverse()].map((some, n) =>
        batch(
          some.map((item) => ({ ...item, description: `писатель ${n}` })),
          'upsert',
        ),
      ),
    );
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const reports = responses.map((response) => response.json<Report>());
    expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(50);
    expect(reports.reduce((sum, { updated }) => sum + updated, 0)).toBe(150);
  });

  it('refuses an empty, a too long and a wrongly shaped batch as a whole', async () => {
    for (const payload of [
      {},
      { items: [] },
      { items: {} },
      { items: Array(1_001).fill({ name: 'x' }) },
      { items: [{}], mode: 'merge' },
    ]) {
      const response = await server.inject({ method: 'POST', url: '/api/v1/materials/batch', payload });
      expect(response.statusCode).toBe(422);
    }
  });

  it('gets many in the order asked, names the missing, and loads only what is not cached', async () => {
    const written: Report = (await batch(['а', 'б', 'в', 'г'].map((name) => ({ name })))).json();
    const ids = written.results.map(({ id }) => id ?? '');
    const missing = '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d';
    await get(ids[0] ?? '');
    const asked = [ids[2], missing, ids[0], ids[2], ids[1]?.toUpperCase()];
    const response = await batchGet(asked);
    expect(response.headers['content-type']).toContain('application/json');
    const body: { items: { id: string; name: string }[]; missing: string[] } = response.json();
    expect(body.items.map(({ name }) => name)).toEqual(['в', 'а', 'в', 'б']);
    expect(body.missing).toEqual([missing]);
    expect(body.items[1]).toEqual((await get(ids[0] ?? '')).json());

    let again: Response | undefined;
    expect(
      await statementsDuring(async () => {
        again = await batchGet(asked);
      }),
    ).toBe(0);
    expect([again?.headers['x-cache'], again?.body]).toEqual(['HIT', response.body]);

    await server.inject({ method: 'PATCH', url: `/api/v1/materials/${ids[0]}`, payload: { name: 'а2' } });
    await server.inject({ method: 'DELETE', url: `/api/v1/materials/${ids[2]}` });
    const after: typeof body = (await batchGet(asked)).json();
    expect(after.items.map(({ name }) => name)).toEqual(['а2', 'б']);
    expect(after.missing).toEqual([ids[2], missing]);
  });

  it('refuses a batch-get of what is no id, naming it', async () => {
    const response = await batchGet(['0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d', 'x']);
    expect([response.statusCode, response.json<{ errors: { path: string }[] }>().errors[0]?.path]).toEqual([
      422,
      'ids.1',
    ]);
  });
});
