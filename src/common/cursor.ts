import { validationError } from './errors.js';

/** Body of every list: `nextCursor` is null on the last page. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Opaque cursor of keyset pagination: the sort key of the last row shown, so that inserts never shift a page. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * @param length number of parts the caller put in.
 * @throws AppError `validation_failed` naming `cursor` when the text is not one of ours.
 */
export function decodeCursor(cursor: string, length: number): (string | number | null)[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(key) &&
      key.length === length &&
      key.every(
        (part) =>
          part === null || typeof part === 'number' || (typeof part === 'string' && !part.includes('\u0000')),
      )
    ) {
      return key as (string | number | null)[];
    }
  } catch {
    // Falls through: unparsable text is as wrong as a wrong shape.
  }
  throw validationError([
    {
      path: 'cursor',
      code: 'invalid_cursor',
      message: 'Use the nextCursor of the page before, as it was given.',
    },
  ]);
}
