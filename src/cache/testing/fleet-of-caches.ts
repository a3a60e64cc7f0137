import { Logger } from '@nestjs/common';
import { SystemClock, type Clock } from '../../common/index.js';
import { InMemoryDurableEpoch } from '../adapters/in-memory-durable-epoch.js';
import { CacheStats } from '../cache-stats.js';
import { LocalTier } from '../local-tier.js';
import type { DurableEpoch } from '../ports/durable-epoch.port.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { RedisSharedTier, type RedisSharedTierSettings } from '../redis/redis-shared-tier.js';
import { TwoTierCache, type TwoTierSettings } from '../two-tier-cache.js';

export interface TestInstance {
  cache: TwoTierCache;
  shared: RedisSharedTier;
  connections: RedisConnections;
  stop(): Promise<void>;
}

export interface TestInstanceOptions {
  url: string;
  prefix: string;
  durable?: DurableEpoch;
  /** Clock of the cache-aside service; default: the system's, as for the fleet. */
  clock?: Clock;
  fleetClock?: Clock;
  commandTimeoutMs?: number;
  settings?: Partial<RedisSharedTierSettings & TwoTierSettings>;
  localBytes?: number;
  /** Replaces the tier by one without a guard, to show that a check notices. */
  tier?: typeof RedisSharedTier;
}

/** One instance of the cache as the module wires it, over a real Redis and without the rest of the program. */
export async function startInstance(options: TestInstanceOptions): Promise<TestInstance> {
  Logger.overrideLogger(false);
  const clock = new SystemClock();
  const connections = new RedisConnections({
    url: options.url,
    poolSize: 2,
    connectTimeoutMs: 1_000,
    commandTimeoutMs: options.commandTimeoutMs ?? 500,
    retryMaxMs: 300,
  });
  const settings = {
    prefix: options.prefix,
    leaseMs: 5_000,
    localMaxStaleMs: 1_500,
    redisRetryMaxMs: 300,
    batchSize: 100,
    jitter: 0,
    writeThrough: false,
    waitMs: 2_000,
    ...options.settings,
  };
  const Tier = options.tier ?? RedisSharedTier;
  const shared = new Tier(
    connections,
    options.durable ?? new InMemoryDurableEpoch(),
    options.fleetClock ?? clock,
    settings,
  );
  const local = new LocalTier(options.localBytes ?? 1_000_000);
  // Never early: 1 makes the logarithm zero.
  const cache = new TwoTierCache(
    local,
    shared,
    options.clock ?? clock,
    new CacheStats(new Date(0)),
    settings,
    () => 1,
  );
  await shared.start();
  return { cache, shared, connections, stop: () => shared.stop() };
}
