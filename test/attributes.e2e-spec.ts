import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { IndexingAdmin } from '../src/indexing/index.js';
import { LexicalIndex } from '../src/lexical-index/index.js';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

interface Body {
  id: string;
  version: number;
  attributes: Record<string, unknown>;
}

describe.each(STORAGE_COLUMNS)('attributes from names ($title)', ({ database }) => {
  let server: TestApp;

  const send = async (method: string, path: string, payload?: object): Promise<Body> => {
    const response = await server.inject({ method: method as 'POST', url: `/api/v1/materials${path}`, ...(payload && { payload }) }); // prettier-ignore
    expect(response.statusCode).toBeLessThan(300);
    return response.json<Body>();
  };
  const stored = async (id: string): Promise<{ given: unknown; derived: unknown }> => {
    const rows: { given: unknown; derived: unknown }[] = await server.app.get(DataSource).query(
      `SELECT m.attributes AS given, d.attributes AS derived
       FROM materials m LEFT JOIN lexical_documents d ON d.material_id = m.id WHERE m.id = $1`,
      [id],
    );
    return rows[0] as { given: unknown; derived: unknown };
  };

  beforeAll(async () => {
    server = await bootApp({ database });
  });
  afterAll(() => server.close());

  it('are told with the first answer, the same in the next, and stored apart from what was given', async () => {
    const created = await send('POST', '', { name: 'Цемент М500 Д0 50 кг', attributes: { colour: 'серый' } });
    expect(created.attributes).toEqual({ grade: 'М500', packWeightKg: 50, colour: 'серый' });
    expect((await send('GET', `/${created.id}`)).attributes).toEqual(created.attributes);
    expect(await stored(created.id)).toEqual({
      given: { colour: 'серый' },
      derived: { grade: 'М500', packWeightKg: 50 },
    });
  });

  it('never replace what was given', async () => {
    const { attributes } = await send('POST', '', {
      name: 'Смесь М150 40 кг',
      attributes: { packWeightKg: 39 },
    });
    expect(attributes).toEqual({ grade: 'М150', packWeightKg: 39 });
  });

  it('follow the name, also when all attributes were written back as they had been read', async () => {
    const { id, attributes } = await send('POST', '', { name: 'Пескобетон М300 40 кг' });
    const written = await send('PUT', `/${id}`, {
      name: 'Пескобетон М300 40 кг',
      attributes: { ...attributes, colour: 'серый' },
    });
    expect(written.attributes).toEqual({ grade: 'М300', packWeightKg: 40, colour: 'серый' });
    const renamed = await send('PATCH', `/${id}`, { name: 'Пескобетон М200 25 кг' });
    expect(renamed.attributes).toEqual({ grade: 'М200', packWeightKg: 25, colour: 'серый' });
    expect(await stored(id)).toEqual({
      given: { colour: 'серый' },
      derived: { grade: 'М200', packWeightKg: 25 },
    });
  });

  it('are not written again with the rest of the document for a new price, but for a new name', async () => {
    const { id } = await send('POST', '', { name: 'Гвоздь 4х120', sku: 'GW-120' });
    const written = async (): Promise<unknown> => {
      await server.app.get(LexicalIndex, { strict: false }).index([id]);
      return server.app
        .get(DataSource)
        .query('SELECT xmin::text FROM lexical_documents WHERE material_id = $1', [id]);
    };
    const first = await written();
    await send('PATCH', `/${id}`, { price: { amount: '12.50', currency: 'RUB' } });
    expect(await written()).toEqual(first);
    await send('PATCH', `/${id}`, { name: 'Шуруп 5х150' });
    expect(await written()).not.toEqual(first);
  });

  it('are there for rows written past the program', async () => {
    const dataSource = server.app.get(DataSource);
    const [{ id }] = await dataSource.query<{ id: string }[]>(
      `INSERT INTO materials (name) VALUES ('Арматура А500С Ø12 11,7 м') RETURNING id`,
    ) as [{ id: string }]; // prettier-ignore
    const expected = { diameterMm: 12, lengthsMm: [11700], rebarClass: 'А500С' };
    expect((await send('GET', `/${id}`)).attributes).toEqual(expected);
    await server.app.get(LexicalIndex, { strict: false }).indexAll();
    expect((await stored(id)).derived).toEqual(expected);
  });

  it('of an earlier analysis are found to be outdated, and read anew', async () => {
    const { id } = await send('POST', '', { name: 'Автомат двухполюсный C16' });
    const index = server.app.get(LexicalIndex, { strict: false });
    expect(await index.outdated(null, 10)).toEqual([]);
    const sql = (statement: string): Promise<unknown> => server.app.get(DataSource).query(statement, [id]);
    await sql(
      "UPDATE lexical_documents SET analysis = 0, vector = '', attributes = '{}' WHERE material_id = $1",
    );
    expect(await index.outdated(null, 10)).toEqual([id]);
    expect(await index.outdated(id, 10)).toEqual([]);

    const admin = server.app.get(IndexingAdmin, { strict: false });
    expect((await admin.verify({ repair: true })).named).toEqual([
      { materialId: id, index: 'lexical', kind: 'outdated', fields: ['analysis'] },
    ]);
    expect(await index.outdated(null, 10)).toEqual([]);
    expect((await stored(id)).derived).toEqual({ poles: 2, currentA: 16, tripCurve: 'C' });
  });
});
