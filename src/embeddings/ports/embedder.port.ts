/** Which model made a vector, exactly. Vectors of two identities are never compared. */
export interface EmbedderIdentity {
  /** For example "multilingual-e5-small-materials". */
  model: string;
  /** Content hash of the model files, or what the provider calls its version. */
  revision: string;
  dimensions: number;
  /** Version of the function that composes the text of a material; another recipe is another identity. */
  recipe: string;
}

/** One line that is equal exactly when two identities are. */
export function identityKey(identity: EmbedderIdentity): string {
  return `${identity.model}@${identity.revision}/${identity.dimensions}/${identity.recipe}`;
}

export interface EmbedderHealth {
  /** `starting`: the model loads. `disabled`: switched off by configuration, which is no fault. */
  status: 'up' | 'starting' | 'down' | 'disabled';
  model: string;
  dimensions: number;
}

export interface EmbedOptions {
  /** Aborting rejects with the signal's reason; work already under way may still finish. */
  signal?: AbortSignal;
}

/** The model is there but refuses this text, and would again: a retry is pointless, the fault is the text's. */
export class EmbeddingRejectedError extends Error {
  override readonly name = 'EmbeddingRejectedError';
}

/**
 * Text to vector. Vectors have `identity.dimensions` components and length 1, so cosine similarity is the dot product.
 * Embedding rejects with AppError `embedder_unavailable` when the model cannot answer now, and with
 * {@link EmbeddingRejectedError} when it refuses a text.
 */
export abstract class Embedder {
  abstract readonly identity: EmbedderIdentity;
  /** One vector for each text, in order, as queries (e5: "query: " prefix). */
  abstract embedQueries(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
  /** One vector for each text, in order, as stored passages (e5: "passage: " prefix). Queries go before passages. */
  abstract embedPassages(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
  abstract health(): Promise<EmbedderHealth>;
  /** Begins to load what the first text would have to wait for, and returns at once. */
  preload(): void {}
}
