import type { DataSource } from 'typeorm';
import { SystemClock } from '../../common/index.js';
import {
  CatalogueDataSource,
  ChangeFeed,
  databaseConfig,
  type CatalogueChange,
} from '../../database/index.js';
import type { LexicalIndex } from '../../lexical-index/index.js';
import { LiveVectorIndex, type VectorStore } from '../../vector-index/index.js';
import { createTestDatabase, type DatabaseKind } from '../../../test/support/servers.js';
import { createIndexing, type Indexing } from '../create-indexing.js';
import type { IndexingConfig } from '../indexing.config.js';
import { ToyEmbedder } from './toy-embedder.js';

const CONFIG: IndexingConfig = {
  enabled: true,
  batchSize: 10,
  lexicalBatchSize: 50,
  pollMs: 50,
  leaseMs: 5_000,
  maxAttempts: 2,
};

/** A word index that notes what it is given, and marks it as analysed. */
export class NotingLexicalIndex {
  readonly indexed: string[] = [];
  poison: string | null = null;
  /** Materials whose words an earlier analysis read. */
  stale: string[] = [];

  constructor(private readonly dataSource: DataSource) {}

  async index(ids: readonly string[]): Promise<void> {
    if (this.poison !== null && ids.includes(this.poison)) throw new Error('Cannot be analysed.');
    await this.dataSource.query(
      `INSERT INTO lexical_documents (material_id, words, vector, attributes, analysis)
       SELECT id, '{}', '', '{}', 1 FROM materials WHERE id = ANY($1::uuid[]) ON CONFLICT (material_id) DO NOTHING`,
      [ids],
    );
    this.indexed.push(...ids);
    this.stale = this.stale.filter((id) => !ids.includes(id));
  }

  outdated(after: string | null, limit: number): Promise<string[]> {
    const following = this.stale.filter((id) => after === null || id > after).sort();
    return Promise.resolve(following.slice(0, limit));
  }

  indexAll(): Promise<number> {
    return Promise.resolve(0);
  }
}

/** One process of several that index the same database. */
export interface Worker extends Indexing {
  embedder: ToyEmbedder;
  lexical: NotingLexicalIndex;
  index: LiveVectorIndex;
  feed: ChangeFeed;
  announced: CatalogueChange[];
}

export interface IndexingHarness {
  dataSource: DataSource;
  worker(options?: { embedder?: ToyEmbedder; config?: Partial<IndexingConfig> }): Worker;
  /** Inserts materials; ids in order. */
  insert(...names: string[]): Promise<string[]>;
  /** What the live collection holds: id to version. */
  indexed(worker: Worker): Promise<Map<string, number>>;
  close(): Promise<void>;
}

/** @param openStore makes the store over the database; called once. */
export async function openIndexingHarness(
  database: DatabaseKind,
  base: string,
  openStore: (dataSource: CatalogueDataSource) => Promise<VectorStore> | VectorStore,
): Promise<IndexingHarness> {
  const testDatabase = await createTestDatabase(database);
  const dataSource = await CatalogueDataSource.open({
    ...databaseConfig(),
    url: testDatabase.env.DATABASE_URL || null,
    dataDir: testDatabase.env.DATA_DIR ?? '',
  });
  const store = await openStore(dataSource);
  await store.prepare();
  await startCollection(store, base);
  const workers: Worker[] = [];
  return {
    dataSource,
    worker: ({ embedder = new ToyEmbedder(), config = {} } = {}) => {
      const clock = new SystemClock();
      const feed = new ChangeFeed();
      const announced: CatalogueChange[] = [];
      feed.subscribe('test', (change) => {
        announced.push(change);
        return Promise.resolve();
      });
      const lexical = new NotingLexicalIndex(dataSource);
      const index = new LiveVectorIndex(store, embedder.identity, base, clock);
      const indexing = createIndexing({
        config: { ...CONFIG, ...config },
        dataSource,
        feed,
        embedder,
        vectorIndex: index,
        // Of the word index the indexer uses these two methods alone.
        lexical: lexical as unknown as LexicalIndex,
        clock,
      });
      indexing.indexer.subscribe();
      const worker = { ...indexing, embedder, lexical, index, feed, announced };
      workers.push(worker);
      return worker;
    },
    insert: async (...names) => {
      const rows: { id: string }[] = await dataSource.query(
        'WITH made AS (INSERT INTO materials (name) SELECT unnest($1::text[]) RETURNING id) SELECT id FROM made',
        [names],
      );
      return rows.map(({ id }) => id);
    },
    indexed: async ({ index }) => {
      const found = new Map<string, number>();
      for await (const page of index.scan(await index.collection({ fresh: true }))) {
        for (const { id, payload } of page) found.set(id, payload.version);
      }
      return found;
    },
    close: async () => {
      await Promise.all(workers.map(({ indexer }) => indexer.shutDown()));
      await dataSource.destroy();
      await testDatabase.drop();
    },
  };
}

/** As after a first start: the live collection is there, and empty. */
async function startCollection(store: VectorStore, base: string): Promise<void> {
  const index = new LiveVectorIndex(store, new ToyEmbedder().identity, base, new SystemClock());
  await store.makeLive(await index.createCollection());
}

/** Looks until it holds; fails after five seconds with what `describe` says. */
export async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited 20 s until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
