import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { cachePolicy, type CachePolicy } from '../cache/index.js';
import { searchBodySchema, searchQuerySchema } from './dto/search-request.js';
import type { SearchQuestion } from './search.types.js';

export const SEARCH_NAMESPACE = 'search';

let policy: CachePolicy | null = null;

/** Answers go stale by invalidation; their age only bounds how long one is kept. */
export function searchPolicy(): CachePolicy {
  policy ??= cachePolicy(SEARCH_NAMESPACE);
  return policy;
}

/** MD5 of the canonical question: GET and POST of the same question, in any order of its parts, share one entry. */
export function searchKey(question: SearchQuestion): string {
  const canonical = JSON.stringify(Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('md5').update(canonical).digest('hex');
}

/** Key of a request; null when it is no valid question, which the handler will say. */
export function searchRequestKey(request: FastifyRequest): string | null {
  const parsed =
    request.method === 'GET'
      ? searchQuerySchema.safeParse(request.query)
      : searchBodySchema.safeParse(request.body);
  return parsed.success ? searchKey(parsed.data) : null;
}
