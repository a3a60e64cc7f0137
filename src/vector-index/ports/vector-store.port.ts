import { AppError } from '../../common/index.js';
import type { VectorHit, VectorPayload, VectorPoint, VectorSearchOptions } from './vector-index.port.js';

/** A point as `scan` gives it: what the index knows, without the vector. */
export interface ScannedPoint {
  id: string;
  payload: VectorPayload;
}

export interface VectorStorePing {
  version: string;
  pingMs: number;
}

/** The collection asked for is not there: never made, dropped by a rebuild that finished, or wiped. */
export class CollectionMissingError extends AppError {
  constructor(collection: string, options: { cause?: unknown } = {}) {
    super('vector_index_unavailable', `There is no vector collection "${collection}".`, options);
    this.name = 'CollectionMissingError';
  }
}

/** The store is well but refuses what it was given, and would again: a retry is pointless. */
export class VectorRejectedError extends Error {
  override readonly name = 'VectorRejectedError';
}

/**
 * What a backend must do for us: named collections of points, and one alias that says which is live. Every method rejects with
 * AppError `vector_index_unavailable` when the backend cannot answer, {@link CollectionMissingError} when the collection is gone,
 * and {@link VectorRejectedError} when the points or the vector are wrong.
 */
export abstract class VectorStore {
  abstract readonly backend: 'qdrant' | 'pgvector';

  /** Makes ready what the alias and the collections need. Idempotent, safe beside other instances. */
  abstract prepare(): Promise<void>;
  /** Every collection of ours, the live one and those being built. */
  abstract collections(): Promise<string[]>;
  /** Makes a collection; one that exists stays as it is. */
  abstract create(collection: string, dimensions: number): Promise<void>;
  /** An absent one is no error. */
  abstract drop(collection: string): Promise<void>;
  /**
   * Called when a collection has been filled, and now and then: builds the indexes its size is worth, which may take minutes.
   * @returns false when another instance is at it: ask again later.
   */
  abstract optimise(collection: string, signal?: AbortSignal): Promise<boolean>;

  /** Name behind the alias; null when there is none. */
  abstract live(): Promise<string | null>;
  /** Points the alias to a collection, atomically: a reader sees the old one or the new one. */
  abstract makeLive(collection: string): Promise<void>;

  /** What was written is found by the next search. */
  abstract upsert(collection: string, points: readonly VectorPoint[]): Promise<void>;
  abstract remove(collection: string, ids: readonly string[]): Promise<void>;
  abstract search(
    collection: string,
    vector: Float32Array,
    options: VectorSearchOptions,
  ): Promise<VectorHit[]>;
  abstract searchById(
    collection: string,
    id: string,
    options: VectorSearchOptions,
  ): Promise<VectorHit[] | null>;
  abstract count(collection: string): Promise<number>;
  /** Points in the order of their ids, those after `after`. */
  abstract scan(collection: string, after: string | null, limit: number): Promise<ScannedPoint[]>;
  abstract ping(): Promise<VectorStorePing>;
}
