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

/** A server with pgvector: its databases are made and dropped here. None of the servers of the set-up has it. */
const serverUrl = process.env.TEST_PGVECTOR_URL;

async function openServer(): Promise<VectorStoreHarness & { dataSource: CatalogueDataSource }> {
  const database = await createEmptyDatabase(serverUrl ?? '');
  const dataSource = await CatalogueDataSource.open({
    ...databaseConfig(),
    url: database.env.DATABASE_URL ?? null,
  });
  return {
    dataSource,
    store: new PgVectorStore(dataSource, CONFIG, false),
    base: 'vectors',
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}

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

// `TEST_PGVECTOR_URL=… npm test` runs the suite against a real server with pgvector.
if (serverUrl) {
  describeVectorIndexContract('pgvector on a server (TEST_PGVECTOR_URL), exact', openServer);
  describeVectorIndexContract('pgvector on a server (TEST_PGVECTOR_URL), HNSW', async () => {
    const harness = await openServer();
    return {
      ...harness,
      store: new EagerHnswStore(harness.dataSource, { ...CONFIG, hnswFrom: 0 }, false),
    };
  });
}

describe('PgVectorStore', () => {
  const collection = 'vectors_broken_1';
  const isValid = async (dataSource: CatalogueDataSource): Promise<boolean | undefined> => {
    const rows: { valid: boolean }[] = await dataSource.query(
      'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)',
      [`${collection}_hnsw`],
    );
    return rows[0]?.valid;
  };

  it('builds anew an index whose building was killed', async () => {
    const harness = await openEmbedded(CONFIG, false);
    const { dataSource } = harness.store as unknown as { dataSource: CatalogueDataSource };
    try {
      const store = new PgVectorStore(dataSource, { ...CONFIG, hnswFrom: 0 }, false);
      await store.prepare();
      await store.create(collection, 8);
      await store.optimise(collection);
      // What a killed CREATE INDEX CONCURRENTLY leaves.
      await dataSource.query('UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass($1)', [
        `${collection}_hnsw`,
      ]);
      await new PgVectorStore(dataSource, { ...CONFIG, hnswFrom: 0 }, false).optimise(collection);
      expect(await isValid(dataSource)).toBe(true);
    } finally {
      await harness.close();
    }
  });

  it('refuses a pgvector that is too old, and says what to do', async () => {
    const old = {
      query: (sql: string) => Promise.resolve(/extversion/.test(sql) ? [{ version: '0.7.4' }] : [{}]),
      transaction: (work: (manager: unknown) => Promise<void>) => work(old),
    };
    const store = new PgVectorStore(old as unknown as CatalogueDataSource, CONFIG, false);
    await expect(store.prepare()).rejects.toThrow(/pgvector 0\.7\.4.*0\.8.*ALTER EXTENSION vector UPDATE/s);
  });
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
