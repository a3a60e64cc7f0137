import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { cacheConfig, type CacheConfig } from '../cache.config.js';
import { RedisAdapter } from './redis-adapter.js';
import { RedisConnections } from './redis-connections.js';

/** The connections to Redis and the adapter over them; both null where `REDIS_URL` is not set. */
@Module({
  imports: [ConfigModule.forFeature(cacheConfig)],
  providers: [
    {
      provide: RedisConnections,
      inject: [cacheConfig.KEY],
      useFactory: (config: CacheConfig) =>
        config.redisUrl === null
          ? null
          : new RedisConnections({
              url: config.redisUrl,
              poolSize: config.redisPoolSize,
              connectTimeoutMs: config.redisConnectTimeoutMs,
              commandTimeoutMs: config.redisCommandTimeoutMs,
              retryMaxMs: config.redisRetryMaxMs,
            }),
    },
    {
      provide: RedisAdapter,
      inject: [RedisConnections, cacheConfig.KEY],
      useFactory: (connections: RedisConnections | null, config: CacheConfig) =>
        connections && new RedisAdapter(connections, config),
    },
  ],
  exports: [RedisConnections, RedisAdapter, ConfigModule],
})
export class RedisModule {}
