import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { IndexingAdmin } from '../../src/indexing/index.js';
import type { SearchResponse } from '../../src/search/dto/search-response.js';
import { bootApp, type TestApp } from './app.js';
import { STORAGE_COLUMNS, type DatabaseKind } from './servers.js';

export interface WordHit {
  name: string;
  confidence: string;
  score: number;
}

/** Boots the program over a catalogue of these materials, its words indexed. */
export async function bootWithMaterials(database: DatabaseKind, items: readonly object[]): Promise<TestApp> {
  // A first question compiles the rules: a busy machine must not make the program go on without words.
  const server = await bootApp({ database, env: { SEARCH_LEXICAL_TIMEOUT_MS: '60000' } });
  const response = await server.inject({
    method: 'POST',
    url: '/api/v1/materials/batch',
    payload: { mode: 'create', items },
  });
  expect(response.statusCode).toBe(200);
  await server.app.get(IndexingAdmin, { strict: false }).drain();
  return server;
}

/** Names by the path of their category. */
export type NamedCatalogue = Readonly<Record<string, readonly string[]>>;

/**
 * Tests of word search over materials of which only the name and the category matter, on the embedded database and on a server.
 *
 * @param tests declares them; `ask` gives the first page for a query.
 */
export function describeWordSearch(
  title: string,
  catalogue: NamedCatalogue,
  tests: (ask: (q: string) => Promise<WordHit[]>) => void,
): void {
  describe.each(STORAGE_COLUMNS)(`${title} ($title)`, ({ database }) => {
    let server: TestApp;

    beforeAll(async () => {
      server = await bootWithMaterials(database, namedItems(catalogue));
    }, 120_000);
    afterAll(() => server?.close());

    tests((q) => askByWords(server, q));
  });
}

export function namedItems(catalogue: NamedCatalogue): { name: string; category: string; unit: string }[] {
  return Object.entries(catalogue).flatMap(([category, names]) =>
    names.map((name) => ({ name, category, unit: 'шт' })),
  );
}

/** The first page of what word search answers. */
export async function askByWords(server: TestApp, q: string): Promise<WordHit[]> {
  const response = await server.inject({ url: '/api/v1/search', query: { q, mode: 'lexical' } });
  expect(response.statusCode).toBe(200);
  const { items } = response.json<SearchResponse>();
  return items.map(({ material, confidence, score }) => ({ name: material.name, confidence, score }));
}
