import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { AuthModule } from './auth/index.js';
import { CacheModule } from './cache/index.js';
import { CommonModule, serverConfig } from './common/index.js';
import { DatabaseModule } from './database/index.js';
import { HealthModule } from './health/index.js';
import { IdempotencyModule } from './idempotency/index.js';
import { MaterialsModule } from './materials/index.js';
import { MetricsModule } from './metrics/index.js';
import { IndexingModule } from './indexing/index.js';
import { RateLimitingModule } from './rate-limiting/index.js';
import { OperationsModule } from './operations/index.js';
import { SearchModule } from './search/index.js';
import { SuppliersModule } from './suppliers/index.js';
import { ImportsModule } from './imports/index.js';

/** The composition root: the only place that knows every room and picks adapters. */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true, cache: false, load: [serverConfig] }),
    CommonModule,
    MetricsModule,
    HealthModule,
    DatabaseModule,
    CacheModule,
    AuthModule,
    RateLimitingModule,
    IdempotencyModule,
    MaterialsModule,
    SuppliersModule,
    ImportsModule,
    IndexingModule,
    SearchModule,
    OperationsModule,
  ],
})
export class AppModule {}
