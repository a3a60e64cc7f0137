import type { OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  Embedder,
  type EmbedderHealth,
  type EmbedderIdentity,
  type EmbedOptions,
} from './ports/embedder.port.js';

/** Rough cost of an entry beside its text and vector. */
const ENTRY_OVERHEAD_BYTES = 200;

/**
 * An embedder that remembers the vectors of recent queries, at most `maxBytes` of them. People type the same things: a remembered
 * query costs no model run.
 */
export class QueryCachingEmbedder extends Embedder {
  readonly identity: EmbedderIdentity;
  private readonly vectors: LRUCache<string, Float32Array>;

  constructor(
    private readonly inner: Embedder & Partial<OnApplicationShutdown>,
    maxBytes: number,
  ) {
    super();
    this.identity = inner.identity;
    this.vectors = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (vector, text) => vector.byteLength + 2 * text.length + ENTRY_OVERHEAD_BYTES,
    });
  }

  /** Bytes held now. */
  get sizeBytes(): number {
    return this.vectors.calculatedSize;
  }

  async embedQueries(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]> {
    const found = texts.map((text) => this.vectors.get(text));
    const missing = [...new Set(texts.filter((_, index) => !found[index]))];
    if (missing.length > 0) {
      const fresh = await this.inner.embedQueries(missing, options);
      fresh.forEach((vector, index) => {
        const text = missing[index];
        if (text !== undefined) this.vectors.set(text, vector);
      });
      const byText = new Map(missing.map((text, index) => [text, fresh[index]]));
      texts.forEach((text, index) => (found[index] ??= byText.get(text)));
    }
    return found.map((vector) => {
      if (!vector) throw new Error('The embedder returned fewer vectors than texts.');
      return vector;
    });
  }

  embedPassages(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]> {
    return this.inner.embedPassages(texts, options);
  }

  health(): Promise<EmbedderHealth> {
    return this.inner.health();
  }

  override preload(): void {
    this.inner.preload();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.inner.onApplicationShutdown?.();
  }
}
