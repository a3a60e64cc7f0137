import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { cacheConfig, CacheModule, RedisConnections, type CacheConfig } from '../cache/index.js';
import { AccessPolicy, Clock } from '../common/index.js';
import { MetricsRegistry } from '../metrics/index.js';
import { MemorySpendingCounter } from './adapters/memory-spending-counter.js';
import { RedisSpendingCounter } from './adapters/redis-spending-counter.js';
import { LoadShedding } from './load-shedding.js';
import { RateLimits } from './rate-limits.js';
import { rateLimitingConfig, type RateLimitingConfig } from './rate-limiting.config.js';
import { Spending } from './spending.js';

@Module({
  imports: [ConfigModule.forFeature(rateLimitingConfig), ConfigModule.forFeature(cacheConfig), CacheModule],
  providers: [
    {
      provide: RateLimits,
      inject: [rateLimitingConfig.KEY, RedisConnections, cacheConfig.KEY, AccessPolicy, Clock],
      useFactory: (
        config: RateLimitingConfig,
        connections: RedisConnections | null,
        cache: CacheConfig,
        access: AccessPolicy,
        clock: Clock,
      ) => {
        const shared = connections && new RedisSpendingCounter(connections, cache.prefix, config.windowMs);
        const spending = new Spending(shared, new MemorySpendingCounter(config.windowMs), clock);
        const enabled = config.enabled === 'auto' ? !access.isPrivate : config.enabled === 'true';
        return new RateLimits(config, spending, enabled);
      },
    },
    {
      provide: LoadShedding,
      inject: [rateLimitingConfig.KEY, MetricsRegistry],
      useFactory: (config: RateLimitingConfig, metrics: MetricsRegistry) => new LoadShedding(config, metrics),
    },
  ],
  exports: [RateLimits, LoadShedding],
})
export class RateLimitingModule {}
