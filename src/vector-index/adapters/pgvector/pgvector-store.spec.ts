import { describe, expect, it } from '@jest/globals';
import { CatalogueDataSource, databaseConfig, type DatabaseConfig } from '../../../database/index.js';
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
  buildMemoryMb: 64,
};

/** A server with pgvector: its databases are made and dropped here. None of the servers of the set-up has it. */
const serverUrl = process.env.TEST_PGVECTOR_URL;

async function openServer(
  more: Partial<DatabaseConfig> = {},
): Promise<VectorStoreHarness & { dataSource: CatalogueDataSource }> {
  const database = await createEmptyDatabase(serverUrl ?? '');
  const dataSource = await CatalogueDataSource.open({
    ...databaseConfig(),
    ...more,
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

async function isValid(dataSource: CatalogueDataSource, collection: string): Promise<boolean | undefined> {
  const rows: { valid: boolean }[] = await dataSource.query(
    'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)',
    [`${collection}_hnsw`],
  );
  return rows[0]?.valid;
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
  describeVectorIndexContract('pgvector on a server (TEST_PGVECTOR_URL), exact', () => openServer());
  describeVectorIndexContract('pgvector on a server (TEST_PGVECTOR_URL), HNSW', async () => {
    const harness = await openServer();
    return {
      ...harness,
      store: new EagerHnswStore(harness.dataSource, { ...CONFIG, hnswFrom: 0 }, false),
    };
  });
}

if (serverUrl) {
  describe('HNSW index on a server', () => {
    const collection = 'vectors_large_1';
    /** A store of vectors enough for their index to take longer than a statement may. */
    const openLarge = async (): Promise<Awaited<ReturnType<typeof openServer>>> => {
      const harness = await openServer({ statementTimeoutMs: 1_000 });
      const store = new PgVectorStore(harness.dataSource, { ...CONFIG, hnswFrom: 0 }, false);
      await store.prepare();
      await store.create(collection, 64);
      for (let batch = 0; batch < 10; batch++) {
        await harness.dataSource.query(
          `INSERT INTO "${collection}" SELECT gen_random_uuid(),
             (SELECT array_agg(random() + 0 * (n + d))::halfvec(64) FROM generate_series(1, 64) AS d), '', 1, '{}', NULL, NULL, '{}', NULL
           FROM generate_series(1, 2000) AS n`,
        );
      }
      return { ...harness, store };
    };
    const isBuilding = async (dataSource: CatalogueDataSource): Promise<boolean> => {
      const rows: unknown[] = await dataSource.query('SELECT 1 FROM pg_stat_progress_create_index');
      return rows.length > 0;
    };
    const settings = (dataSource: CatalogueDataSource): Promise<unknown> =>
      dataSource.query(
        `SELECT current_setting('statement_timeout') AS timeout, current_setting('maintenance_work_mem') AS memory,
           (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS locks`,
      );

    it('is built whatever the statement timeout, and the session is handed back as it was', async () => {
      const harness = await openLarge();
      const { store, dataSource } = harness;
      try {
        const before = await settings(dataSource);
        expect(await store.optimise(collection)).toBe(true);
        expect(await isValid(dataSource, collection)).toBe(true);
        expect(await settings(dataSource)).toEqual(before);
      } finally {
        await harness.close();
      }
    });

    it('is left off when the work is to end, and built by the next one', async () => {
      const harness = await openLarge();
      const { store, dataSource } = harness;
      try {
        const ending = new AbortController();
        const building = store.optimise(collection, ending.signal);
        const cancelled = expect(building).rejects.toMatchObject({ code: 'vector_index_unavailable' });
        while (!(await isBuilding(dataSource)));
        ending.abort(new Error('The indexer is stopping.'));
        await cancelled;
        expect(await isValid(dataSource, collection)).not.toBe(true);
        expect(await store.optimise(collection)).toBe(true);
        expect(await isValid(dataSource, collection)).toBe(true);
      } finally {
        await harness.close();
      }
    });

    it('is built by one instance at a time', async () => {
      const harness = await openLarge();
      const { store, dataSource } = harness;
      try {
        const other = new PgVectorStore(dataSource, { ...CONFIG, hnswFrom: 0 }, false);
        const both = await Promise.all([store.optimise(collection), other.optimise(collection)]);
        expect(both.sort()).toEqual([false, true]);
      } finally {
        await harness.close();
      }
    });
  });
}

describe('PgVectorStore', () => {
  const collection = 'vectors_broken_1';

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
      expect(await isValid(dataSource, collection)).toBe(true);
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
      poolSize: 1,
    });
    try {
      // Whoever has pgvector on the machine of the tests has it hidden here: this view stands before the catalogue's own.
      await dataSource.query(
        "CREATE VIEW pg_available_extensions AS SELECT * FROM pg_catalog.pg_available_extensions WHERE name <> 'vector'",
      );
      await dataSource.query('SET search_path = public, pg_catalog');
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
