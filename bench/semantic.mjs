// Figures of search by meaning: node bench/semantic.mjs [--sizes 10000,50000] [--queries 100]. QDRANT_URL adds Qdrant.
// Vectors are random around cluster centres, as texts of a catalogue are. Every figure is a median or a percentile of one run;
// "noise" is the spread of a fixed piece of arithmetic timed beside it, so that a busy machine shows.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { SystemClock } from '../dist/src/common/index.js';
import { CatalogueDataSource, databaseConfig } from '../dist/src/database/index.js';
import { readOnnxModel, shippedModelPath } from '../dist/src/embeddings/adapters/onnx/model-files.js';
import { OnnxEmbedder } from '../dist/src/embeddings/adapters/onnx/onnx-embedder.js';
import { PgVectorStore } from '../dist/src/vector-index/adapters/pgvector/pgvector-store.js';
import { QdrantStore } from '../dist/src/vector-index/adapters/qdrant/qdrant-store.js';
import { vectorIndexConfig } from '../dist/src/vector-index/index.js';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,50000' },
    queries: { type: 'string', default: '100' },
    hnsw: { type: 'boolean', default: false },
  },
});
const sizes = values.sizes.split(',').map(Number);
const queryCount = Number(values.queries);
const DIMENSIONS = 384;

// A small generator with a seed: the same vectors in every run.
let state = 42;
const random = () => {
  state = (state * 1664525 + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
const unit = (vector) => {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};
const centres = Array.from({ length: 200 }, () => Float32Array.from({ length: DIMENSIONS }, normal));
const near = () => {
  const centre = centres[Math.floor(random() * centres.length)];
  return unit(centre.map((value) => value + 0.7 * normal()));
};
const percentile = (times, share) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];
const round = (value) => Math.round(value * 100) / 100;
const summary = (times) => ({ p50: round(percentile(times, 0.5)), p95: round(percentile(times, 0.95)) });
async function timed(count, work) {
  const times = [];
  for (let n = 0; n < count; n++) {
    const started = performance.now();
    await work(n);
    times.push(performance.now() - started);
  }
  return times;
}
async function noise() {
  const times = await timed(20, () => {
    let sum = 0;
    for (let n = 0; n < 2e6; n++) sum += Math.sqrt(n);
    return sum;
  });
  return round(percentile(times, 0.95) / percentile(times, 0.5));
}

async function embedding() {
  const prefixes = { query: 'query: ', passage: 'passage: ' };
  const started = performance.now();
  const model = await readOnnxModel(shippedModelPath(), { ...prefixes, pooling: 'mean' });
  const embedder = new OnnxEmbedder(model, { threads: 1, pooling: 'mean', prefixes }, new SystemClock());
  await embedder.embedQueries(['цемент']);
  const startMs = Math.round(performance.now() - started);
  const queries = await timed(queryCount, (n) => embedder.embedQueries([`цемент м500 ${n} 50 кг`]));
  const texts = Array.from(
    { length: 150 },
    (_, n) =>
      `Штукатурка гипсовая Knauf Ротбанд ${n} кг. Сухие смеси, Штукатурки. Для стен и потолков внутри помещений`,
  );
  // While people search, bulk work rests as long as it works; a second after the last query it does not.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const cpu = process.cpuUsage();
  const bulk = performance.now();
  await embedder.embedPassages(texts);
  const seconds = (performance.now() - bulk) / 1_000;
  const used = process.cpuUsage(cpu);
  const itemsPerCpuSecond = texts.length / ((used.user + used.system) / 1e6);
  await embedder.onApplicationShutdown();
  console.log('embedding', {
    startMs,
    queryMs: summary(queries),
    itemsPerSecond: round(texts.length / seconds),
    itemsPerCpuSecond: round(itemsPerCpuSecond),
    rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    noise: await noise(),
  });
}

function exactTop(points, query, limit) {
  return points
    .map(({ id, vector }) => {
      let score = 0;
      for (let i = 0; i < DIMENSIONS; i++) score += vector[i] * query[i];
      return { id, score };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ id }) => id);
}

async function searching(name, store, size, base) {
  const collection = `${base}_bench_${Date.now().toString(36)}`;
  await store.create(collection, DIMENSIONS);
  const points = [];
  const loadStarted = performance.now();
  while (points.length < size) {
    const batch = Array.from({ length: 500 }, () => ({
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
    await store.upsert(collection, batch);
    points.push(...batch);
  }
  const loadSeconds = (performance.now() - loadStarted) / 1_000;
  const optimiseStarted = performance.now();
  await store.optimise(collection);
  const optimiseSeconds = (performance.now() - optimiseStarted) / 1_000;
  const queries = Array.from({ length: queryCount }, near);
  await timed(5, (n) => store.search(collection, queries[n], { limit: 50 }));
  const plain = await timed(queryCount, (n) => store.search(collection, queries[n], { limit: 50 }));
  const filter = { brands: ['knauf'] };
  const filtered = await timed(queryCount, (n) =>
    store.search(collection, queries[n], { limit: 50, filter }),
  );
  let found = 0;
  const judged = queries.slice(0, 30);
  for (const query of judged) {
    const truth = new Set(exactTop(points, query, 10));
    const hits = await store.search(collection, query, { limit: 10 });
    found += hits.filter(({ id }) => truth.has(id)).length;
  }
  console.log(name, {
    size,
    loadPerSecond: Math.round(size / loadSeconds),
    indexSeconds: round(optimiseSeconds),
    searchMs: summary(plain),
    filteredMs: summary(filtered),
    recallAt10: round(found / (judged.length * 10)),
    noise: await noise(),
  });
  await store.drop(collection);
}

await embedding();
const config = vectorIndexConfig();
const dataDir = await mkdtemp(join(tmpdir(), 'bench-semantic-'));
const dataSource = await CatalogueDataSource.open({ ...databaseConfig(), dataDir });
try {
  const exact = new PgVectorStore(dataSource, config.pgvector, true);
  await exact.prepare();
  for (const size of sizes) {
    await searching('pgvector, exact', exact, size, 'vectors');
    if (!values.hnsw) continue;
    // As on a server; on the embedded database an HNSW index is only built by this benchmark.
    const hnsw = new PgVectorStore(dataSource, { ...config.pgvector, type: 'vector', hnswFrom: 0 }, false);
    await searching('pgvector, HNSW', hnsw, size, 'vectors');
  }
  if (config.qdrant) {
    for (const size of sizes) {
      await searching('Qdrant', new QdrantStore(config.qdrant), size, config.qdrant.alias);
    }
  }
} finally {
  await dataSource.destroy();
  await rm(dataDir, { recursive: true, force: true });
}
