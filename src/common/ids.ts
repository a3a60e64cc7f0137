import { v7, validate } from 'uuid';

/** A new UUIDv7 (RFC 9562): ordered by creation time, so index inserts stay local. */
export function newId(): string {
  return v7();
}

/** True for any RFC 9562 UUID text; the database accepts every version. */
export function isId(text: string): boolean {
  return validate(text);
}
