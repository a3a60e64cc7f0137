import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CacheStatus } from '../cache-aside.js';
import type { CachedBody } from '../cached-body.js';

/** Whether the caller asks for a fresh answer (RFC 9111, 5.2.1.4; `Pragma` for HTTP/1.0). */
export function wantsFresh({ headers }: { headers: IncomingHttpHeaders }): boolean {
  const header = headers['cache-control'];
  if (header === undefined) return headers.pragma === 'no-cache';
  return /(?:^|[,\s])(?:no-cache|no-store|max-age=0)(?:$|[,\s])/i.test(header);
}

/** Whether a GET's `If-None-Match` names this entity tag, by weak comparison (RFC 9110, 13.1.2). */
export function isNotModified(
  { headers, method }: { headers: IncomingHttpHeaders; method?: string | undefined },
  etag: string,
): boolean {
  const header = headers['if-none-match'];
  if (header === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
  if (header === etag || header === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** Says what the cache did with the answer that follows. */
export function markResponse(reply: FastifyReply, status: CacheStatus, ageMs: number): void {
  void reply.header('x-cache', status);
  if (status === 'HIT' || status === 'STALE') void reply.header('age', Math.floor(ageMs / 1_000));
}

/** Sends the kept bytes as they are, or 304 when the caller has them. */
export function sendCached(
  request: FastifyRequest,
  reply: FastifyReply,
  body: CachedBody,
  status: CacheStatus,
  ageMs: number,
): void {
  markResponse(reply, status, ageMs);
  void reply.header('etag', body.etag);
  if (isNotModified(request, body.etag)) {
    void reply.code(304).send();
    return;
  }
  void reply.code(200).header('content-type', body.contentType).send(body.bytes);
}
