import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'light-my-request';
import { DataSource } from 'typeorm';
import { bootApp, type TestApp } from './support/app.js';
import { describeWith, STORAGE_COLUMNS, uniquePrefix } from './support/servers.js';

/** The first question compiles the rules: a busy machine must not make the program go on without words. */
const PATIENT = { SEARCH_LEXICAL_TIMEOUT_MS: '60000' };

interface Rule {
  id: string;
  terms: string[];
  also: string[];
  weight: number;
  enabled: boolean;
  origin: string;
  changed: boolean;
}
interface RulePage {
  items: Rule[];
  nextCursor: string | null;
}

async function send(server: TestApp, method: string, path: string, payload?: object): Promise<Response> {
  return server.inject({ method: method as 'POST', url: `/api/v1${path}`, ...(payload && { payload }) });
}

/** Names that word search finds. */
async function found(server: TestApp, q: string): Promise<string[]> {
  const response = await send(server, 'GET', `/search?mode=lexical&q=${encodeURIComponent(q)}`);
  expect(response.statusCode).toBe(200);
  const { items } = response.json<{ items: { material: { name: string } }[] }>();
  return items.map(({ material }) => material.name);
}

async function fill(server: TestApp): Promise<void> {
  for (const name of ['Затирка для швов белая 2 кг', 'Ведро строительное 12 л', 'Пеноплэкс Комфорт 50 мм']) {
    expect((await send(server, 'POST', '/materials', { name })).statusCode).toBe(201);
  }
}

describe.each(STORAGE_COLUMNS)('synonyms ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootApp({ database, env: PATIENT });
    await fill(server);
  });
  afterAll(() => server.close());

  it('ships a few hundred rules, page by page, and finds them by a term', async () => {
    const all: Rule[] = [];
    let cursor: string | null = null;
    do {
      const page: RulePage = (
        await send(server, 'GET', `/synonyms?limit=100${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(all.length).toBeGreaterThan(400);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.every(({ origin, enabled, changed }) => origin === 'shipped' && enabled && !changed)).toBe(
      true,
    );
    const { items } = (
      await send(server, 'GET', '/synonyms?q=%D0%91%D0%BE%D0%BB%D0%B3%D0%B0%D1%80%D0%BA%D0%B0')
    ).json<RulePage>();
    expect(items.some(({ terms }) => terms.includes('ушм'))).toBe(true);
  });

  it('applies a two-way rule to the very next search, although that answer was kept', async () => {
    expect(await found(server, 'шпунтяга')).toEqual([]);
    await found(server, 'шпунтяга'); // Kept by now.
    const created = await send(server, 'POST', '/synonyms', { terms: ['шпунтяга', 'ведро'] });
    expect(created.statusCode).toBe(201);
    const { id } = created.json<Rule>();
    expect(created.headers.location).toBe(`/api/v1/synonyms/${id}`);
    expect(created.json()).toMatchObject({ origin: 'custom', enabled: true, weight: 0.97, also: [] });
    expect(await found(server, 'шпунтяга')).toEqual(['Ведро строительное 12 л']);

    expect((await send(server, 'PATCH', `/synonyms/${id}`, { enabled: false })).statusCode).toBe(200);
    expect(await found(server, 'шпунтяга')).toEqual([]);
    expect((await send(server, 'PATCH', `/synonyms/${id}`, { enabled: true, terms: ['шпунтяга', 'затирка'] })).json()).toMatchObject({ terms: ['шпунтяга', 'затирка'] }); // prettier-ignore
    expect(await found(server, 'шпунтяга')).toEqual(['Затирка для швов белая 2 кг']);
    expect((await send(server, 'DELETE', `/synonyms/${id}`)).statusCode).toBe(204);
    expect(await found(server, 'шпунтяга')).toEqual([]);
    expect((await send(server, 'GET', `/synonyms/${id}`)).statusCode).toBe(404);
  });

  it('finds one way only where the rule is one-way', async () => {
    const { id } = (
      await send(server, 'POST', '/synonyms', { terms: ['замазюка'], also: ['затирка'], weight: 0.9 })
    ).json<Rule>();
    await send(server, 'POST', '/materials', { name: 'Замазюка универсальная' });
    expect(await found(server, 'замазюка')).toContain('Затирка для швов белая 2 кг');
    expect(await found(server, 'затирка')).not.toContain('Замазюка универсальная');
    await send(server, 'DELETE', `/synonyms/${id}`);
  });

  it('switches a shipped rule off and on again, and deleting it only switches it off', async () => {
    const { items } = (await send(server, 'GET', `/synonyms?q=xps&limit=100`)).json<RulePage>();
    const rule = items.find(({ terms }) => terms.includes('xps') && terms.includes('пеноплэкс'));
    if (!rule) throw new Error('The shipped rule for XPS is missing.');
    expect(await found(server, 'xps')).toEqual(['Пеноплэкс Комфорт 50 мм']);
    expect((await send(server, 'DELETE', `/synonyms/${rule.id}`)).statusCode).toBe(204);
    expect(await found(server, 'xps')).toEqual([]);
    expect((await send(server, 'GET', `/synonyms/${rule.id}`)).json()).toMatchObject({
      enabled: false,
      changed: true,
      origin: 'shipped',
    });
    await send(server, 'PATCH', `/synonyms/${rule.id}`, { enabled: true });
    expect(await found(server, 'xps')).toEqual(['Пеноплэкс Комфорт 50 мм']);
  });

  it('obeys a rule written past the program, in psql say', async () => {
    await found(server, 'дрындулет');
    await server.app
      .get(DataSource)
      .query(
        `INSERT INTO synonyms (terms, also, weight, rule_key) VALUES ('{дрындулет,ведро}', '{}', 0.9, 'psql')`,
      );
    const response = await server.inject({
      url: `/api/v1/search?mode=lexical&q=${encodeURIComponent('дрындулет')}`,
      headers: { 'cache-control': 'no-cache' },
    });
    expect(response.json<{ total: number }>().total).toBe(1);
  });

  it.each([
    ['without a second term', { terms: ['ведро'] }, 'terms'],
    ['whose terms are the same', { terms: ['Ёлка', 'елка'] }, 'terms'],
    ['of a term without a word', { terms: ['ведро', '?!'] }, 'terms.1'],
    ['that finds nothing it could', { terms: ['ведро'], also: ['и'] }, 'also.0'],
    ['of an unknown field', { terms: ['ведро', 'бадья'], kind: 'x' }, 'kind'],
    ['of too much weight', { terms: ['ведро', 'бадья'], weight: 2 }, 'weight'],
  ])('refuses a rule %s, naming the field', async (_, body, path) => {
    const response = await send(server, 'POST', '/synonyms', body);
    expect(response.statusCode).toBe(422);
    expect(response.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toContain(path);
  });

  it('refuses the same rule twice, in any order and case, shipped ones included', async () => {
    const { id } = (await send(server, 'POST', '/synonyms', { terms: ['бадья', 'ушат'] })).json<Rule>();
    const again = await send(server, 'POST', '/synonyms', { terms: ['УШАТ', 'бадья'] });
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'duplicate_synonym']);
    await send(server, 'DELETE', `/synonyms/${id}`);
    const shipped = (await send(server, 'GET', '/synonyms?origin=shipped&limit=1')).json<RulePage>().items[0];
    const { terms, also } = shipped as Rule;
    expect((await send(server, 'POST', '/synonyms', { terms, also })).statusCode).toBe(409);
    expect(
      (await send(server, 'PATCH', '/synonyms/0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d', {})).statusCode,
    ).toBe(404);
  });
});

describeWith(['postgres', 'redis'], 'synonyms in two instances', () => {
  let one: TestApp;
  let two: TestApp;

  beforeAll(async () => {
    const shared = { ...PATIENT, CACHE_PREFIX: uniquePrefix() };
    one = await bootApp({ database: 'postgres', redis: true, env: shared });
    const { url } = one.app.get(DataSource).options as { url: string };
    two = await bootApp({ database: 'postgres', redis: true, env: { ...shared, DATABASE_URL: url } });
    await fill(one);
  });
  afterAll(async () => {
    await two.close();
    await one.close();
  });

  it('are in force in the other instance once acknowledged, its kept answers included', async () => {
    expect(await found(two, 'шпунтяга')).toEqual([]);
    await found(two, 'шпунтяга'); // Kept by now, unless a notification of the filling came late.
    const { id } = (await send(one, 'POST', '/synonyms', { terms: ['шпунтяга', 'ведро'] })).json<Rule>();
    expect(await found(two, 'шпунтяга')).toEqual(['Ведро строительное 12 л']);
    await send(two, 'DELETE', `/synonyms/${id}`);
    expect(await found(one, 'шпунтяга')).toEqual([]);
  });
});
