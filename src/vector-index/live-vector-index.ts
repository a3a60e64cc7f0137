import { AppError, inSpan, type Clock } from '../common/index.js';
import type { EmbedderIdentity } from '../embeddings/index.js';
import { collectionName, isOfIdentity } from './collection-name.js';
import {
  VectorIndex,
  type VectorHit,
  type VectorIndexHealth,
  type VectorPoint,
  type VectorSearchOptions,
} from './ports/vector-index.port.js';
import {
  CollectionMissingError,
  VectorRejectedError,
  type ScannedPoint,
  type VectorStore,
} from './ports/vector-store.port.js';

/** How long a search trusts the name of the live collection it once looked up. A collection that is gone is noticed at once. */
const TRUST_MS = 5_000;

/**
 * The live collection of a store. It is always addressed by its own name, never by the alias: the name says which model made the
 * vectors, so a query is never compared with vectors of another model, also not in the moment another instance switches the alias.
 */
export class LiveVectorIndex extends VectorIndex {
  private known: { collection: string; until: number } | null = null;

  constructor(
    readonly store: VectorStore,
    readonly identity: EmbedderIdentity,
    private readonly base: string,
    private readonly clock: Clock,
  ) {
    super();
  }

  async upsert(points: readonly VectorPoint[]): Promise<void> {
    if (points.length === 0) return;
    await this.store.upsert(await this.collection({ fresh: true }), points);
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.store.remove(await this.collection({ fresh: true }), ids);
  }

  search(vector: Float32Array, options: VectorSearchOptions): Promise<VectorHit[]> {
    return this.searching((collection) => this.store.search(collection, vector, options));
  }

  searchById(id: string, options: VectorSearchOptions): Promise<VectorHit[] | null> {
    return this.searching((collection) => this.store.searchById(collection, id, options));
  }

  private searching<T>(search: (collection: string) => Promise<T>): Promise<T> {
    const attributes = { 'db.system.name': this.store.backend, 'db.operation.name': 'search' };
    return inSpan('vector search', 'client', attributes, () => this.onLive(search));
  }

  count(): Promise<number> {
    return this.onLive((collection) => this.store.count(collection));
  }

  async health(): Promise<VectorIndexHealth> {
    const { backend } = this.store;
    try {
      const { version, pingMs } = await this.store.ping();
      const live = await this.store.live();
      if (live === null || !isOfIdentity(live, this.identity)) {
        return { status: 'reindex_required', backend, collection: live ?? '', points: 0, version, pingMs };
      }
      const points = await this.store.count(live);
      return { status: 'up', backend, collection: live, points, version, pingMs };
    } catch (error) {
      if (error instanceof CollectionMissingError) {
        return { status: 'reindex_required', backend, collection: '', points: 0 };
      }
      return { status: 'down', backend, collection: '', points: 0 };
    }
  }

  /**
   * The live collection, when it is of our identity.
   * @throws AppError `vector_index_unavailable` when there is none, or another model made it.
   */
  async collection(options: { fresh?: boolean } = {}): Promise<string> {
    const now = this.clock.monotonic();
    if (!options.fresh && this.known && now < this.known.until) return this.known.collection;
    const live = await this.store.live();
    if (live === null || !isOfIdentity(live, this.identity)) {
      this.known = null;
      throw new AppError(
        'vector_index_unavailable',
        live === null
          ? 'There is no live vector collection yet.'
          : 'The live vectors were made by another model or text recipe; run "reindex".',
      );
    }
    this.known = { collection: live, until: now + TRUST_MS };
    return live;
  }

  /** True when our model made the vectors of this collection. */
  isOurs(collection: string): boolean {
    return isOfIdentity(collection, this.identity);
  }

  /** A name for a new collection of our identity. */
  newCollectionName(): string {
    return collectionName(this.base, this.identity, this.clock.now());
  }

  /** Makes an empty collection of our identity, not live yet; one that exists stays as it is. @returns its name. */
  async createCollection(name = this.newCollectionName()): Promise<string> {
    await this.store.create(name, this.identity.dimensions);
    return name;
  }

  /** Every point of a collection in the order of ids, in pages. */
  async *scan(collection: string, pageSize = 500): AsyncGenerator<ScannedPoint[], void, undefined> {
    let after: string | null = null;
    for (;;) {
      const page: ScannedPoint[] = await this.store.scan(collection, after, pageSize);
      if (page.length > 0) yield page;
      if (page.length < pageSize) return;
      after = page.at(-1)?.id ?? null;
    }
  }

  /** A rebuild that ended dropped the collection we knew: look up the new one and ask again, once. */
  private async onLive<T>(use: (collection: string) => Promise<T>): Promise<T> {
    const collection = await this.collection();
    try {
      return await use(collection);
    } catch (error) {
      if (error instanceof VectorRejectedError) {
        throw new AppError('vector_index_unavailable', 'The vector index refuses the question.', {
          cause: error,
        });
      }
      if (!(error instanceof CollectionMissingError)) throw error;
      const current = await this.collection({ fresh: true });
      if (current === collection) throw error;
      return use(current);
    }
  }
}
