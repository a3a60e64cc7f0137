import { AppError } from '../../../common/index.js';
import { CollectionMissingError, VectorRejectedError } from '../../ports/vector-store.port.js';

const UNDEFINED_TABLE = '42P01';
/** "expected 384 dimensions, not 3", text that is no vector, numbers out of range. */
const WRONG_DATA = /^22/;

/** A driver's error in our words; what is ours already stays as it is. */
export function translatePgError(error: unknown, collection: string): Error {
  if (error instanceof AppError || error instanceof VectorRejectedError) return error;
  const code = sqlState(error);
  if (code === UNDEFINED_TABLE) return new CollectionMissingError(collection, { cause: error });
  if (code && WRONG_DATA.test(code)) {
    return new VectorRejectedError('The vector table refuses the data.', { cause: error });
  }
  return new AppError('vector_index_unavailable', 'The vector table does not answer.', { cause: error });
}

function sqlState(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  return driverError === undefined ? null : sqlState(driverError);
}
