import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'light-my-request';
import { DataSource } from 'typeorm';
import { normaliseUnitKey, UnitsService } from '../src/materials/index.js';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

interface Unit {
  code: string;
  aliases: string[];
  okei: string | null;
}

describe.each(STORAGE_COLUMNS)('units ($title)', ({ database }) => {
  let server: TestApp;

  const send = (method: string, url: string, payload?: object): Promise<Response> =>
    server.inject({ method: method as 'POST', url: `/api/v1${url}`, ...(payload && { payload }) });
  const at = (code: string): string => `/units/${encodeURIComponent(code)}`;
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

  it('ships the common units, page by page', async () => {
    const all: Unit[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: Unit[]; nextCursor: string | null } = (
        await send('GET', `/units?limit=25${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(all.map(({ code }) => code)).size).toBe(79);
    expect(all.find(({ code }) => code === 'м2')).toMatchObject({
      okei: '055',
      dimension: 'area',
      factorToBase: 1,
    });
    expect(all.find(({ code }) => code === 'т')).toMatchObject({ okei: '168', factorToBase: 1_000 });
  });

  it('has seeded every spelling under the key that the normaliser makes of it', async () => {
    const rows: { alias_key: string; alias: string }[] = await server.app
      .get(DataSource)
      .query('SELECT alias_key, alias FROM unit_aliases');
    expect(rows.length).toBeGreaterThan(400);
    expect(rows.filter(({ alias, alias_key }) => normaliseUnitKey(alias) !== alias_key)).toEqual([]);
  });

  it.each([
    ['м²', 'м2'],
    ['м2', 'м2'],
    ['кв.м', 'м2'],
    ['кв. м.', 'м2'],
    ['m2', 'м2'],
    ['sq m', 'м2'],
    ['M²', 'м2'],
    ['куб.м', 'м3'],
    ['м³', 'м3'],
    ['m3', 'м3'],
    ['мп', 'пог. м'],
    ['п.м.', 'пог. м'],
    ['пог.м', 'пог. м'],
    ['шт.', 'шт'],
    ['Штука', 'шт'],
    ['pcs', 'шт'],
    ['упаковка', 'упак'],
    ['уп.', 'упак'],
    ['мешок', 'меш'],
    ['тн', 'т'],
    ['KG', 'кг'],
    ['к-т', 'компл'],
    ['рулон', 'рул'],
    ['тыс.шт', 'тыс. шт'],
    ['л.', 'л'],
    ['sq. ft.', 'sq ft'],
    ['Lin. ft', 'ft'],
    ['LBS', 'lb'],
    ['case', 'кор'],
    ['Bundle', 'связ'],
  ])('knows %s as %s', async (text, code) => {
    expect(await server.app.get(UnitsService).resolve(text)).toBe(code);
  });

  it('adds a unit: known from then on, and materials whose unknown text it explains take it', async () => {
    const before = await send('POST', '/materials', { name: 'Щебень', unit: 'Вагон' });
    expect(before.json()).toMatchObject({ unit: null, unitRaw: 'Вагон' });
    const { id } = before.json<{ id: string }>();
    await send('GET', `/materials/${id}`);
    const unit = {
      code: 'ваг',
      name: 'вагон',
      aliases: ['вагон.', 'wagon'],
      okei: null,
      dimension: 'package',
      factorToBase: 1,
    };
    const created = await send('POST', '/units', unit);
    expect([created.statusCode, created.headers.location]).toEqual([201, `/api/v1${at('ваг')}`]);
    expect(created.json()).toEqual({ ...unit, aliases: ['wagon', 'ваг', 'вагон'] });
    expect((await send('GET', `/materials/${id}`)).json()).toMatchObject({
      unit: { code: 'ваг', name: 'вагон', okei: null },
      unitRaw: null,
      version: 2,
    });
    expect(await server.app.get(UnitsService).resolve('WAGON')).toBe('ваг');
    expect((await send('GET', '/materials?unit=wagon')).json<{ items: unknown[] }>().items).toHaveLength(1);
  });

  it('answers 409 to a code or a spelling that is taken, and changes nothing', async () => {
    const unit = { code: 'новая', name: 'новая', dimension: 'count' };
    expect(codeOf(await send('POST', '/units', { ...unit, code: 'м2' }))).toEqual([409, 'duplicate_unit']);
    expect(codeOf(await send('POST', '/units', { ...unit, aliases: ['КВ. М'] }))).toEqual([
      409,
      'duplicate_unit',
    ]);
    expect(codeOf(await send('PATCH', at('кг'), { aliases: ['тонна'] }))).toEqual([409, 'duplicate_unit']);
    expect(await server.app.get(UnitsService).resolve('новая')).toBeNull();
    expect(await server.app.get(UnitsService).resolve('килограмм')).toBe('кг');
  });

  it('takes names as long as they may be', async () => {
    const unit = { code: 'бухточка', name: `${'б'.repeat(50)}${'-'.repeat(49)}о`, dimension: 'count' };
    expect(codeOf(await send('POST', '/units', unit))).toEqual([422, 'validation_failed']);
    const name = `${'б'.repeat(49)}${'-'.repeat(50)}о`;
    expect((await send('POST', '/units', { ...unit, name })).statusCode).toBe(201);
    expect(await server.app.get(UnitsService).resolve(name)).toBe('бухточка');
  });

  it('renames a unit: every material shows it and has a new version at once', async () => {
    const { id } = (await send('POST', '/materials', { name: 'Плёнка', unit: 'рул' })).json<{ id: string }>();
    await send('GET', `/materials/${id}`);
    const patched = await send('PATCH', at('рул'), { name: 'рулончик', aliases: ['рулон', 'рулетка'] });
    expect(patched.json()).toMatchObject({ code: 'рул', name: 'рулончик', okei: '736' });
    expect((await send('GET', `/materials/${id}`)).json()).toMatchObject({
      unit: { name: 'рулончик' },
      version: 2,
    });
    const units = server.app.get(UnitsService);
    expect([await units.resolve('рулетка'), await units.resolve('roll')]).toEqual(['рул', null]);
  });

  it('deletes only what no material has', async () => {
    const { id } = (await send('POST', '/materials', { name: 'Пар', unit: 'Гкал' })).json<{ id: string }>();
    expect(codeOf(await send('DELETE', at('Гкал')))).toEqual([409, 'unit_in_use']);
    await send('DELETE', `/materials/${id}`);
    expect((await send('DELETE', at('Гкал'))).statusCode).toBe(204);
    expect(codeOf(await send('DELETE', at('Гкал')))).toEqual([404, 'unit_not_found']);
    expect(codeOf(await send('PATCH', at('Гкал'), {}))).toEqual([404, 'unit_not_found']);
    expect(await server.app.get(UnitsService).resolve('Гкал')).toBeNull();
  });

  it.each([
    [{ code: '', name: 'x', dimension: 'count' }, 'code'],
    [{ code: '—', name: 'x', dimension: 'count' }, 'code'],
    [{ code: 'x1', name: 'x', dimension: 'magic' }, 'dimension'],
    [{ code: 'x1', name: 'x', dimension: 'count', factorToBase: 0 }, 'factorToBase'],
    [{ code: 'x1', name: 'x', dimension: 'count', okei: '5' }, 'okei'],
    [{ code: 'x1', name: 'x', dimension: 'count', aliases: ['...'] }, 'aliases.0'],
  ])('refuses %j and names the field', async (payload, path) => {
    const response = await send('POST', '/units', payload);
    expect(response.statusCode).toBe(422);
    expect(response.json<{ errors: { path: string }[] }>().errors[0]?.path).toBe(path);
  });
});
