import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { IndexingAdmin } from '../src/indexing/index.js';
import type { SearchResponse } from '../src/search/dto/search-response.js';
import type { TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';
import { bootWithMaterials } from './support/word-catalogue.js';

/** Rows that are written past the program: what words find is counted where triggers keep it like the truth. */
describe.each(STORAGE_COLUMNS)('what words find, whoever writes it ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootWithMaterials(
      database,
      Array.from({ length: 6 }, (_, i) => ({
        sku: `FM-${i}`,
        name: `Перемычка брусковая ${i + 1}ПБ`,
        category: 'Бетон/Перемычки',
        brand: 'Завод А',
        unit: 'шт',
        price: { amount: `${100 * (i + 1)}`, currency: 'RUB' },
      })),
    );
  }, 120_000);
  afterAll(() => server?.close());

  const sql = (statement: string, parameters: unknown[] = []): Promise<unknown> =>
    server.app.get(DataSource).query(statement, parameters);
  const drain = (): Promise<unknown> => server.app.get(IndexingAdmin, { strict: false }).drain();
  const ask = async (q: string, query: Record<string, string> = {}): Promise<SearchResponse> => {
    const response = await server.inject({
      url: '/api/v1/search',
      query: { q, mode: 'lexical', facets: 'category,brand,unit', ...query },
      headers: { 'cache-control': 'no-cache' },
    });
    expect(response.statusCode).toBe(200);
    return response.json<SearchResponse>();
  };
  const skus = ({ items }: SearchResponse): (string | null)[] => items.map(({ material }) => material.sku);

  it('is counted by its brand and unit of now, before anybody indexed it anew', async () => {
    await sql("UPDATE materials SET brand = 'Завод Б', unit_code = 'м' WHERE sku IN ('FM-0', 'FM-1')");
    const { total, facets } = await ask('перемычка');
    expect(total).toBe(6);
    expect(facets.brand).toEqual([
      { value: 'Завод А', count: 4 },
      { value: 'Завод Б', count: 2 },
    ]);
    expect(facets.unit).toEqual([
      { value: 'шт', count: 4 },
      { value: 'м', count: 2 },
    ]);
    expect((await ask('перемычка', { brand: 'Завод Б' })).total).toBe(2);
  });

  it('is counted by its category of now', async () => {
    await sql("UPDATE materials SET category_id = NULL WHERE sku = 'FM-2'");
    expect((await ask('перемычка')).facets.category).toEqual([{ value: 'Бетон/Перемычки', count: 5 }]);
    await drain();
    expect((await ask('перемычка')).facets.category).toEqual([{ value: 'Бетон/Перемычки', count: 5 }]);
  });

  it('is narrowed and ordered by its price of now', async () => {
    await sql("UPDATE materials SET price_amount = 50 WHERE sku = 'FM-5'");
    const cheap = await ask('перемычка', { maxPrice: '200', sort: 'price' });
    expect([cheap.total, skus(cheap)]).toEqual([3, ['FM-5', 'FM-0', 'FM-1']]);
  });

  it('is found by its new words and no more by the old ones', async () => {
    await sql("UPDATE materials SET name = 'Ступень бетонная', category_id = NULL WHERE sku = 'FM-3'");
    await drain();
    expect(skus(await ask('ступень'))).toEqual(['FM-3']);
    expect((await ask('перемычка')).total).toBe(5);
  });

  it('is found by what somebody else wrote into its document', async () => {
    await sql(`UPDATE lexical_documents SET vector = '''^лестниц'':1A ''лестниц'':1A'
      WHERE material_id = (SELECT id FROM materials WHERE sku = 'FM-3')`);
    const found = await sql(
      "SELECT m.sku FROM findable_materials f JOIN materials m USING (id) WHERE words_of(f.id) @@ 'лестниц'::tsquery",
    );
    expect(found).toEqual([{ sku: 'FM-3' }]);
  });

  it('is gone with its material, and comes back where only its row was lost', async () => {
    await sql("DELETE FROM materials WHERE sku = 'FM-4'");
    expect((await ask('перемычка')).total).toBe(4);
    await sql("DELETE FROM findable_materials WHERE id = (SELECT id FROM materials WHERE sku = 'FM-0')");
    expect((await ask('перемычка')).total).toBe(3);
    await drain();
    const report = await server.app.get(IndexingAdmin, { strict: false }).verify({ repair: true });
    expect(report.named.map(({ index, kind }) => ({ index, kind }))).toEqual([
      { index: 'lexical', kind: 'missing' },
    ]);
    expect((await ask('перемычка')).total).toBe(4);
  });
});
