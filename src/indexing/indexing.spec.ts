import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeQdrant } from '../../test/support/fake-qdrant.js';
import { describeWith } from '../../test/support/servers.js';
import { PgVectorStore } from '../vector-index/adapters/pgvector/pgvector-store.js';
import { QdrantStore } from '../vector-index/adapters/qdrant/qdrant-store.js';
import type { IndexDifference } from './ports/indexing-admin.port.js';
import { openIndexingHarness, until, type IndexingHarness } from './testing/indexing-harness.js';
import { ToyEmbedder } from './testing/toy-embedder.js';

const names = (count: number, prefix = 'Материал'): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix} ${n}`);

interface Opened {
  harness: IndexingHarness;
  /** Loses all vectors, as a wiped volume does. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

async function openEmbedded(): Promise<Opened> {
  const harness = await openIndexingHarness('embedded', 'vectors', (dataSource) => {
    const config = { hnswFrom: 1e9, hnswM: 16, hnswEfConstruction: 64, hnswEfSearch: 100, buildMemoryMb: 64 };
    return new PgVectorStore(dataSource, { type: 'halfvec', ...config }, true);
  });
  return {
    harness,
    wipe: async () => {
      const tables: { name: string }[] = await harness.dataSource.query(
        "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname LIKE 'vectors\\_%'",
      );
      for (const { name } of tables) await harness.dataSource.query(`DROP TABLE "${name}"`);
    },
    stop: () => Promise.resolve(),
  };
}

async function openServers(): Promise<Opened & { qdrant: FakeQdrant }> {
  const qdrant = await FakeQdrant.start();
  const harness = await openIndexingHarness('postgres', 'materials', () => {
    const shape = {
      shards: 1,
      replicationFactor: 1,
      writeConsistency: 1,
      onDiskVectors: false,
      onDiskPayload: true,
    };
    const search = {
      hnswM: 16,
      hnswEfConstruct: 128,
      hnswEf: 128,
      quantization: 'int8' as const,
      oversampling: 2,
    };
    const link = { url: qdrant.url, apiKey: null, alias: 'materials', timeoutMs: 5_000, batchSize: 100 };
    return new QdrantStore({ ...link, ...shape, ...search });
  });
  return {
    harness,
    qdrant,
    wipe: () => {
      qdrant.wipe();
      return Promise.resolve();
    },
    stop: () => qdrant.stop(),
  };
}

function describeIndexer(title: string, open: () => Promise<Opened>): void {
  describe(title, () => {
    let opened: Opened;
    let h: IndexingHarness;

    beforeEach(async () => {
      opened = await open();
      h = opened.harness;
    });
    afterEach(async () => {
      await h.close();
      await opened.stop();
    });

    it('brings every material into both indexes, and news of it to the caches', async () => {
      const ids = await h.insert(...names(25));
      const worker = h.worker();
      await worker.admin.drain();
      expect([...(await h.indexed(worker)).keys()].sort()).toEqual([...ids].sort());
      expect(new Set(worker.lexical.indexed)).toEqual(new Set(ids));
      expect(worker.announced.length).toBeGreaterThan(0);
      await expect(worker.admin.status()).resolves.toMatchObject({
        backlog: 0,
        lexicalBacklog: 0,
        parked: 0,
      });
    });

    it('embeds a text once: not again for another material, another instance, or after a restart', async () => {
      await h.insert('Цемент М500', 'Цемент М500', 'Песок');
      const first = h.worker();
      await first.admin.drain();
      expect(first.embedder.passages.sort()).toEqual(['Песок', 'Цемент М500']);
      const second = h.worker();
      await h.insert('Песок');
      await h.dataSource.query("UPDATE materials SET price_amount = 5, price_currency = 'RUB'");
      await second.admin.drain();
      expect(second.embedder.passages).toEqual([]);
      expect([...(await h.indexed(second)).values()].sort()).toEqual([2, 2, 2, 2]);
    });

    it('keeps the order of a material’s changes: what was deleted stays deleted', async () => {
      const [kept, gone] = (await h.insert('останется', 'исчезнет')) as [string, string];
      const worker = h.worker();
      await worker.admin.drain();
      await h.dataSource.query("UPDATE materials SET name = name || ' иначе'");
      await h.dataSource.query('DELETE FROM materials WHERE id = $1', [gone]);
      await worker.admin.drain();
      expect(await h.indexed(worker)).toEqual(new Map([[kept, 2]]));
    });

    it('does not lose a change that comes while its material is being embedded', async () => {
      const [id] = (await h.insert('первое имя')) as [string];
      const worker = h.worker();
      let open = (): void => undefined;
      worker.embedder.gate = new Promise((resolve) => (open = resolve));
      worker.indexer.start();
      await until(() => worker.embedder.asked === 1, 'the first name is being embedded');
      await h.dataSource.query("UPDATE materials SET name = 'второе имя' WHERE id = $1", [id]);
      open();
      await worker.admin.drain();
      await worker.indexer.stop();
      expect(await h.indexed(worker)).toEqual(new Map([[id, 2]]));
      expect(worker.embedder.passages).toEqual(['первое имя', 'второе имя']);
    });

    it('hands back its claims when stopped, at once', async () => {
      await h.insert(...names(5));
      const worker = h.worker();
      worker.embedder.gate = new Promise((_, reject) => setTimeout(() => reject(new Error('cut off')), 100));
      worker.embedder.gate.catch(() => undefined);
      worker.indexer.start();
      await until(async () => (await claimedRows()) === 5, 'the rows are claimed');
      await worker.indexer.stop();
      await expect(claimedRows()).resolves.toBe(0);
      await expect(worker.admin.status()).resolves.toMatchObject({
        status: 'stopped',
        backlog: 5,
        parked: 0,
      });
    });

    it('waits while the embedder is down, words do not, and goes on by itself', async () => {
      const ids = await h.insert(...names(3));
      const worker = h.worker();
      worker.embedder.down = true;
      worker.indexer.start();
      await until(() => worker.lexical.indexed.length === 3, 'the words are indexed');
      await until(async () => (await worker.admin.status()).status === 'paused', 'it pauses');
      await expect(worker.admin.status()).resolves.toMatchObject({
        backlog: 3,
        lexicalBacklog: 0,
        parked: 0,
      });
      worker.embedder.down = false;
      await until(async () => (await worker.admin.status()).backlog === 0, 'it has caught up');
      expect((await h.indexed(worker)).size).toBe(ids.length);
      await worker.indexer.stop();
    });

    it('parks a material that is refused again and again, with the reason, and the others pass', async () => {
      const ids = await h.insert('хороший 1', 'ЯД', 'хороший 2');
      const worker = h.worker();
      worker.embedder.poison = 'ЯД';
      worker.indexer.start();
      await until(async () => (await worker.admin.status()).parked === 1, 'it is parked');
      await expect(worker.admin.status()).resolves.toMatchObject({ backlog: 0 });
      await expect(worker.admin.failures()).resolves.toMatchObject([
        { materialId: ids[1], attempts: 2, error: 'The toy refuses poison.' },
      ]);
      expect((await h.indexed(worker)).size).toBe(2);
      worker.embedder.poison = null;
      await expect(worker.admin.retry([ids[0] ?? '', 'not an id'])).resolves.toBe(0);
      await expect(worker.admin.retry()).resolves.toBe(1);
      await worker.admin.drain();
      expect((await h.indexed(worker)).size).toBe(3);
      await worker.indexer.stop();
    });

    it('forgets a parked change when a later one of the same material goes through', async () => {
      const [id] = (await h.insert('ЯД')) as [string];
      const worker = h.worker();
      worker.embedder.poison = 'ЯД';
      worker.indexer.start();
      await until(async () => (await worker.admin.status()).parked === 1, 'it is parked');
      await h.dataSource.query("UPDATE materials SET name = 'лекарство' WHERE id = $1", [id]);
      await worker.admin.drain();
      await worker.indexer.stop();
      await expect(worker.admin.status()).resolves.toMatchObject({ backlog: 0, parked: 0 });
    });

    it('indexes the words of a small change before its writer goes on', async () => {
      const worker = h.worker();
      const [id] = (await h.insert('Гипсокартон')) as [string];
      await worker.feed.announce({ materialIds: [id], origin: 'local' });
      expect(worker.lexical.indexed).toEqual([id]);
    });

    it('reads anew, by itself, the words that an earlier analysis read, and names them until then', async () => {
      const ids = (await h.insert(...names(7))).sort();
      const first = h.worker();
      await first.admin.drain();

      const second = h.worker({ config: { lexicalBatchSize: 3 } });
      second.lexical.stale = [...ids];
      const { named } = await second.admin.verify();
      expect(named).toEqual(
        ids.map((materialId) => ({ materialId, index: 'lexical', kind: 'outdated', fields: ['analysis'] })),
      );

      second.indexer.start();
      await until(() => second.lexical.stale.length === 0, 'all are read anew');
      await second.indexer.stop();
      expect(second.lexical.indexed).toEqual(ids);
      // Cached searches are told.
      expect(second.announced.flatMap(({ materialIds }) => materialIds).sort()).toEqual(ids);
      expect((await second.admin.verify()).differences).toBe(0);
    });

    it('goes on where one of those words cannot be read, and leaves its old document', async () => {
      const ids = (await h.insert(...names(5))).sort();
      await h.worker().admin.drain();
      const worker = h.worker({ config: { lexicalBatchSize: 3 } });
      worker.lexical.stale = [...ids];
      worker.lexical.poison = ids[1] as string;
      worker.indexer.start();
      await until(() => worker.lexical.indexed.length === 4, 'the others are read anew');
      expect(worker.indexer.paused).toBe(false);
      expect(worker.lexical.stale).toEqual([ids[1]]);
    });

    it('lets many instances work at once: each change is done, each text embedded once', async () => {
      await h.insert(...names(120), ...names(40));
      const workers = [h.worker(), h.worker(), h.worker(), h.worker()];
      const [first] = workers as [(typeof workers)[0]];
      for (const { indexer } of workers) indexer.start();
      for (let round = 0; round < 5; round++) {
        await h.dataSource.query('UPDATE materials SET version = version + 1 WHERE random() < 0.3');
        await h.dataSource.query('DELETE FROM materials WHERE random() < 0.05');
        await h.insert(...names(5, `Новый ${round}`));
      }
      await first.admin.drain();
      await Promise.all(workers.map(({ indexer }) => indexer.stop()));
      const embedded = workers.flatMap(({ embedder }) => embedder.passages);
      expect(embedded.length).toBe(new Set(embedded).size);
      await expect(first.admin.verify()).resolves.toMatchObject({ differences: 0, backlog: 0 });
    });

    it('takes over what a dead instance had claimed, once its lease has run out', async () => {
      await h.insert(...names(12));
      const dead = h.worker({ config: { leaseMs: 1_000 } });
      dead.embedder.gate = new Promise(() => undefined);
      dead.indexer.start();
      await until(() => dead.embedder.asked > 0, 'the rows are claimed and their texts reserved');
      // Its process is gone: nobody renews, nobody releases. (Here: the claim is made old.)
      await h.dataSource.query(
        "UPDATE outbox SET claimed_until = now() - interval '1 second' WHERE claim IS NOT NULL",
      );
      await h.dataSource.query(
        "UPDATE embedded_texts SET reserved_until = now() - interval '1 second' WHERE vector IS NULL",
      );
      const alive = h.worker();
      await alive.admin.drain();
      expect((await h.indexed(alive)).size).toBe(12);
      dead.embedder.gate = Promise.resolve();
    });

    it('rebuilds beside the live collection, keeps news coming, switches, and drops the old one', async () => {
      const ids = await h.insert(...names(30));
      const worker = h.worker();
      await worker.admin.drain();
      const before = await worker.index.collection();
      const seen: string[] = [];
      const [added] = await Promise.all([
        h.insert('во время перестройки'),
        worker.admin.reindex({ onProgress: ({ phase }) => seen.push(phase) }),
      ]);
      const after = await worker.index.collection({ fresh: true });
      expect(after).not.toBe(before);
      await expect(worker.index.store.collections()).resolves.toEqual([after]);
      await worker.admin.drain();
      expect([...(await h.indexed(worker)).keys()].sort()).toEqual([...ids, ...added].sort());
      expect(worker.embedder.passages).toHaveLength(31); // Nothing twice.
      expect(seen).toContain('index');
      expect(seen.at(-1)).toBe('done');
    });

    it('forgets the texts that no material has had for a week, however many', async () => {
      await h.insert(...names(3));
      const worker = h.worker();
      await worker.admin.drain();
      const remember = (count: number, daysAgo: number): Promise<unknown> =>
        h.dataSource.query(
          `INSERT INTO embedded_texts (content_hash, vector, used_at)
           SELECT sha256(format('%s %s', $2::int, n)::bytea), '\\x00', current_date - $2::int FROM generate_series(1, $1::int) AS n`,
          [count, daysAgo],
        );
      await remember(10_001, 30);
      await remember(2, 1);
      await worker.admin.reindex();
      const [{ count } = { count: 0 }]: { count: number }[] = await h.dataSource.query(
        'SELECT count(*)::int AS count FROM embedded_texts',
      );
      expect(count).toBe(3 + 2);
    });

    it('carries on a rebuild that was interrupted', async () => {
      await h.insert(...names(30));
      const worker = h.worker();
      await worker.admin.drain();
      const stop = new AbortController();
      const cut = new Error('killed');
      worker.embedder.down = true;
      await h.dataSource.query('DELETE FROM embedded_texts');
      await expect(
        worker.admin.reindex({ signal: stop.signal, onProgress: () => stop.abort(cut) }),
      ).rejects.toBe(cut);
      const later = h.worker();
      const report = await later.admin.reindex();
      expect(report).toMatchObject({ resumed: true, indexed: 30, embedded: 30, parked: 0 });
      await expect(later.admin.verify()).resolves.toMatchObject({ differences: 0, points: 30 });
    });

    it('fills a new collection by itself when the vectors were lost, without embedding anything again', async () => {
      await h.insert(...names(30));
      const worker = h.worker();
      await worker.admin.drain();
      await opened.wipe();
      const next = h.worker();
      next.indexer.start();
      await until(async () => (await next.index.count().catch(() => 0)) === 30, 'all points are back');
      await until(async () => (await next.admin.status()).backlog === 0, 'the rebuild is through');
      await next.indexer.stop();
      expect(next.embedder.passages).toEqual([]);
      await expect(next.admin.verify()).resolves.toMatchObject({ differences: 0 });
    });

    it('leaves another model’s collection alone until reindex, then replaces it', async () => {
      await h.insert(...names(3));
      const old = h.worker();
      await old.admin.drain();
      const other = h.worker({ embedder: new ToyEmbedder('2') });
      await h.insert('новость');
      other.indexer.start();
      await until(() => other.lexical.indexed.length === 1, 'words are indexed');
      await until(() => other.indexer.paused, 'vectors wait');
      expect(other.embedder.passages).toEqual([]);
      await expect(other.admin.verify()).rejects.toMatchObject({ code: 'vector_index_unavailable' });
      await other.admin.reindex();
      await other.indexer.stop();
      expect((await h.indexed(other)).size).toBe(4);
      expect(other.embedder.passages).toHaveLength(4);
      await expect(old.index.search(new Float32Array(16), { limit: 1 })).rejects.toMatchObject({
        code: 'vector_index_unavailable',
      });
    });

    it('names every difference between index and truth, and mends it', async () => {
      const ids = (await h.insert(...names(6))) as [string, string, string, string, string, string];
      const worker = h.worker();
      await worker.admin.drain();
      await expect(worker.admin.verify()).resolves.toMatchObject({ materials: 6, points: 6, differences: 0 });

      await worker.index.remove([ids[0]]);
      const stranger = '0193a000-0000-7000-8000-00000000dead';
      const [, , wrong] = await worker.index.store.scan(await worker.index.collection(), null, 10);
      await worker.index.upsert([
        {
          id: stranger,
          vector: new Float32Array(16).fill(0.25),
          payload: wrong?.payload ?? (undefined as never),
        },
        {
          id: wrong?.id ?? '',
          vector: new Float32Array(16).fill(0.25),
          payload: {
            ...(wrong?.payload ?? (undefined as never)),
            contentHash: 'other',
            price: 1,
            brand: 'x',
          },
        },
      ]);
      const told: IndexDifference[] = [];
      const report = await worker.admin.verify({ onDifference: (difference) => told.push(difference) });
      expect(report.differences).toBe(3);
      expect(report.named).toEqual(told);
      expect(told).toEqual(
        expect.arrayContaining([
          { materialId: ids[0], index: 'vector', kind: 'missing' },
          { materialId: stranger, index: 'vector', kind: 'orphaned' },
          { materialId: wrong?.id, index: 'vector', kind: 'outdated', fields: ['text', 'brand', 'price'] },
        ]),
      );
      await expect(worker.admin.verify({ repair: true })).resolves.toMatchObject({
        differences: 3,
        repaired: 3,
      });
      await expect(worker.admin.verify()).resolves.toMatchObject({ differences: 0, points: 6 });
    });

    it('keeps what filters need: category and those above it, brand, unit, price', async () => {
      await h.dataSource.query(`
        WITH top AS (INSERT INTO categories (name, path) VALUES ('Смеси', '') RETURNING id)
        SELECT id FROM top`);
      await h.dataSource.query(
        "INSERT INTO categories (name, path, parent_id) SELECT 'Цемент', '', id FROM categories WHERE name = 'Смеси'",
      );
      await h.dataSource.query(
        `INSERT INTO materials (name, category_id, brand, price_amount, price_currency)
         SELECT 'Цемент М500', id, 'HOLCIM', 512.5, 'RUB' FROM categories WHERE name = 'Цемент'`,
      );
      const categories: { id: string }[] = await h.dataSource.query('SELECT id FROM categories ORDER BY id');
      const worker = h.worker();
      await worker.admin.drain();
      const [point] = await worker.index.store.scan(await worker.index.collection(), null, 1);
      expect(point?.payload).toMatchObject({ brand: 'holcim', price: 512.5, version: 1, supplierIds: [] });
      expect([...(point?.payload.categoryIds ?? [])].sort()).toEqual(categories.map(({ id }) => id));
      expect(worker.embedder.passages).toEqual(['Цемент М500. Смеси, Цемент. HOLCIM']);
    });

    async function claimedRows(): Promise<number> {
      const rows: { count: number }[] = await h.dataSource.query(
        'SELECT count(*)::int AS count FROM outbox WHERE claim IS NOT NULL',
      );
      return rows[0]?.count ?? 0;
    }
  });
}

describeIndexer('indexing (embedded, pgvector)', openEmbedded);
describeWith(['postgres'], 'on servers', () => {
  describeIndexer('indexing (PostgreSQL server, Qdrant)', openServers);
});
