import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IndexingAdmin } from '../src/indexing/index.js';
import type { SearchResponse } from '../src/search/dto/search-response.js';
import type { TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';
import { loadPriceList } from './support/price-lists.js';
import { bootWithMaterials } from './support/word-catalogue.js';

const GROUT = { sku: 'GR-09958', name: 'Затирка Mapei карамель 2 кг', unit: 'шт' };
const BATTEN = { sku: '9812220', name: 'Брусок обрезной 20х40 2 м', unit: 'шт' };

describe.each(STORAGE_COLUMNS)('article numbers ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootWithMaterials(database, [
      GROUT,
      BATTEN,
      { sku: 'TL-77012', name: 'Плитка 7701 серая', unit: 'шт' },
      { sku: 'PL-7701-X', name: 'Плинтус белый', unit: 'шт' },
      { sku: 'X-501506000', name: 'Герметик белый', unit: 'шт' },
      { name: 'Доска обрезная 50х150х6000', unit: 'шт' },
      { name: 'Затирка Litokol белая 2 кг', unit: 'шт' },
      ...Array.from({ length: 250 }, (_, i) => ({
        sku: `AB000${1_000 + i}`,
        name: `Саморез ${i}`,
        unit: 'шт',
      })),
    ]);
  }, 120_000);
  afterAll(() => server?.close());

  const ask = async (q: string): Promise<SearchResponse> => {
    const response = await server.inject({
      url: '/api/v1/search',
      query: { q, mode: 'lexical', explain: 'true' },
    });
    expect(response.statusCode).toBe(200);
    return response.json<SearchResponse>();
  };

  it.each([
    ['GR-09958', GROUT],
    ['gr 09958', GROUT],
    ['пк-09958', GROUT], // The keys of the other layout.
    ['артикул GR-09958', GROUT],
    ['арт. 9812220', BATTEN],
    ['код товара: 9812220', BATTEN],
    ['затирка GR-09958', GROUT],
    ['9812220 брусок', BATTEN],
    ['GR-099', GROUT],
    ['09958', GROUT],
    ['арт 09958', GROUT],
    ['812220', BATTEN],
  ])('finds %s first, and is sure of it', async (q, { name }) => {
    const { items } = await ask(q);
    expect(items[0]).toMatchObject({ material: { name }, confidence: 'high', matchedBy: ['lexical', 'sku'] });
  });

  it('finds a material by the number that each of its suppliers gives it, until the price list is taken back', async () => {
    const list = (supplier: string, sku: string): Promise<string> =>
      loadPriceList(
        server,
        supplier,
        `Артикул;Наименование;Ед. изм.;Цена\n${sku};Ведро строительное 12 л;шт;95\n`,
      );
    await list('Первый', 'BK-11201');
    const second = await list('Второй', 'W-8830-77');
    const drain = (): Promise<unknown> => server.app.get(IndexingAdmin, { strict: false }).drain();
    await drain();
    for (const q of ['BK-11201', 'W-8830-77', 'w 8830', 'арт. W883077', 'ведро W-8830-77', '883077']) {
      const { items, total } = await ask(q);
      expect([q, items[0]?.material.sku, items[0]?.confidence]).toEqual([q, 'BK-11201', 'high']);
      expect(total).toBe(1);
    }
    const undone = await server.inject({ method: 'DELETE', url: `/api/v1/price-lists/${second}` });
    expect(undone.statusCode).toBe(204);
    await drain();
    expect((await ask('W-8830-77')).total).toBe(0);
    expect((await ask('BK-11201')).total).toBe(1);
  });

  it('shows what four characters stand within as a guess', async () => {
    const { items } = await ask('9958');
    expect(items.map(({ material, confidence }) => [material.sku, confidence])).toEqual([
      ['GR-09958', 'low'],
    ]);
  });

  it('takes a number that a name has for that number, wherever article numbers hold it', async () => {
    const { items } = await ask('7701');
    expect(items.map(({ material }) => material.name)).toEqual(['Плитка 7701 серая']);
  });

  it('does not read the figures of a size as an article number', async () => {
    const { items } = await ask('доска 50х150х6000');
    expect(items[0]?.material.name).toBe('Доска обрезная 50х150х6000');
    expect(items.map(({ material }) => material.sku)).not.toContain('X-501506000');
  });

  it('answers with nothing where no article number holds it, or very many do', async () => {
    expect((await ask('артикул 123456')).total).toBe(0);
    expect((await ask('B0001')).total).toBe(0);
  });

  it('counts and pages what an article number is part of', async () => {
    const first = await ask('00010');
    expect(first.total).toBe(100);
    const response = await server.inject({
      url: '/api/v1/search',
      query: { q: '00010', mode: 'lexical', limit: '50', offset: '50' },
    });
    const { items, total } = response.json<SearchResponse>();
    expect(total).toBe(100);
    expect(items).toHaveLength(50);
  });
});
