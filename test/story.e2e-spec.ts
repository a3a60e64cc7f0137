import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

interface Found {
  items: { material: { id: string; name: string; sku: string | null } }[];
  total: number;
  degraded: string[];
  query: { corrections: { kind: string }[] };
  facets: { category?: { value: string; count: number }[] };
}

/** What the README tells a newcomer to do, over real HTTP, from an empty catalogue. */
describe.each(STORAGE_COLUMNS)('the whole story ($title)', ({ database }) => {
  let server: TestApp;
  let url: string;

  beforeAll(async () => {
    server = await bootApp({ database, semantic: true });
    url = await server.listen();
  });
  afterAll(async () => {
    await server.close();
  });

  async function search(query: Record<string, string>): Promise<Found> {
    const response = await fetch(`${url}/api/v1/search?${new URLSearchParams(query).toString()}`);
    expect(response.status).toBe(200);
    return (await response.json()) as Found;
  }

  async function until(what: string, check: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 100_000;
    while (!(await check())) {
      if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  it('imports the sample, once, however often it is sent', async () => {
    const send = async (): Promise<{ id: string }> => {
      const form = new FormData();
      form.set('supplier', 'Демо');
      form.set('file', new Blob([await readFile('sample/materials.csv')]), 'materials.csv');
      const response = await fetch(`${url}/api/v1/imports`, { method: 'POST', body: form });
      expect(response.status).toBe(202);
      return (await response.json()) as { id: string };
    };
    const { id } = await send();
    let job: Record<string, unknown> = {};
    await until('the import has ended', async () => {
      job = (await (await fetch(`${url}/api/v1/imports/${id}`)).json()) as Record<string, unknown>;
      return job.status !== 'queued' && job.status !== 'running';
    });
    expect(job).toMatchObject({ status: 'completed', created: 813, rejected: 0 });
    expect((await send()).id).toBe(id);
  }, 120_000);

  it('finds an import by words as soon as they are indexed, and by meaning when the indexer is through', async () => {
    await until('the words are indexed', async () => {
      const { items } = await search({ q: 'цемент м500 50 кг', mode: 'lexical' });
      return items[0]?.material.sku === 'EC-M500-50';
    });
    await until('the indexer is through', async () => {
      const report = (await (await fetch(`${url}/health?fresh=true`)).json()) as {
        details: { indexer: { backlog: number } };
      };
      return report.details.indexer.backlog === 0;
    });
    const attic = await search({ q: 'чем утеплить чердак', limit: '5' });
    expect(attic.degraded).toEqual([]);
    expect(attic.items.some(({ material }) => /вата|утеплитель|эковата/i.test(material.name))).toBe(true);
  }, 120_000);

  it('reads the wrong keyboard layout and sizes, and counts categories exactly', async () => {
    const layout = await search({ q: 'wtvtyn v500', limit: '3' });
    expect(layout.query.corrections.map(({ kind }) => kind)).toContain('layout');
    expect(layout.items[0]?.material.name).toMatch(/^Цемент/);
    const board = await search({ q: 'доска 50 на 150', facets: 'category', limit: '3' });
    expect(board.items[0]?.material.name).toMatch(/доска/i);
    const counted = (board.facets.category ?? []).reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBeGreaterThan(0);
  });

  it('finds a new material with the very next search, and never after it is deleted', async () => {
    const created = await fetch(`${url}/api/v1/materials`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sku: 'DEMO-1',
        name: 'Утеплитель эковата 15 кг',
        category: 'Теплоизоляция/Эковата',
        unit: 'меш',
        price: { amount: '890.00', currency: 'RUB' },
      }),
    });
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    const ids = async (): Promise<string[]> =>
      (await search({ q: 'эковата 15 кг' })).items.map(({ material }) => material.id);
    expect(await ids()).toContain(id);
    expect((await fetch(`${url}/api/v1/materials/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await ids()).not.toContain(id);
  });
});
