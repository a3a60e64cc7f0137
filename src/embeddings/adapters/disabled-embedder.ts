import { AppError } from '../../common/index.js';
import { Embedder, type EmbedderHealth, type EmbedderIdentity } from '../ports/embedder.port.js';

/** Stands in when `SEMANTIC_ENABLED=false`: there is no model, and whoever asks is told so at once. */
export class DisabledEmbedder extends Embedder {
  readonly identity: EmbedderIdentity = { model: 'none', revision: 'none', dimensions: 1, recipe: 'none' };

  embedQueries(): Promise<Float32Array[]> {
    return Promise.reject(this.refusal());
  }

  embedPassages(): Promise<Float32Array[]> {
    return Promise.reject(this.refusal());
  }

  health(): Promise<EmbedderHealth> {
    return Promise.resolve({ status: 'disabled', model: 'none', dimensions: 0 });
  }

  private refusal(): AppError {
    return new AppError(
      'embedder_unavailable',
      'Search by meaning is switched off (SEMANTIC_ENABLED=false).',
    );
  }
}
