import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';
import { bootWithMaterials } from './support/word-catalogue.js';

describe.each(STORAGE_COLUMNS)('words that wait for the index ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootWithMaterials(
      database,
      Array.from({ length: 60 }, (_, i) => ({
        sku: `PW-${1_000 + i}`,
        name: `Саморез кровельный ${i}`,
        unit: 'шт',
      })),
    );
  }, 120_000);
  afterAll(() => server?.close());

  it.each(['findable_materials_words_idx', 'lexical_documents_sku_trigram_idx'])(
    'are taken into %s before the indexer rests',
    async (index) => {
      const [row]: { options: string[]; pages: string }[] = await server.app
        .get(DataSource)
        .query(
          `SELECT c.reloptions AS options, gin_clean_pending_list(c.oid)::text AS pages FROM pg_class c WHERE c.oid = $1::regclass`,
          [index],
        );
      expect(row).toEqual({
        options: expect.arrayContaining(['fastupdate=on', 'gin_pending_list_limit=512']),
        pages: '0',
      });
    },
  );
});
