import { Inject, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { HttpAdapterHost } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { Clock, HealthRegistry, type HealthDetail } from '../common/index.js';
import { ChangeFeed } from '../database/index.js';
import { MetricsRegistry } from '../metrics/index.js';
import { Embedder, EmbeddingsModule } from '../embeddings/index.js';
import { LexicalIndex, LexicalIndexModule } from '../lexical-index/index.js';
import { VectorIndex, VectorIndexModule } from '../vector-index/index.js';
import { createIndexing, type Indexing } from './create-indexing.js';
import { registerIndexerMetrics } from './indexer-metrics.js';
import { indexingConfig, type IndexingConfig } from './indexing.config.js';
import { IndexingAdmin, type IndexerStatus } from './ports/indexing-admin.port.js';

const INDEXING = Symbol('indexing');

/** Follows the change feed and keeps both indexes true. */
@Module({
  imports: [ConfigModule.forFeature(indexingConfig), EmbeddingsModule, LexicalIndexModule, VectorIndexModule],
  providers: [
    {
      provide: INDEXING,
      inject: [indexingConfig.KEY, DataSource, ChangeFeed, Embedder, VectorIndex, LexicalIndex, Clock],
      useFactory: (
        config: IndexingConfig,
        dataSource: DataSource,
        feed: ChangeFeed,
        embedder: Embedder,
        vectorIndex: VectorIndex,
        lexical: LexicalIndex,
        clock: Clock,
      ): Indexing => createIndexing({ config, dataSource, feed, embedder, vectorIndex, lexical, clock }),
    },
    { provide: IndexingAdmin, inject: [INDEXING], useFactory: ({ admin }: Indexing) => admin },
  ],
  exports: [IndexingAdmin],
})
export class IndexingModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(INDEXING) private readonly indexing: Indexing,
    @Inject(indexingConfig.KEY) private readonly config: IndexingConfig,
    private readonly host: HttpAdapterHost,
    registry: HealthRegistry,
    metrics: MetricsRegistry,
  ) {
    registerIndexerMetrics(metrics, () => indexing.admin.status());
    registry.register({
      key: 'indexer',
      critical: false,
      check: async () => toDetail(await indexing.admin.status(), config.enabled),
    });
  }

  onApplicationBootstrap(): void {
    this.indexing.indexer.subscribe();
    // A command does what it was asked to; a server keeps the indexes true.
    const serves = Boolean(this.host.httpAdapter);
    if (serves && this.config.enabled) this.indexing.indexer.start();
    else if (serves) new Logger('Indexer').log('INDEXER_ENABLED=false: indexing is left to other processes.');
  }

  /** Before connections close: claims are handed back. */
  async onModuleDestroy(): Promise<void> {
    await this.indexing.indexer.shutDown();
  }
}

function toDetail({ status, ...rest }: IndexerStatus, enabled: boolean): HealthDetail {
  if (status === 'stopped') return { status: enabled ? 'degraded' : 'unused', ...rest };
  return { status: status === 'paused' || rest.parked > 0 ? 'degraded' : 'up', ...rest };
}
