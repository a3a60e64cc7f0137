import { cacheClear, cacheStats, cacheWarm } from './cache.operations.js';
import { health } from './health.operation.js';
import { indexFailures, indexRetry, reindex, verify } from './indexing.operations.js';
import type { Operation } from './operation.js';
import { search } from './search.operation.js';

/** What a running server can be asked for over its control socket. */
export const ALL_OPERATIONS: ReadonlyMap<string, Operation<unknown, unknown>> = new Map(
  [search, reindex, verify, indexFailures, indexRetry, cacheStats, cacheWarm, cacheClear, health].map(
    (each) => [each.name, each as Operation<unknown, unknown>],
  ),
);
