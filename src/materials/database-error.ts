import { QueryFailedError } from 'typeorm';

interface DriverError {
  code?: string;
  constraint?: string;
}

function driverErrorOf(error: unknown): DriverError {
  return error instanceof QueryFailedError ? (error.driverError as DriverError) : {};
}

/** True when a constraint (or unique index) of this name refused the statement. */
export function violates(error: unknown, constraint: string): boolean {
  return driverErrorOf(error).constraint === constraint;
}

/** SQLSTATE of a failed statement; '' for anything else. */
export function sqlState(error: unknown): string {
  return driverErrorOf(error).code ?? '';
}

/** Serialization failure, deadlock, and a row that was deleted between being looked up and being referred to. */
const TRANSIENT = new Set(['40001', '40P01', '23503']);
const ATTEMPTS = 4;

/**
 * Runs a whole transaction, and again when the only thing wrong was what another writer did in the same moment.
 *
 * @param work must be safe to repeat: one statement, or one transaction.
 */
export async function retryTransient<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !TRANSIENT.has(sqlState(error))) throw error;
    }
  }
}
