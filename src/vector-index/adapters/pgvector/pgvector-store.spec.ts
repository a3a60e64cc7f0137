import { describe, expect, it } from '@jest/globals';
import { CatalogueDataSource, databaseConfig } from '../../../database/index.js';
import { createEmptyDatabase, createTestDatabase, describeWith } from '../../../../test/support/servers.js';
import { describeVectorIndexContract, type VectorStoreHarness } from '../../testing/vector-index.contract.js';
import type { PgVectorConfig } from '../../vector-index.config.js';
import { PgVectorStore } from './pgvector-store.js';

const CONFIG: PgVectorConfig = {
  type: 'halfvec',
  hnswFrom: 20_000,
  hnswM: 16,
  hnswEfConstruction: 64,
  hnswEfSearch: 100,
};

async function openEmbedded(
  config: PgVectorConfig,
  embedded: boolean,
): Promise<VectorStoreHarness & { store: PgVectorStore }> {
  const database = await createTestDatabase('embedded');
  const dataSource = await CatalogueDataSource.open({
    ...databaseConfig(),
    url: null,
    dataDir: database.env.DATA_DIR ?? '',
  });
  return {
    store: new PgVectorStore(dataSource, config, embedded),
    base: 'vectors',
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}

describeVectorIndexContract('pgvector, exact scan of halfvec', () => openEmbedded(CONFIG, true));
describeVectorIndexContract('pgvector, exact scan of vector', () =>
  openEmbedded({ ...CONFIG, type: 'vector' }, true),
);

/** As on a server: every collection gets its HNSW index as soon as it is made. */
class EagerHnswStore extends PgVectorStore {
  override async create(collection: string, dimensions: number): Promise<void> {
    await super.create(collection, dimensions);
    await this.optimise(collection);
  }
}

describeVectorIndexContract('pgvector, HNSW', async () => {
  const harness = await openEmbedded(CONFIG, false);
  const { dataSource } = harness.store as unknown as { dataSource: CatalogueDataSource };
  return { ...harness, store: new EagerHnswStore(dataSource, { ...CONFIG, hnswFrom: 0 }, false) };
});

describeWith(['postgres15'], 'PostgreSQL without pgvector', () => {
  it('is refused with what to do about it', async () => {
    const database = await createEmptyDatabase(process.env.TEST_POSTGRES15_URL ?? '');
    const dataSource = await CatalogueDataSource.open({
      ...databaseConfig(),
      url: database.env.DATABASE_URL ?? null,
    });
    try {
      const store = new PgVectorStore(dataSource, CONFIG, false);
      await expect(store.prepare()).rejects.toThrow(/pgvector.*QDRANT_URL.*SEMANTIC_ENABLED=false/s);
    } finally {
      await dataSource.destroy();
      await database.drop();
    }
  });
});

describe('names of vector tables', () => {
  it('are checked where they enter the SQL', async () => {
    const store = new PgVectorStore({} as CatalogueDataSource, CONFIG, true);
    await expect(store.drop('vectors_x"; DROP TABLE materials; --')).rejects.toThrow(RangeError);
  });
});
