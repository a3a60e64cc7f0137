export { cacheClear, cacheStats, cacheWarm } from './cache.operations.js';
export { RunningServer } from './control/control-client.js';
export { health } from './health.operation.js';
export { indexFailures, indexRetry, reindex, verify } from './indexing.operations.js';
export type { OnProgress, Operation, OperationContext, Rooms } from './operation.js';
export { OperationsModule } from './operations.module.js';
export { search } from './search.operation.js';
