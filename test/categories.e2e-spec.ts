import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'light-my-request';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

interface Node {
  id: string;
  name: string;
  path: string;
  parentId: string | null;
  version: number;
  children: Node[];
}

describe.each(STORAGE_COLUMNS)('categories ($title)', ({ database }) => {
  let server: TestApp;

  const send = (method: string, url: string, payload?: object, headers = {}): Promise<Response> =>
    server.inject({ method: method as 'POST', url: `/api/v1${url}`, headers, ...(payload && { payload }) });
  const make = async (path: string): Promise<Node> => {
    const response = await send('POST', '/categories', { path });
    expect(response.statusCode).toBe(201);
    return response.json();
  };
  const codeOf = (response: Response): unknown[] => [
    response.statusCode,
    response.json<{ code: string }>().code,
  ];

  beforeAll(async () => {
    server = await bootApp({ database });
  });
  afterAll(async () => {
    await server.close();
  });

  it('creates by path with the levels above, and under a parent; shows the tree', async () => {
    const pipes = await make(' Металл /  Трубы стальные ');
    expect(pipes).toMatchObject({ name: 'Трубы стальные', path: 'Металл/Трубы стальные', version: 1 });
    const response = await send('POST', '/categories', { name: 'ВГП', parentId: pipes.id });
    expect(response.json()).toMatchObject({ path: 'Металл/Трубы стальные/ВГП', parentId: pipes.id });
    expect(response.headers.location).toBe(`/api/v1/categories/${response.json<Node>().id}`);
    const got = await send('GET', `/categories/${pipes.id}`);
    expect([got.statusCode, got.json()]).toEqual([200, pipes]);

    const tree: { items: Node[]; nextCursor: null } = (await send('GET', '/categories')).json();
    const metal = tree.items.find(({ name }) => name === 'Металл');
    expect(metal?.children.map(({ name, children }) => [name, children.map((child) => child.name)])).toEqual([
      ['Трубы стальные', ['ВГП']],
    ]);
    const one: { items: Node[] } = (await send('GET', '/categories?depth=1&parent=металл')).json();
    expect(one.items).toEqual([{ ...pipes, children: [] }]);
  });

  it('answers 409 to a name that the level has, in any letter case, and 422 to a parent that is not there', async () => {
    await make('Дерево/Доска');
    expect(codeOf(await send('POST', '/categories', { path: 'дерево/ДОСКА' }))).toEqual([
      409,
      'duplicate_category',
    ]);
    const missing = await send('POST', '/categories', {
      name: 'x',
      parentId: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
    });
    expect([missing.statusCode, missing.json<{ errors: { path: string }[] }>().errors[0]?.path]).toEqual([
      422,
      'parentId',
    ]);
    for (const payload of [
      {},
      { path: '/' },
      { path: 'a', name: 'b' },
      { path: 'a', parentId: null },
      { name: 'a/b' },
      { path: Array(11).fill('a').join('/') },
    ]) {
      expect((await send('POST', '/categories', payload)).statusCode).toBe(422);
    }
  });

  it('makes one of many created at the same moment', async () => {
    const responses = await Promise.all(
      Array.from({ length: 8 }, () => send('POST', '/categories', { path: 'Гонка/Общая' })),
    );
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([
      201,
      ...Array<number>(7).fill(409),
    ]);
  });

  it('renames and moves with everything below; every material shows it and has a new version at once', async () => {
    const from = await make('Отделка/Краски/Фасадные');
    const created = await send('POST', '/materials', { name: 'Краска', category: from.path });
    const { id } = created.json<Node>();
    expect((await send('GET', `/materials/${id}`)).statusCode).toBe(200);
    const paints = (await send('GET', `/categories/${from.parentId}`)).json<Node>();
    const home = await make('Лакокрасочные');

    const moved = await send('PATCH', `/categories/${paints.id}`, {
      name: 'Краски и эмали',
      parentId: home.id,
    });
    expect(moved.json()).toMatchObject({
      path: 'Лакокрасочные/Краски и эмали',
      parentId: home.id,
      version: 2,
    });
    const after = await send('GET', `/materials/${id}`);
    expect(after.json()).toMatchObject({
      category: { id: from.id, path: 'Лакокрасочные/Краски и эмали/Фасадные' },
      version: 2,
    });
    expect(after.headers.etag).not.toBe(created.headers.etag);
    const root = await send('PATCH', `/categories/${paints.id}`, { parentId: null });
    expect(root.json()).toMatchObject({ path: 'Краски и эмали', parentId: null });
    expect((await send('GET', `/materials/${id}`)).json()).toMatchObject({
      category: { path: 'Краски и эмали/Фасадные' },
      version: 3,
    });
  });

  it('refuses a cycle, also one that two moves would make together', async () => {
    const a = await make('Круг А');
    const b = await make('Круг А/Б');
    expect(codeOf(await send('PATCH', `/categories/${a.id}`, { parentId: b.id }))).toEqual([
      409,
      'category_cycle',
    ]);
    expect(codeOf(await send('PATCH', `/categories/${a.id}`, { parentId: a.id }))).toEqual([
      409,
      'category_cycle',
    ]);
    for (let round = 0; round < 5; round += 1) {
      const [x, y] = [await make(`X${round}`), await make(`Y${round}`)];
      const both = await Promise.all([
        send('PATCH', `/categories/${x.id}`, { parentId: y.id }),
        send('PATCH', `/categories/${y.id}`, { parentId: x.id }),
      ]);
      expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    }
  });

  it('answers 409 to a move onto a taken name, 412 to a stale If-Match, 404 to what is not there', async () => {
    const one = await make('Крепёж/Болты');
    await make('Крепёж/Гайки');
    expect(codeOf(await send('PATCH', `/categories/${one.id}`, { name: 'гайки' }))).toEqual([
      409,
      'duplicate_category',
    ]);
    const etag = (await send('GET', `/categories/${one.id}`)).headers.etag;
    expect(
      (await send('PATCH', `/categories/${one.id}`, { name: 'Болты М' }, { 'if-match': etag })).statusCode,
    ).toBe(200);
    expect(
      codeOf(await send('PATCH', `/categories/${one.id}`, { name: 'Болты' }, { 'if-match': etag })),
    ).toEqual([412, 'version_mismatch']);
    const nowhere = '/categories/0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d';
    expect(codeOf(await send('GET', nowhere))).toEqual([404, 'category_not_found']);
    expect(codeOf(await send('PATCH', nowhere, { name: 'x' }))).toEqual([404, 'category_not_found']);
    expect(codeOf(await send('DELETE', nowhere))).toEqual([404, 'category_not_found']);
  });

  it('deletes only what nothing is filed under', async () => {
    const leaf = await make('Удалить/Лист');
    const created = await send('POST', '/materials', { name: 'Внутри', category: leaf.path });
    expect(codeOf(await send('DELETE', `/categories/${leaf.id}`))).toEqual([409, 'category_in_use']);
    expect(codeOf(await send('DELETE', `/categories/${leaf.parentId}`))).toEqual([409, 'category_in_use']);
    await send('DELETE', `/materials/${created.json<Node>().id}`);
    expect((await send('DELETE', `/categories/${leaf.id}`)).statusCode).toBe(204);
    expect((await send('DELETE', `/categories/${leaf.parentId}`)).statusCode).toBe(204);
  });

  it('refuses a path too long for its index with 422, not 500', async () => {
    const noise = (seed: number): string =>
      Array.from({ length: 195 }, (_, n) =>
        String.fromCodePoint(0x4e00 + ((n * 7919 + seed * 104_729) % 20_000)),
      ).join('');
    let parentId: string | null = null;
    const statuses: number[] = [];
    for (let level = 0; level < 8; level += 1) {
      const response = await send('POST', '/categories', { name: noise(level), parentId });
      statuses.push(response.statusCode);
      if (response.statusCode !== 201) break;
      parentId = response.json<Node>().id;
    }
    expect(statuses.at(-1)).toBe(422);
  });
});
