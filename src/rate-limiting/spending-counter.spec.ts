import { RedisConnections } from '../cache/index.js';
import { describeWith, redisUrl, uniquePrefix } from '../../test/support/servers.js';
import { MemorySpendingCounter } from './adapters/memory-spending-counter.js';
import { RedisSpendingCounter } from './adapters/redis-spending-counter.js';
import { describeSpendingCounterContract } from './testing/spending-counter.contract.js';

const WINDOW_MS = 2_000;

describeSpendingCounterContract('in this process', () =>
  Promise.resolve({
    counter: new MemorySpendingCounter(WINDOW_MS),
    windowMs: WINDOW_MS,
    close: () => Promise.resolve(),
  }),
);

describeWith(['redis'], 'with a Redis server', () => {
  describeSpendingCounterContract('Redis', async () => {
    const connections = new RedisConnections({
      url: redisUrl(),
      poolSize: 2,
      connectTimeoutMs: 10_000,
      commandTimeoutMs: 10_000,
      retryMaxMs: 100,
    });
    await connections.ensure();
    return {
      counter: new RedisSpendingCounter(connections, uniquePrefix(), WINDOW_MS),
      windowMs: WINDOW_MS,
      close: () => {
        connections.close();
        return Promise.resolve();
      },
    };
  });
});
