import { createHash } from 'node:crypto';
import { AppError } from '../../common/index.js';
import {
  Embedder,
  EmbeddingRejectedError,
  type EmbedderHealth,
  type EmbedderIdentity,
  type EmbedOptions,
} from '../../embeddings/index.js';

/** Vectors out of a hash: the same text, the same vector; no meaning. Counts what it is asked and fails on demand. */
export class ToyEmbedder extends Embedder {
  readonly identity: EmbedderIdentity;
  /** Every passage embedded, in order. */
  readonly passages: string[] = [];
  /** How many passages it was asked for: with the gate closed, how many wait. */
  asked = 0;
  down = false;
  /** Texts that contain it are refused. */
  poison: string | null = null;
  /** Awaited before every batch: a test holds the embedder here. */
  gate: Promise<void> = Promise.resolve();

  constructor(revision = '1') {
    super();
    this.identity = { model: 'toy', revision, dimensions: 16, recipe: 'r' };
  }

  embedQueries(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map(toVector));
  }

  async embedPassages(texts: readonly string[], { signal }: EmbedOptions = {}): Promise<Float32Array[]> {
    this.asked += texts.length;
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    await Promise.race([this.gate, aborted]);
    if (this.down) throw new AppError('embedder_unavailable', 'The toy is down.');
    const { poison } = this;
    if (poison !== null && texts.some((text) => text.includes(poison))) {
      throw new EmbeddingRejectedError('The toy refuses poison.');
    }
    this.passages.push(...texts);
    return texts.map(toVector);
  }

  health(): Promise<EmbedderHealth> {
    return Promise.resolve({ status: this.down ? 'down' : 'up', model: 'toy', dimensions: 16 });
  }
}

function toVector(text: string): Float32Array {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  const vector = Float32Array.from(bytes, (byte) => byte - 127.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
