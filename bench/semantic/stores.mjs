import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { CatalogueDataSource, databaseConfig } from '../../dist/src/database/index.js';
import { PgVectorStore } from '../../dist/src/vector-index/adapters/pgvector/pgvector-store.js';
import { QdrantStore } from '../../dist/src/vector-index/adapters/qdrant/qdrant-store.js';
import { vectorIndexConfig } from '../../dist/src/vector-index/index.js';
import { noise, round, summary, timed } from './measure.mjs';
import { DIMENSIONS, exactTop, near, random } from './vectors.mjs';

const JUDGED = 30;

/** Searches in every store there is, at every size: pgvector in DATABASE_URL or embedded, and Qdrant in QDRANT_URL. */
export async function benchStores({ sizes, queryCount, hnswEmbedded, stores }) {
  Logger.overrideLogger(['error']); // Loading so much is slow, and said to be.
  const config = vectorIndexConfig();
  const url = databaseConfig().url;
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-semantic-'));
  const dataSource = await CatalogueDataSource.open({ ...databaseConfig(), dataDir });
  const open = (more, isEmbedded) =>
    new PgVectorStore(dataSource, { ...config.pgvector, ...more }, isEmbedded);
  const onServer = async (bench) => {
    await bench('pgvector on a server, exact', open({ hnswFrom: 1e9 }, false), 'vectors');
    await bench('pgvector on a server, HNSW', open({ hnswFrom: 0 }, false), 'vectors');
  };
  const embedded = async (bench) => {
    await bench('pgvector embedded, exact', open({}, true), 'vectors');
    if (hnswEmbedded)
      await bench('pgvector embedded, HNSW', open({ type: 'vector', hnswFrom: 0 }, false), 'vectors');
  };
  try {
    for (const size of sizes) {
      const points = makePoints(size);
      const queries = Array.from({ length: queryCount }, near);
      const bench = (name, store, base) => searching(name, store, base, points, queries, dataSource);
      if (stores.includes('pgvector')) await (url ? onServer : embedded)(bench);
      if (config.qdrant && stores.includes('qdrant'))
        await bench('Qdrant', new MeasuredQdrant(config.qdrant), config.qdrant.alias);
    }
  } finally {
    await dataSource.destroy();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function makePoints(size) {
  return Array.from({ length: size }, () => ({
    id: randomUUID(),
    vector: near(),
    payload: {
      contentHash: 'h',
      version: 1,
      categoryIds: [],
      brand: random() < 0.05 ? 'knauf' : 'other',
      unitCode: null,
      supplierIds: [],
      price: null,
    },
  }));
}

async function searching(name, store, base, points, queries, dataSource) {
  await store.prepare();
  const collection = `${base}_bench_${Date.now().toString(36)}`;
  await store.create(collection, DIMENSIONS);
  try {
    const loadStarted = performance.now();
    for (let start = 0; start < points.length; start += 500) {
      await store.upsert(collection, points.slice(start, start + 500));
    }
    const loadSeconds = (performance.now() - loadStarted) / 1_000;
    const optimiseStarted = performance.now();
    await store.optimise(collection);
    await store.settled?.(collection);
    const indexSeconds = round((performance.now() - optimiseStarted) / 1_000);
    const search = (more) => (n) => store.search(collection, queries[n], { limit: 50, ...more });
    await timed(5, search());
    const plain = await timed(queries.length, search());
    const narrowed = await timed(queries.length, search({ filter: { brands: ['knauf'] } }));
    let found = 0;
    const judged = queries.slice(0, JUDGED);
    for (const query of judged) {
      const truth = new Set(exactTop(points, query, 10));
      const hits = await store.search(collection, query, { limit: 10 });
      found += hits.filter(({ id }) => truth.has(id)).length;
    }
    console.log(name, {
      size: points.length,
      loadPerSecond: Math.round(points.length / loadSeconds),
      indexSeconds,
      searchMs: summary(plain),
      filteredMs: summary(narrowed),
      recallAt10: round(found / (judged.length * 10)),
      ...(store.backend === 'pgvector' ? await bytesOf(dataSource, collection, points.length) : {}),
      ...(await store.memory?.()),
      noise: await noise(),
    });
  } finally {
    await store.drop(collection);
  }
}

/** Qdrant as it is once its optimisers have come to rest, and what its allocator then holds; the files it maps come on top. */
class MeasuredQdrant extends QdrantStore {
  constructor(settings) {
    super(settings);
    this.base = settings.url.replace(/\/+$/, '');
    this.headers = settings.apiKey ? { 'api-key': settings.apiKey } : {};
  }

  async settled(collection) {
    for (let calm = 0; calm < 3; ) {
      await sleep(500);
      const { result } = await (await this.ask(`/collections/${collection}`)).json();
      calm = result.status === 'green' ? calm + 1 : 0;
    }
  }

  async memory() {
    const metrics = await (await this.ask('/metrics')).text();
    const bytes = /^(?:app_)?memory_resident_bytes (\d+)/m.exec(metrics)?.[1];
    return bytes === undefined ? {} : { allocatorMB: Math.round(Number(bytes) / 2 ** 20) };
  }

  async ask(path) {
    const response = await fetch(this.base + path, { headers: this.headers });
    if (!response.ok) throw new Error(`Qdrant ${path}: ${response.status}`);
    return response;
  }
}

/** What must fit into memory for a search to be fast. */
async function bytesOf(dataSource, collection, count) {
  const [{ table, hnsw }] = await dataSource.query(
    `SELECT pg_table_size($1::regclass)::float8 AS table, coalesce(pg_relation_size(to_regclass($2)), 0)::float8 AS hnsw`,
    [collection, `${collection}_hnsw`],
  );
  return { tableBytesEach: Math.round(table / count), hnswBytesEach: Math.round(hnsw / count) };
}
