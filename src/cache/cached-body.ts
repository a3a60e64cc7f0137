import { createHash } from 'node:crypto';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** A 200 answer as it is kept: the bytes that are sent, and what must be said about them. */
export class CachedBody {
  constructor(
    readonly contentType: string,
    /** Strong entity tag with its quotes. */
    readonly etag: string,
    readonly bytes: Buffer,
  ) {}
}

/** The JSON of a value as a kept answer; `etag` defaults to a hash of the bytes. */
export function jsonBody(value: unknown, etag?: string): CachedBody {
  const bytes = Buffer.from(JSON.stringify(value));
  return new CachedBody(JSON_TYPE, etag ?? etagOf(bytes), bytes);
}

/** Strong ETag of bytes: 128 bits of their SHA-1, enough to tell answers apart; not a security measure. */
export function etagOf(bytes: Buffer): string {
  return `"${createHash('sha1').update(bytes).digest('base64url').slice(0, 22)}"`;
}

/** Marks the answers that must not be kept, for example a degraded one; the body itself is sent unchanged. */
const UNCACHEABLE = new WeakSet<object>();

/**
 * Says that this answer of a `@CachedRoute` handler is to be sent and not kept.
 *
 * @param body the answer, an object; the same object is returned.
 */
export function uncacheable<T extends object>(body: T): T {
  UNCACHEABLE.add(body);
  return body;
}

export function isUncacheable(body: unknown): boolean {
  return typeof body === 'object' && body !== null && UNCACHEABLE.has(body);
}
