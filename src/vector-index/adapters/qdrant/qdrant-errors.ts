import { AppError } from '../../../common/index.js';
import { CollectionMissingError, VectorRejectedError } from '../../ports/vector-store.port.js';

/** What the client throws for an answer that is no success; its class is not exported by the client. */
interface ApiFailure {
  status: number;
  data?: { status?: { error?: string } };
}

function isApiFailure(error: unknown): error is ApiFailure {
  return typeof error === 'object' && error !== null && typeof (error as ApiFailure).status === 'number';
}

export function statusOf(error: unknown): number | null {
  return isApiFailure(error) ? error.status : null;
}

/** True when no answer came at all: the connection broke, perhaps one that had been idle too long. */
export function isConnectionFailure(error: unknown): boolean {
  // By name, not by class: fetch throws the TypeError of its own realm.
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return name === 'TypeError' && message === 'fetch failed';
}

/** True for "No point with id … found". */
export function isPointMissing(error: unknown): boolean {
  return isApiFailure(error) && error.status === 404 && !isCollectionMissing(error);
}

function isCollectionMissing(error: ApiFailure): boolean {
  return error.status === 404 && /^Not found: Collection /.test(error.data?.status?.error ?? '');
}

/** The client's error in our words. 400 and 422 are the request's fault, so the same request would fail again. */
export function translateQdrantError(error: unknown, collection: string): Error {
  if (error instanceof AppError) return error;
  if (isApiFailure(error)) {
    if (isCollectionMissing(error)) return new CollectionMissingError(collection, { cause: error });
    if (error.status === 400 || error.status === 413 || error.status === 422) {
      return new VectorRejectedError(
        `Qdrant refuses: ${error.data?.status?.error ?? `status ${error.status}`}`,
        {
          cause: error,
        },
      );
    }
  }
  return new AppError('vector_index_unavailable', 'Qdrant does not answer.', { cause: error });
}
