import {
  Global,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { CacheModule as NestCacheModule } from '@nestjs/cache-manager';
import { ConfigModule } from '@nestjs/config';
import { DataSource } from 'typeorm';
import { Clock, HealthRegistry } from '../common/index.js';
import { MetricsRegistry } from '../metrics/index.js';
import { InMemoryDurableEpoch } from './adapters/in-memory-durable-epoch.js';
import { PostgresDurableEpoch } from './adapters/postgres-durable-epoch.js';
import { CacheAdmin } from './cache-admin.js';
import { CacheAside } from './cache-aside.js';
import { registerCacheMetrics } from './cache-metrics.js';
import { CacheStats } from './cache-stats.js';
import { cacheConfig, type CacheConfig } from './cache.config.js';
import { CacheController } from './cache.controller.js';
import { FleetStats } from './fleet-stats.js';
import { CachedRouteInterceptor } from './http/cached-route.interceptor.js';
import { CachedRoutes } from './http/cached-routes.js';
import { LocalTier } from './local-tier.js';
import { Popularity } from './popularity.js';
import { SharedTier } from './ports/shared-tier.port.js';
import { RedisAdapter } from './redis/redis-adapter.js';
import { RedisConnections } from './redis/redis-connections.js';
import { readRedisHealth } from './redis/redis-health.js';
import { RedisSharedTier } from './redis/redis-shared-tier.js';
import { RedisModule } from './redis/redis.module.js';
import { openSharedValues } from './shared-values.js';
import { TwoTierCache } from './two-tier-cache.js';
import { Warming } from './warming.js';

const usable = (shared: SharedTier | null) => (): boolean => shared !== null && shared.session() !== null;

@Global()
@Module({
  imports: [
    ConfigModule.forFeature(cacheConfig),
    RedisModule,
    NestCacheModule.registerAsync({
      imports: [RedisModule],
      inject: [RedisConnections, cacheConfig.KEY],
      useFactory: (connections: RedisConnections | null, config: CacheConfig) => ({
        stores: [openSharedValues(connections, config.prefix)],
      }),
    }),
  ],
  controllers: [CacheController],
  providers: [
    {
      provide: CacheStats,
      inject: [Clock],
      useFactory: (clock: Clock) => new CacheStats(new Date(clock.now())),
    },
    {
      provide: LocalTier,
      inject: [cacheConfig.KEY],
      useFactory: (config: CacheConfig) => new LocalTier(config.localBytes),
    },
    {
      provide: SharedTier,
      inject: [RedisConnections, Clock, cacheConfig.KEY, { token: DataSource, optional: true }],
      useFactory: (
        connections: RedisConnections | null,
        clock: Clock,
        config: CacheConfig,
        dataSource?: DataSource,
      ) => {
        if (!connections) return null;
        const durable = dataSource ? new PostgresDurableEpoch(dataSource) : new InMemoryDurableEpoch();
        return new RedisSharedTier(connections, durable, clock, config);
      },
    },
    {
      provide: CacheAside,
      inject: [LocalTier, SharedTier, Clock, CacheStats, cacheConfig.KEY],
      useFactory: (
        local: LocalTier,
        shared: SharedTier | null,
        clock: Clock,
        stats: CacheStats,
        config: CacheConfig,
      ) => new TwoTierCache(local, shared, clock, stats, config),
    },
    {
      provide: Popularity,
      inject: [RedisAdapter, SharedTier, Clock],
      useFactory: (redis: RedisAdapter | null, shared: SharedTier | null, clock: Clock) =>
        new Popularity(redis, usable(shared), clock),
    },
    {
      provide: Warming,
      inject: [RedisAdapter, SharedTier, Clock, cacheConfig.KEY],
      useFactory: (
        redis: RedisAdapter | null,
        shared: SharedTier | null,
        clock: Clock,
        config: CacheConfig,
      ) => new Warming(redis, usable(shared), clock, config.warmConcurrency),
    },
    {
      provide: FleetStats,
      inject: [CacheStats, RedisAdapter, SharedTier],
      useFactory: (stats: CacheStats, redis: RedisAdapter | null, shared: SharedTier | null) =>
        new FleetStats(stats, redis, usable(shared)),
    },
    CacheAdmin,
    CachedRouteInterceptor,
    CachedRoutes,
  ],
  exports: [
    CacheAdmin,
    CacheAside,
    CacheStats,
    CachedRouteInterceptor,
    CachedRoutes,
    ConfigModule,
    NestCacheModule,
    RedisModule,
  ],
})
export class CacheModule implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly admin: CacheAdmin,
    private readonly stats: CacheStats,
    private readonly local: LocalTier,
    @Inject(SharedTier) private readonly shared: RedisSharedTier | null,
    @Inject(RedisConnections) private readonly connections: RedisConnections | null,
    @Optional() private readonly metrics?: MetricsRegistry,
    @Optional() private readonly health?: HealthRegistry,
  ) {}

  onModuleInit(): void {
    if (this.metrics) registerCacheMetrics(this.metrics, this.stats, this.local, this.shared);
    const { connections } = this;
    this.health?.register({
      key: 'redis',
      critical: false,
      check: () => (connections ? readRedisHealth(connections) : Promise.resolve({ status: 'unused' })),
    });
  }

  /** A lost Redis does not hold up the start for longer than one attempt. */
  async onApplicationBootstrap(): Promise<void> {
    await this.shared?.start();
    this.admin.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.admin.stop();
    await this.shared?.stop();
  }
}
