import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeQdrant } from '../../../../test/support/fake-qdrant.js';
import { uniquePrefix } from '../../../../test/support/servers.js';
import { describeVectorIndexContract } from '../../testing/vector-index.contract.js';
import type { QdrantConfig } from '../../vector-index.config.js';
import { QdrantStore } from './qdrant-store.js';

const config = (url: string, more: Partial<QdrantConfig> = {}): QdrantConfig => ({
  url,
  apiKey: null,
  alias: uniquePrefix().replace(/\W/g, ''),
  timeoutMs: 10_000,
  batchSize: 50,
  hnswM: 16,
  hnswEfConstruct: 128,
  hnswEf: 128,
  quantization: 'int8',
  oversampling: 2,
  onDiskVectors: false,
  onDiskPayload: true,
  shards: 1,
  replicationFactor: 1,
  writeConsistency: 1,
  ...more,
});

describeVectorIndexContract('Qdrant (fake server)', async () => {
  const server = await FakeQdrant.start();
  const settings = config(server.url);
  return { store: new QdrantStore(settings), base: settings.alias, close: () => server.stop() };
});

// `QDRANT_URL=… npm test` runs the same suite against a real server.
const realUrl = process.env.QDRANT_URL;
if (realUrl) {
  describeVectorIndexContract('Qdrant (QDRANT_URL)', () => {
    const settings = config(realUrl, { apiKey: process.env.QDRANT_API_KEY ?? null });
    return Promise.resolve({
      store: new QdrantStore(settings),
      base: settings.alias,
      close: () => Promise.resolve(),
    });
  });
}

describe('QdrantStore', () => {
  let server: FakeQdrant;
  let store: QdrantStore;
  const collection = 'faults_x_1';
  const vector = Float32Array.of(1, 0);
  const payload = {
    contentHash: 'h',
    version: 1,
    categoryIds: [],
    brand: null,
    unitCode: null,
    supplierIds: [],
    price: null,
  };
  const unavailable = { code: 'vector_index_unavailable' };

  beforeAll(async () => {
    server = await FakeQdrant.start({ apiKey: 'secret' });
    store = new QdrantStore(config(server.url, { apiKey: 'secret', timeoutMs: 150 }));
    await store.create(collection, 2);
  });
  afterEach(() => server.heal());
  afterAll(() => server.stop());

  it('asks for uncompressed answers', async () => {
    await store.count(collection);
    expect(server.lastHeaders['accept-encoding']).toBe('identity');
  });

  it('makes an index for every field a filter can ask for', () => {
    const made = server.engine.collections.get(collection)?.indexes;
    expect([...(made?.keys() ?? [])].sort()).toEqual(['brand', 'category', 'price', 'supplier', 'unit']);
  });

  it('sends points in batches of the configured size, and waits for each', async () => {
    const before = server.requests.length;
    const ids = Array.from(
      { length: 120 },
      (_, n) => `0193a000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    );
    await store.upsert(
      collection,
      ids.map((id) => ({ id, vector, payload })),
    );
    expect(server.requests.slice(before)).toEqual(Array(3).fill(`PUT /collections/${collection}/points`));
    await store.remove(collection, ids);
    await expect(store.count(collection)).resolves.toBe(0);
  });

  it.each([
    ['too busy', { status: 429, headers: { 'retry-after': '1' } }],
    ['failing', { status: 500 }],
    ['starting', { status: 503 }],
    ['breaking off', { break: 'connection' as const }],
    ['sending broken JSON', { break: 'json' as const }],
    ['slower than the deadline', { delayMs: 400 }],
  ])('says the index is unavailable when the server is %s, and works again after', async (_, fault) => {
    server.fail(fault);
    await expect(store.search(collection, vector, { limit: 1 })).rejects.toMatchObject(unavailable);
    await expect(store.upsert(collection, [])).resolves.toBeUndefined();
    await expect(store.remove(collection, ['0193a000-0000-7000-8000-000000000001'])).rejects.toMatchObject(
      unavailable,
    );
    server.heal();
    await expect(store.search(collection, vector, { limit: 1 })).resolves.toEqual([]);
  });

  it('asks again when connections break, for reads: several may have been idle too long', async () => {
    server.fail({ break: 'connection', times: 2 });
    await expect(store.search(collection, vector, { limit: 1 })).resolves.toEqual([]);
  });

  it('is unavailable, not empty, with a wrong key', async () => {
    const stranger = new QdrantStore(config(server.url, { apiKey: 'wrong' }));
    await expect(stranger.live()).rejects.toMatchObject(unavailable);
  });

  it('is unavailable when nothing listens', async () => {
    const nowhere = new QdrantStore(config('http://127.0.0.1:9'));
    await expect(nowhere.ping()).rejects.toMatchObject(unavailable);
  });
});
