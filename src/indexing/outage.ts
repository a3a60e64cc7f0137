import { AppError } from '../common/index.js';

const OUTAGE_CODES = new Set([
  'embedder_unavailable',
  'vector_index_unavailable',
  'database_unavailable',
  'search_unavailable',
]);
/** SQLSTATE classes of a database that is not well: connection, resources, an operator's intervention, system, rollback. */
const DATABASE_TROUBLE = /^(08|53|57|58|40)/;

/**
 * Tells a fault of the surroundings from a fault of the material. After the first everything waits and nothing is held against the
 * change; the second is the change's own, and counts towards parking it.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof AppError) return OUTAGE_CODES.has(error.code);
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  const state = typeof driverError?.code === 'string' ? driverError.code : code;
  if (typeof state !== 'string')
    return /Connection terminated|timeout exceeded when trying to connect/.test(messageOf(error));
  return DATABASE_TROUBLE.test(state) || /^E[A-Z]+$/.test(state); // ECONNREFUSED and its like.
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
