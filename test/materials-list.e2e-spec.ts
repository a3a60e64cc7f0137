import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'light-my-request';
import { DataSource } from 'typeorm';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

interface PageBody {
  items: { id: string; name: string; version: number; price: { amount: string } | null }[];
  nextCursor: string | null;
}

describe.each(STORAGE_COLUMNS)('lists of materials ($title)', ({ database }) => {
  let server: TestApp;

  const get = (query: Record<string, string | string[]>): Promise<Response> =>
    server.inject({ url: '/api/v1/materials', query });
  const write = async (items: object[]): Promise<void> => {
    const response = await server.inject({
      method: 'POST',
      url: '/api/v1/materials/batch',
      payload: { items },
    });
    expect(response.json()).toMatchObject({ created: items.length, failed: 0 });
  };
  /** Every name the list shows, page by page; `between` runs after each page. */
  const walk = async (
    query: Record<string, string>,
    between?: (page: number) => Promise<void>,
  ): Promise<string[]> => {
    const names: string[] = [];
    let cursor: string | null = null;
    for (let page = 1; page === 1 || cursor !== null; page += 1) {
      const response = await get({ ...query, ...(cursor === null ? {} : { cursor }) });
      expect(response.statusCode).toBe(200);
      const body: PageBody = response.json();
      names.push(...body.items.map(({ name }) => name));
      cursor = body.nextCursor;
      await between?.(page);
    }
    return names;
  };
  const names = async (query: Record<string, string | string[]>): Promise<string[]> =>
    (await get(query)).json<PageBody>().items.map(({ name }) => name);

  beforeAll(async () => {
    server = await bootApp({ database });
    await write(
      Array.from({ length: 25 }, (_, n) => ({
        name: `Товар ${String(n).padStart(2, '0')}`,
        category: n < 10 ? 'Металл/Трубы' : n < 20 ? 'Металл' : 'Дерево',
        brand: n % 2 ? 'Бренд' : 'Other',
        unit: n % 3 ? 'м' : 'кг',
        // Equal prices must not lose or double a row at a page's edge; every fifth has none.
        ...(n % 5 === 0 ? {} : { price: { amount: String(100 - (n % 4)), currency: 'RUB' } }),
      })),
    );
  });
  afterAll(async () => {
    await server.close();
  });

  it.each(['name', '-updatedAt', 'price'])('sorted by %s, shows every row once', async (sort) => {
    const shown = await walk({ sort, limit: '4' });
    expect(shown).toHaveLength(25);
    expect(new Set(shown).size).toBe(25);
    if (sort === 'name') expect(shown).toEqual([...shown].sort());
  });

  it('puts rows without a price last, cheapest first before them', async () => {
    const prices = (await get({ sort: 'price', limit: '100' }))
      .json<PageBody>()
      .items.map(({ price }) => price);
    const amounts = prices.flatMap((price) => (price ? [Number(price.amount)] : []));
    expect(amounts).toHaveLength(20);
    expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
    expect(prices.slice(20)).toEqual([null, null, null, null, null]);
  });

  it('stays right while rows are inserted before and after the cursor', async () => {
    const shown = await walk({ sort: 'name', limit: '5', category: 'Металл' }, async (page) => {
      if (page <= 3) await write([{ name: `А впереди ${page}`, category: 'Металл' }]);
      if (page === 1) await write([{ name: 'Я позади', category: 'Металл' }]);
    });
    expect(shown.filter((name) => name.startsWith('Товар'))).toHaveLength(20);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.at(-1)).toBe('Я позади');
    expect(shown.some((name) => name.startsWith('А впереди'))).toBe(false);
  });

  it('filters by category with its subtree, by id or path in any case, brand and unit in any spelling', async () => {
    expect(await names({ category: 'металл/трубы', limit: '100' })).toHaveLength(10);
    const tree = (await server.inject('/api/v1/categories?parent=Металл')).json<{
      items: { id: string }[];
    }>();
    expect(await names({ category: tree.items[0]?.id ?? '', limit: '100' })).toHaveLength(10);
    expect(await names({ category: ['Металл/Трубы', 'Дерево'], limit: '100' })).toHaveLength(15);
    expect(await names({ category: 'Дерево', brand: 'БРЕНД', limit: '100' })).toHaveLength(2);
    expect(await names({ unit: 'килограмм', category: 'Дерево', limit: '100' })).toHaveLength(2);
    expect(await names({ category: 'Нет такой' })).toEqual([]);
    expect(await names({ unit: 'охапка' })).toEqual([]);
    expect(await names({ supplier: 'Нет такого' })).toEqual([]);
  });

  it('shows what was changed since a time', async () => {
    const latest = (await get({ sort: '-updatedAt', limit: '1' })).json<{
      items: { id: string; updatedAt: string }[];
    }>();
    const [first] = latest.items;
    const since = new Date(Date.parse(first?.updatedAt ?? '') + 1).toISOString();
    expect(await names({ updatedSince: since })).toEqual([]);
    await server.inject({
      method: 'PATCH',
      url: `/api/v1/materials/${first?.id}`,
      payload: { name: 'Новее' },
    });
    expect(await names({ updatedSince: since })).toEqual(['Новее']);
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: 'x' }, 'limit'],
    [{ sort: 'sku' }, 'sort'],
    [{ updatedSince: 'yesterday' }, 'updatedSince'],
    [{ updatedSince: '0000-01-01T00:00:00Z' }, 'updatedSince'],
    [{ cursor: 'nonsense' }, 'cursor'],
    [{ cursor: Buffer.from('["name","x","y"]').toString('base64url') }, 'cursor'],
    [
      {
        cursor: Buffer.from(
          '["-updatedAt","2026-02-31T10:00:00.000000Z","0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d"]',
        ).toString('base64url'),
        sort: '-updatedAt',
      },
      'cursor',
    ],
    [{ q: 'x' }, 'q'],
    [{ brand: '\u0000' }, 'brand.0'],
  ])('refuses %j and names the field', async (query, path) => {
    const response = await get(query);
    expect(response.statusCode).toBe(422);
    expect(response.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toEqual([path]);
  });

  it('shows the few that a filter keeps of many, wherever they stand in the order', async () => {
    await server.app.get(DataSource).query(
      `INSERT INTO materials (name, brand, price_amount, price_currency)
       SELECT 'Многое ' || to_char(n, 'FM00000'), 'Частый', n, 'RUB' FROM generate_series(1, 10500) AS n`,
    );
    const few = ['Ящик 1', 'Ящик 2', 'Ящик 3'];
    for (const [i, name] of few.entries())
      await write([{ name, brand: 'Редкий', price: { amount: String(90_000 + i), currency: 'RUB' } }]);
    for (const sort of ['name', 'price']) {
      expect(await names({ sort, brand: 'Редкий', limit: '3' })).toEqual(few);
      expect(await walk({ sort, brand: 'Редкий', limit: '2' })).toEqual(few);
      expect(await names({ sort, brand: 'Частый', limit: '2' })).toEqual(['Многое 00001', 'Многое 00002']);
    }
    expect(await names({ sort: '-updatedAt', brand: 'Редкий' })).toEqual(few.toReversed());
  });

  it('refuses a cursor of another order', async () => {
    const { nextCursor } = (await get({ sort: 'name', limit: '1' })).json<PageBody>();
    expect((await get({ sort: 'price', cursor: nextCursor ?? '' })).statusCode).toBe(422);
  });
});
