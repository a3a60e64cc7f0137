import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'light-my-request';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

interface Body {
  id: string;
  version: number;
  [field: string]: unknown;
}

const DRAFT = {
  sku: 'CEM-M500-50',
  name: 'Цемент М500 Д0 50 кг',
  description: 'Портландцемент',
  category: 'Сухие смеси / Цемент',
  unit: 'Мешок',
  brand: 'Евроцемент',
  attributes: { grade: 'М500', packWeightKg: 50 },
  price: { amount: '560.5', currency: 'RUB' },
};

describe.each(STORAGE_COLUMNS)('materials ($title)', ({ database }) => {
  let server: TestApp;
  let counter = 0;

  const sku = (): string => `SKU-${(counter += 1)}`;
  const send = (method: string, url: string, payload?: unknown, headers = {}): Promise<Response> =>
    server.inject({
      method: method as 'POST',
      url: `/api/v1${url}`,
      headers,
      ...(payload === undefined ? {} : { payload: payload as object }),
    });
  const create = async (draft: object): Promise<Body> => {
    const response = await send('POST', '/materials', draft);
    expect([response.statusCode, response.body]).toEqual([201, expect.any(String)]);
    return response.json();
  };

  beforeAll(async () => {
    server = await bootApp({ database });
  });
  afterAll(async () => {
    await server.close();
  });

  it('creates a material with its category, unit, Location and ETag', async () => {
    const response = await send('POST', '/materials', DRAFT);
    expect(response.statusCode).toBe(201);
    const body: Body = response.json();
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}7[0-9a-f-]{21}$/),
      sku: 'CEM-M500-50',
      name: 'Цемент М500 Д0 50 кг',
      description: 'Портландцемент',
      category: { id: expect.any(String), name: 'Цемент', path: 'Сухие смеси/Цемент' },
      unit: { code: 'меш', name: 'мешок', okei: null },
      unitRaw: null,
      brand: 'Евроцемент',
      attributes: { grade: 'М500', packWeightKg: 50 },
      price: { amount: '560.50', currency: 'RUB' },
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
      version: 1,
    });
    expect(response.headers.location).toBe(`/api/v1/materials/${body.id}`);
    const got = await send('GET', `/materials/${body.id}`);
    expect([got.statusCode, got.headers['x-cache'], got.headers.etag]).toEqual([
      200,
      'MISS',
      response.headers.etag,
    ]);
    expect(got.json()).toEqual(body);
    expect((await send('GET', `/materials/by-sku/${DRAFT.sku}`)).json()).toEqual(body);
  });

  it('creates the least: a name', async () => {
    expect(await create({ name: '  Гвоздь  ' })).toMatchObject({
      sku: null,
      name: 'Гвоздь',
      description: null,
      category: null,
      unit: null,
      unitRaw: null,
      brand: null,
      attributes: {},
      price: null,
    });
  });

  it.each(['м³', 'м3', 'куб.м', 'm3', 'КУБ. М.', 'м^3', 'cbm', 'кубометр', '㎥'])(
    'takes %s for one unit',
    async (unit) => {
      expect(await create({ name: 'Песок', unit })).toMatchObject({ unit: { code: 'м3' }, unitRaw: null });
    },
  );

  it('keeps an unknown unit text and never refuses it', async () => {
    expect(await create({ name: 'Песок', unit: ' две лопаты ' })).toMatchObject({
      unit: null,
      unitRaw: 'две лопаты',
    });
    expect(await create({ name: 'Песок', unit: '—' })).toMatchObject({ unit: null, unitRaw: '—' });
  });

  it('answers 304 to who has the version, from the cache and from the database', async () => {
    const { id } = await create({ name: 'Кирпич' });
    const first = await send('GET', `/materials/${id}`);
    for (const expected of ['HIT', 'BYPASS']) {
      const again = await send('GET', `/materials/${id}`, undefined, {
        'if-none-match': first.headers.etag,
        ...(expected === 'BYPASS' && { 'cache-control': 'no-cache' }),
      });
      expect([again.statusCode, again.body]).toEqual([304, '']);
      // A server's notification of the write itself may have dropped the entry in between.
      expect(expected === 'HIT' ? ['HIT', 'MISS'] : ['BYPASS']).toContain(again.headers['x-cache']);
    }
  });

  it('answers 404 for what is not there, and 422 for what is no id', async () => {
    const missing = await send('GET', '/materials/0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d');
    expect([missing.statusCode, missing.json<Body>().code]).toEqual([404, 'material_not_found']);
    expect((await send('GET', '/materials/by-sku/nothing')).json<Body>().code).toBe('material_not_found');
    const wrong = await send('GET', '/materials/17');
    expect([wrong.statusCode, wrong.json<Body>().errors]).toEqual([
      422,
      [{ path: 'id', code: 'custom', message: 'Must be a UUID.' }],
    ]);
  });

  it('PUT replaces: what is left out is empty afterwards, and the next read sees it', async () => {
    const { id } = await create({ ...DRAFT, sku: sku() });
    await send('GET', `/materials/${id}`);
    const put = await send('PUT', `/materials/${id}`, { name: 'Цемент М400', unit: 'т' });
    expect(put.json()).toMatchObject({
      sku: null,
      name: 'Цемент М400',
      description: null,
      category: null,
      unit: { code: 'т' },
      brand: null,
      attributes: {},
      price: null,
      version: 2,
    });
    const got = await send('GET', `/materials/${id}`);
    expect([got.json(), got.headers.etag]).toEqual([put.json(), put.headers.etag]);
  });

  it('PATCH changes what it names, null empties, and no change is no new version', async () => {
    const mine = await create({ ...DRAFT, sku: sku() });
    const patched = await send('PATCH', `/materials/${mine.id}`, { brand: null, unit: 'охапка' });
    expect(patched.json()).toEqual({
      ...mine,
      brand: null,
      unit: null,
      unitRaw: 'охапка',
      updatedAt: expect.any(String),
      version: 2,
    });
    const same = await send('PATCH', `/materials/${mine.id}`, { brand: null, name: DRAFT.name });
    expect(same.json()).toEqual(patched.json());
    expect((await send('PATCH', `/materials/${mine.id}`, {})).json()).toEqual(patched.json());
    expect((await send('PATCH', `/materials/${mine.id}`, { name: null })).statusCode).toBe(422);
  });

  it('honours If-Match: 412 with the current ETag, and no category is left behind', async () => {
    const mine = await create({ name: 'Доска' });
    const etag = (await send('GET', `/materials/${mine.id}`)).headers.etag as string;
    const first = await send('PATCH', `/materials/${mine.id}`, { name: 'Доска 2' }, { 'if-match': etag });
    expect(first.statusCode).toBe(200);
    for (const [method, payload] of [
      ['PATCH', { category: 'Нигде' }],
      ['PUT', { name: 'x', category: 'Нигде' }],
      ['DELETE', undefined],
    ] as const) {
      const stale = await send(method, `/materials/${mine.id}`, payload, { 'if-match': etag });
      expect([stale.statusCode, stale.json<Body>().code, stale.headers.etag]).toEqual([
        412,
        'version_mismatch',
        first.headers.etag,
      ]);
    }
    expect((await send('GET', '/categories')).body).not.toContain('Нигде');
    const weak = await send('DELETE', `/materials/${mine.id}`, undefined, {
      'if-match': `W/${String(first.headers.etag)}`,
    });
    expect(weak.statusCode).toBe(412);
    const gone = await send('DELETE', `/materials/${mine.id}`, undefined, {
      'if-match': `"other", ${String(first.headers.etag)}`,
    });
    expect([gone.statusCode, gone.body]).toEqual([204, '']);
    expect((await send('GET', `/materials/${mine.id}`)).statusCode).toBe(404);
    expect((await send('DELETE', `/materials/${mine.id}`)).statusCode).toBe(404);
    expect((await send('PUT', `/materials/${mine.id}`, { name: 'x' })).statusCode).toBe(404);
  });

  it('finds by SKU what has it now, after it moved', async () => {
    const [a, b] = [sku(), sku()];
    const one = await create({ name: 'Первый', sku: a });
    const idOf = async (wanted: string): Promise<unknown> =>
      (await send('GET', `/materials/by-sku/${wanted}`)).json<Body>().id;
    expect(await idOf(a)).toBe(one.id);
    expect(await idOf(b)).toBeUndefined();
    await send('PATCH', `/materials/${one.id}`, { sku: b });
    const two = await create({ name: 'Второй', sku: a });
    expect([await idOf(a), await idOf(b)]).toEqual([two.id, one.id]);
    await send('DELETE', `/materials/${one.id}`);
    expect(await idOf(b)).toBeUndefined();
  });

  it('answers 409 for a SKU in use, one of many at the same moment too', async () => {
    const taken = sku();
    const responses = await Promise.all(
      Array.from({ length: 8 }, () => send('POST', '/materials', { name: 'Саморез', sku: taken })),
    );
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([
      201,
      ...Array<number>(7).fill(409),
    ]);
    const other = await create({ name: 'Саморез' });
    const patch = await send('PATCH', `/materials/${other.id}`, { sku: taken });
    expect([patch.statusCode, patch.json<Body>().code, patch.json<Body>().errors]).toEqual([
      409,
      'duplicate_sku',
      [{ path: 'sku', code: 'duplicate_sku', message: 'Is taken.' }],
    ]);
  });

  it('gives one category to many who create it at the same moment', async () => {
    const responses = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        send('POST', '/materials', { name: 'Труба', category: n % 2 ? 'Трубы/Медные' : 'трубы/МЕДНЫЕ' }),
      ),
    );
    expect(responses.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(201));
    const ids = responses.map((response) => response.json<{ category: { id: string } }>().category.id);
    expect(new Set(ids).size).toBe(1);
  });
});
