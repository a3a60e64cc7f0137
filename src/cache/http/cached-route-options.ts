import type { FastifyRequest } from 'fastify';
import type { CachePolicy } from '../cache-aside.js';

/** How a GET or POST route is served from the cache; what is kept is the serialised body. */
export interface CachedRouteOptions {
  policy: CachePolicy | (() => CachePolicy);
  /**
   * Cache key of a request, canonical (equal questions, equal keys); null when this request must not be cached. Runs on the raw
   * request, before the pipes: answer null for what the pipes would refuse, so that it is never answered from the cache. The body
   * of a POST is parsed and not yet validated. For a GET it must be a function of the URL alone: it is remembered by URL.
   */
  key: (request: FastifyRequest) => string | null;
  /** Strong entity tag, with its quotes, of what the handler returned; default: what the handler set, or a hash of the bytes. */
  etag?: (body: unknown) => string;
  /** Whether a 404 of the handler (an `AppError`) is remembered for `negativeTtlMs`. Default false. */
  rememberNotFound?: boolean;
}

/** Metadata key of a handler's options. */
export const CACHED_ROUTE = Symbol('cached-route');
