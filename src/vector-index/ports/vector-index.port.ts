import type { CatalogueFilter } from '../../common/index.js';

/** What the index knows of a material besides its vector: all a filter can ask for, and what `verify` compares. */
export interface VectorPayload {
  /** Hash of the embedded text under the embedder's identity. */
  contentHash: string;
  /** Version of the material row this point was made from. */
  version: number;
  /** The material's category and every category above it. */
  categoryIds: readonly string[];
  /** Lower-cased brand. */
  brand: string | null;
  unitCode: string | null;
  supplierIds: readonly string[];
  /** Price as a number: good enough to narrow by, never shown. */
  price: number | null;
}

export interface VectorPoint {
  /** Id of the material. */
  id: string;
  vector: Float32Array;
  payload: VectorPayload;
}

export interface VectorHit {
  id: string;
  /** Cosine similarity, -1 to 1; higher is nearer. */
  score: number;
}

export interface VectorSearchOptions {
  /** At most this many hits, 1 to 1000. */
  limit: number;
  filter?: CatalogueFilter;
  signal?: AbortSignal;
}

export interface VectorIndexHealth {
  /** `reindex_required`: it answers, but holds another model's vectors or none. `disabled`: switched off, which is no fault. */
  status: 'up' | 'reindex_required' | 'down' | 'disabled';
  /** What keeps the vectors. */
  backend: 'qdrant' | 'pgvector' | 'none';
  /** Name of the live collection or table; empty when there is none. */
  collection: string;
  points: number;
  version?: string;
  pingMs?: number;
}

/**
 * Nearest-neighbour index of materials. Every filter is applied inside the index, so a search returns `limit` hits whenever
 * that many match. Every method rejects with AppError `vector_index_unavailable` when the backend cannot answer, or when what
 * it holds was made by another model.
 */
export abstract class VectorIndex {
  /** Inserts or replaces points; a replaced point's payload is replaced whole. */
  abstract upsert(points: readonly VectorPoint[]): Promise<void>;
  /** Removes points; an absent id is no error. */
  abstract remove(ids: readonly string[]): Promise<void>;
  /** Nearest first, equal scores by id. */
  abstract search(vector: Float32Array, options: VectorSearchOptions): Promise<VectorHit[]>;
  /** Nearest to a stored point, that point left out; null when the id is not in the index. */
  abstract searchById(id: string, options: VectorSearchOptions): Promise<VectorHit[] | null>;
  abstract count(): Promise<number>;
  abstract health(): Promise<VectorIndexHealth>;
}
