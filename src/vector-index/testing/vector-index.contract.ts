import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SystemClock, type CatalogueFilter } from '../../common/index.js';
import type { EmbedderIdentity } from '../../embeddings/index.js';
import { LiveVectorIndex } from '../live-vector-index.js';
import type { VectorPayload, VectorPoint } from '../ports/vector-index.port.js';
import { CollectionMissingError, VectorRejectedError, type VectorStore } from '../ports/vector-store.port.js';

export interface VectorStoreHarness {
  store: VectorStore;
  /** First part of the names of collections. */
  base: string;
  close(): Promise<void>;
}

const DIMENSIONS = 8;
const identity = (revision: string): EmbedderIdentity => ({
  model: 'contract',
  revision,
  dimensions: DIMENSIONS,
  recipe: 'r',
});

const id = (n: number): string => `0193a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const category = (n: number): string => `0193a000-0000-7000-9000-${String(n).padStart(12, '0')}`;
const supplier = (n: number): string => `0193a000-0000-7000-a000-${String(n).padStart(12, '0')}`;

/** A direction in the plane of the first two components: cosines are easy to foretell. */
function direction(degrees: number): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  vector[0] = Math.cos((degrees * Math.PI) / 180);
  vector[1] = Math.sin((degrees * Math.PI) / 180);
  return vector;
}

function point(n: number, degrees: number, payload: Partial<VectorPayload> = {}): VectorPoint {
  return {
    id: id(n),
    vector: direction(degrees),
    payload: {
      contentHash: `hash-${n}`,
      version: 1,
      categoryIds: [],
      brand: null,
      unitCode: null,
      supplierIds: [],
      price: null,
      ...payload,
    },
  };
}

/** What every vector store does, seen through {@link LiveVectorIndex}. */
export function describeVectorIndexContract(name: string, open: () => Promise<VectorStoreHarness>): void {
  describe(`VectorIndex contract: ${name}`, () => {
    let harness: VectorStoreHarness;
    let store: VectorStore;
    let index: LiveVectorIndex;
    const made: string[] = [];

    const newIndex = (revision = '1'): LiveVectorIndex =>
      new LiveVectorIndex(store, identity(revision), harness.base, new SystemClock());
    const createLive = async (on: LiveVectorIndex): Promise<string> => {
      const collection = await on.createCollection();
      made.push(collection);
      await store.makeLive(collection);
      return collection;
    };
    const found = async (filter: CatalogueFilter, limit = 10): Promise<number[]> =>
      (await index.search(direction(0), { limit, filter })).map((hit) => Number(hit.id.slice(-12)));

    beforeAll(async () => {
      harness = await open();
      store = harness.store;
      await store.prepare();
    });
    beforeEach(async () => {
      index = newIndex();
      await createLive(index);
    });
    afterAll(async () => {
      for (const collection of made) await store.drop(collection);
      await harness.close();
    });

    it('finds the nearest first, with cosine similarity as score, at most as many as asked for', async () => {
      await index.upsert([point(1, 90), point(2, 10), point(3, 180), point(4, 45)]);
      const hits = await index.search(direction(0), { limit: 3 });
      expect(hits.map((hit) => hit.id)).toEqual([id(2), id(4), id(1)]);
      [10, 45, 90].forEach((degrees, i) => {
        expect(hits[i]?.score).toBeCloseTo(Math.cos((degrees * Math.PI) / 180), 2);
      });
      await expect(index.count()).resolves.toBe(4);
    });

    it('orders equal scores by id', async () => {
      await index.upsert([point(3, 30), point(1, 30), point(2, 30)]);
      const hits = await index.search(direction(0), { limit: 10 });
      expect(hits.map((hit) => hit.id)).toEqual([id(1), id(2), id(3)]);
    });

    it('replaces a point whole, vector and payload', async () => {
      await index.upsert([point(1, 0, { brand: 'knauf', price: 10 })]);
      await index.upsert([point(1, 90, { unitCode: 'bag' })]);
      await expect(index.count()).resolves.toBe(1);
      const [hit] = await index.search(direction(90), { limit: 1 });
      expect(hit?.score).toBeCloseTo(1, 2);
      await expect(found({ brands: ['knauf'] })).resolves.toEqual([]);
      await expect(found({ unitCodes: ['bag'] })).resolves.toEqual([1]);
    });

    it('removes points, and takes an absent id for no error', async () => {
      await index.upsert([point(1, 0), point(2, 10)]);
      await index.remove([id(1), id(99)]);
      await index.remove([]);
      await index.upsert([]);
      await expect(found({})).resolves.toEqual([2]);
    });

    it('narrows by every field: alternatives within one are OR, fields are AND, brands ignore letter case', async () => {
      await index.upsert([
        point(1, 1, { categoryIds: [category(1), category(2)], brand: 'knauf', unitCode: 'bag', price: 100 }),
        point(2, 2, { categoryIds: [category(1)], brand: 'ceresit', unitCode: 'bag', price: 200.5 }),
        point(3, 3, { categoryIds: [category(3)], supplierIds: [supplier(1), supplier(2)], price: 300 }),
        point(4, 4, {}),
      ]);
      await expect(found({ categoryIds: [category(1)] })).resolves.toEqual([1, 2]);
      await expect(found({ categoryIds: [category(2), category(3)] })).resolves.toEqual([1, 3]);
      await expect(found({ brands: ['KNAUF', 'Ceresit'] })).resolves.toEqual([1, 2]);
      await expect(found({ supplierIds: [supplier(2)] })).resolves.toEqual([3]);
      await expect(found({ unitCodes: ['bag'], brands: ['ceresit'] })).resolves.toEqual([2]);
      await expect(found({ minPrice: '100', maxPrice: '200.50' })).resolves.toEqual([1, 2]);
      await expect(found({ minPrice: '200.51' })).resolves.toEqual([3]);
      await expect(found({ maxPrice: '99.99' })).resolves.toEqual([]);
      await expect(found({ categoryIds: [] })).resolves.toEqual([]);
      await expect(found({ brands: [] })).resolves.toEqual([]);
      await expect(found({})).resolves.toEqual([1, 2, 3, 4]);
    });

    it('filters before it limits: far hits come when the near ones do not match', async () => {
      const near = Array.from({ length: 300 }, (_, n) => point(n + 100, n / 10, { brand: 'near' }));
      await index.upsert([...near, point(1, 170, { brand: 'far' }), point(2, 175, { brand: 'far' })]);
      await expect(found({ brands: ['far'] }, 2)).resolves.toEqual([1, 2]);
    });

    it('agrees with a search done by hand, whatever the filter', async () => {
      // 72 directions 2.5 degrees apart; the 73rd would be the first again, and equals come in any order.
      const points = Array.from({ length: 72 }, (_, n) =>
        point(n, (n * 137.5) % 180, {
          categoryIds: [category(n % 3), category(10 + (n % 5))],
          brand: ['a', 'b', null][n % 3] ?? null,
          unitCode: ['u', null][n % 2] ?? null,
          supplierIds: n % 4 === 0 ? [] : [supplier(n % 4)],
          price: n % 7 === 0 ? null : n,
        }),
      );
      await index.upsert(points);
      const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
        fc.option(value, { nil: undefined });
      const filters = fc.record({
        categoryIds: sometimes(fc.subarray([0, 1, 2, 10, 14].map(category))),
        brands: sometimes(fc.subarray(['A', 'b', 'c'])),
        unitCodes: sometimes(fc.subarray(['u', 'x'])),
        supplierIds: sometimes(fc.subarray([1, 2, 3].map(supplier))),
        minPrice: sometimes(fc.integer({ min: 0, max: 120 }).map(String)),
        maxPrice: sometimes(fc.integer({ min: 0, max: 120 }).map(String)),
      });
      await fc.assert(
        fc.asyncProperty(filters, fc.integer({ min: 1, max: 20 }), async (filter, limit) => {
          const expected = points
            .filter(({ payload }) => byHand(payload, filter))
            .map(({ id: of, vector }) => ({ of, score: vector[0] ?? 0 }))
            .sort((a, b) => b.score - a.score)
            .slice(0, limit);
          const hits = await index.search(direction(0), { limit, filter });
          expect(hits.map((hit) => hit.id)).toEqual(expected.map(({ of }) => of));
        }),
        { numRuns: 25 },
      );
    });

    it('searches from a stored point and leaves that out; an unknown id is null', async () => {
      await index.upsert([point(1, 0, { brand: 'a' }), point(2, 20, { brand: 'a' }), point(3, 10)]);
      const hits = await index.searchById(id(1), { limit: 5 });
      expect(hits?.map((hit) => hit.id)).toEqual([id(3), id(2)]);
      const narrowed = await index.searchById(id(1), { limit: 5, filter: { brands: ['a'] } });
      expect(narrowed?.map((hit) => hit.id)).toEqual([id(2)]);
      await expect(index.searchById(id(99), { limit: 5 })).resolves.toBeNull();
    });

    it('gives back payloads as they were written, in the order of ids, page by page', async () => {
      const whole = {
        categoryIds: [category(1)],
        brand: 'b',
        unitCode: 'u',
        supplierIds: [supplier(1)],
        price: 12.34,
      };
      const points = [point(5, 0, whole), ...[1, 2, 3, 4].map((n) => point(n, n, { version: n }))];
      await index.upsert(points);
      const pages: string[][] = [];
      for await (const page of index.scan(await index.collection(), 2)) pages.push(page.map((p) => p.id));
      expect(pages).toEqual([[id(1), id(2)], [id(3), id(4)], [id(5)]]);
      const [last] = await store.scan(await index.collection(), id(4), 10);
      expect(last).toEqual({ id: id(5), payload: { contentHash: 'hash-5', version: 1, ...whole } });
    });

    it('refuses a vector of another size as the caller’s fault, and keeps nothing of that call', async () => {
      const wrong: VectorPoint = { ...point(1, 0), vector: Float32Array.of(1, 0) };
      await index.upsert([point(2, 0)]);
      await expect(index.upsert([wrong])).rejects.toBeInstanceOf(VectorRejectedError);
      await expect(index.count()).resolves.toBe(1);
      await expect(index.search(Float32Array.of(1, 0), { limit: 1 })).rejects.toMatchObject({
        code: 'vector_index_unavailable',
      });
    });

    it('rejects with the reason of an aborted signal', async () => {
      const reason = new Error('late');
      const signal = AbortSignal.abort(reason);
      await expect(index.search(direction(0), { limit: 1, signal })).rejects.toBe(reason);
    });

    it('never compares vectors of two models: an index of another identity is refused, not searched', async () => {
      await index.upsert([point(1, 0)]);
      const other = newIndex('2');
      const refusal = { code: 'vector_index_unavailable' };
      await expect(other.search(direction(0), { limit: 1 })).rejects.toMatchObject(refusal);
      await expect(other.upsert([point(2, 0)])).rejects.toMatchObject(refusal);
      expect(other.isOurs(await index.collection())).toBe(false);
      await expect(other.health()).resolves.toMatchObject({ status: 'reindex_required' });
      await expect(index.health()).resolves.toMatchObject({
        status: 'up',
        backend: store.backend,
        points: 1,
      });
    });

    it('follows a switch to a collection built beside it, and survives the end of the old one', async () => {
      await index.upsert([point(1, 0)]);
      const old = await index.collection();
      const next = await newIndex().createCollection();
      made.push(next);
      await store.upsert(next, [point(2, 0)]);
      await expect(found({})).resolves.toEqual([1]); // Built, not yet live.
      await store.makeLive(next);
      await store.drop(old);
      await expect(found({})).resolves.toEqual([2]);
      await expect(store.collections()).resolves.toContain(next);
      await expect(store.collections()).resolves.not.toContain(old);
    });

    it('says so when the live collection is gone, and works again once there is a new one', async () => {
      const collection = await index.collection();
      await store.drop(collection);
      await store.drop(collection); // An absent one is no error.
      await expect(store.count(collection)).rejects.toBeInstanceOf(CollectionMissingError);
      await expect(index.search(direction(0), { limit: 1 })).rejects.toMatchObject({
        code: 'vector_index_unavailable',
      });
      await expect(index.health()).resolves.toMatchObject({ status: 'reindex_required' });
      await createLive(index);
      await index.upsert([point(1, 0)]);
      await expect(found({})).resolves.toEqual([1]);
    });

    it('makes a collection again without harm to what is in it', async () => {
      await index.upsert([point(1, 0)]);
      await store.create(await index.collection(), DIMENSIONS);
      await expect(index.count()).resolves.toBe(1);
    });
  });
}

function byHand(payload: VectorPayload, filter: CatalogueFilter): boolean {
  const overlaps = (wanted: readonly string[] | undefined, values: readonly (string | null)[]): boolean =>
    wanted === undefined || values.some((value) => value !== null && wanted.includes(value));
  const { price } = payload;
  return (
    overlaps(filter.categoryIds, payload.categoryIds) &&
    overlaps(
      filter.brands?.map((brand) => brand.toLowerCase()),
      [payload.brand],
    ) &&
    overlaps(filter.unitCodes, [payload.unitCode]) &&
    overlaps(filter.supplierIds, payload.supplierIds) &&
    (filter.minPrice === undefined || (price !== null && price >= Number(filter.minPrice))) &&
    (filter.maxPrice === undefined || (price !== null && price <= Number(filter.maxPrice)))
  );
}
