import { QdrantClient, type Schemas } from '@qdrant/js-client-rest';
import { abortable } from '../../abortable.js';
import type { VectorHit, VectorPoint, VectorSearchOptions } from '../../ports/vector-index.port.js';
import { VectorStore, type ScannedPoint, type VectorStorePing } from '../../ports/vector-store.port.js';
import type { QdrantConfig } from '../../vector-index.config.js';
import { isConnectionFailure, isPointMissing, statusOf, translateQdrantError } from './qdrant-errors.js';
import { fromQdrantPayload, PAYLOAD_INDEXES, toQdrantFilter, toQdrantPayload } from './qdrant-payload.js';

/** Also the most a search may ask for; the server refuses more (strict mode). */
const MAX_LIMIT = 1_000;
/** Tries of a read whose connection breaks. */
const READ_ATTEMPTS = 3;

/** Vectors in Qdrant: one collection each, and the alias that says which is live. */
export class QdrantStore extends VectorStore {
  readonly backend = 'qdrant';
  private readonly client: QdrantClient;

  constructor(private readonly config: QdrantConfig) {
    super();
    const url = new URL(config.url);
    const prefix = url.pathname.replace(/\/+$/, '');
    this.client = new QdrantClient({
      url: url.origin,
      ...(prefix ? { prefix } : {}),
      timeout: config.timeoutMs,
      checkCompatibility: false,
      headers: {
        // Compressed answers are sent in pieces and meet delayed acknowledgement: 48 ms a query instead of 4.
        'accept-encoding': 'identity',
        // As a header of ours: the client's own option warns on the console when the address is not https.
        ...(config.apiKey ? { 'api-key': config.apiKey } : {}),
      },
    });
  }

  prepare(): Promise<void> {
    return Promise.resolve(); // A server that is down now may be up later; nothing is needed before a collection is made.
  }

  async collections(): Promise<string[]> {
    const { collections } = await this.read('', () => this.client.getCollections());
    return collections
      .map(({ name }) => name)
      .filter((name) => name.startsWith(`${this.config.alias}_`))
      .sort();
  }

  async create(collection: string, dimensions: number): Promise<void> {
    const { config } = this;
    try {
      await this.client.createCollection(collection, {
        vectors: { size: dimensions, distance: 'Cosine', on_disk: config.onDiskVectors },
        hnsw_config: { m: config.hnswM, ef_construct: config.hnswEfConstruct },
        on_disk_payload: config.onDiskPayload,
        ...(config.quantization === 'int8'
          ? { quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } } }
          : {}),
        shard_number: config.shards,
        replication_factor: config.replicationFactor,
        write_consistency_factor: config.writeConsistency,
        // A filter on a field without index, or a limit nobody meant, is refused instead of slow.
        strict_mode_config: {
          enabled: true,
          unindexed_filtering_retrieve: false,
          max_query_limit: MAX_LIMIT,
        },
      });
    } catch (error) {
      if (statusOf(error) !== 409) throw translateQdrantError(error, collection);
    }
    await this.write(collection, async () => {
      for (const [field, schema] of Object.entries(PAYLOAD_INDEXES)) {
        await this.client.createPayloadIndex(collection, {
          field_name: field,
          field_schema: schema,
          wait: true,
        });
      }
    });
  }

  async drop(collection: string): Promise<void> {
    await this.write(collection, () => this.client.deleteCollection(collection));
  }

  optimise(): Promise<boolean> {
    return Promise.resolve(true); // Qdrant builds its indexes by itself, from its indexing threshold on.
  }

  async live(): Promise<string | null> {
    const { aliases } = await this.read('', () => this.client.getAliases());
    return aliases.find(({ alias_name }) => alias_name === this.config.alias)?.collection_name ?? null;
  }

  async makeLive(collection: string): Promise<void> {
    const { alias } = this.config;
    const current = await this.live();
    await this.write(collection, () =>
      this.client.updateCollectionAliases({
        actions: [
          ...(current === null ? [] : [{ delete_alias: { alias_name: alias } }]),
          { create_alias: { alias_name: alias, collection_name: collection } },
        ],
      }),
    );
  }

  async upsert(collection: string, points: readonly VectorPoint[]): Promise<void> {
    for (let start = 0; start < points.length; start += this.config.batchSize) {
      const batch: Schemas['PointStruct'][] = points
        .slice(start, start + this.config.batchSize)
        .map(({ id, vector, payload }) => ({
          id,
          vector: Array.from(vector),
          payload: toQdrantPayload(payload),
        }));
      // Waited for: without it the answer comes before the point can be found, and the news that it is indexed would be early.
      // Weak ordering is enough, for two writers never hold the same material at once (the indexer's claims).
      await this.write(collection, () =>
        this.client.upsert(collection, { points: batch, wait: true, ordering: 'weak' }),
      );
    }
  }

  async remove(collection: string, ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += MAX_LIMIT) {
      const points = ids.slice(start, start + MAX_LIMIT);
      await this.write(collection, () =>
        this.client.delete(collection, { points, wait: true, ordering: 'weak' }),
      );
    }
  }

  search(collection: string, vector: Float32Array, options: VectorSearchOptions): Promise<VectorHit[]> {
    return this.nearest(collection, Array.from(vector), options);
  }

  async searchById(
    collection: string,
    id: string,
    options: VectorSearchOptions,
  ): Promise<VectorHit[] | null> {
    return this.nearest(collection, id, options).catch((error: unknown) => {
      if (error instanceof Error && isPointMissing(error.cause)) return null;
      throw error;
    });
  }

  async count(collection: string): Promise<number> {
    return (await this.read(collection, () => this.client.count(collection, { exact: true }))).count;
  }

  async scan(collection: string, after: string | null, limit: number): Promise<ScannedPoint[]> {
    // Qdrant's offset is the first point of the page, so the one we had comes again.
    const { points } = await this.read(collection, () =>
      this.client.scroll(collection, {
        limit: after === null ? limit : limit + 1,
        ...(after === null ? {} : { offset: after }),
        with_payload: true,
        with_vector: false,
      }),
    );
    return points
      .filter(({ id }) => id !== after)
      .slice(0, limit)
      .map(({ id, payload }) => ({ id: String(id), payload: fromQdrantPayload(payload) }));
  }

  async ping(): Promise<VectorStorePing> {
    const started = performance.now();
    const { version } = await this.read('', () => this.client.versionInfo());
    return { version, pingMs: performance.now() - started };
  }

  private async nearest(
    collection: string,
    query: number[] | string,
    { limit, filter, signal }: VectorSearchOptions,
  ): Promise<VectorHit[]> {
    const narrowed = toQdrantFilter(filter);
    const work = this.read(collection, () =>
      this.client.query(collection, {
        query,
        limit,
        ...(narrowed ? { filter: narrowed } : {}),
        params: {
          hnsw_ef: Math.max(this.config.hnswEf, limit),
          ...(this.config.quantization === 'int8'
            ? { quantization: { rescore: true, oversampling: this.config.oversampling } }
            : {}),
        },
        with_payload: false,
      }),
    );
    const { points } = await abortable(work, signal);
    return points
      .map(({ id, score }) => ({ id: String(id), score }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  }

  /**
   * A read may be asked again: connections that were idle too long break with the first request on them, and the pool may hold several
   * of one age. What the server ended is noticed in the event loop's next turn, so each try waits for one.
   */
  private async read<T>(collection: string, ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        if (attempt >= READ_ATTEMPTS || !isConnectionFailure(error)) {
          throw translateQdrantError(error, collection);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  private async write<T>(collection: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw translateQdrantError(error, collection);
    }
  }
}
