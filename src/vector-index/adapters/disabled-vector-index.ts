import { AppError } from '../../common/index.js';
import { VectorIndex, type VectorHit, type VectorIndexHealth } from '../ports/vector-index.port.js';

/** Stands in when `SEMANTIC_ENABLED=false`: nothing is stored, and a search is told so at once. */
export class DisabledVectorIndex extends VectorIndex {
  upsert(): Promise<void> {
    return Promise.reject(this.refusal());
  }
  remove(): Promise<void> {
    return Promise.resolve();
  }
  search(): Promise<VectorHit[]> {
    return Promise.reject(this.refusal());
  }
  searchById(): Promise<VectorHit[] | null> {
    return Promise.reject(this.refusal());
  }
  count(): Promise<number> {
    return Promise.resolve(0);
  }
  health(): Promise<VectorIndexHealth> {
    return Promise.resolve({ status: 'disabled', backend: 'none', collection: '', points: 0 });
  }

  private refusal(): AppError {
    return new AppError(
      'vector_index_unavailable',
      'Search by meaning is switched off (SEMANTIC_ENABLED=false).',
    );
  }
}
