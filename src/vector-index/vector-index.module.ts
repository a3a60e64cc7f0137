import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { DataSource } from 'typeorm';
import { Clock, HealthRegistry, type HealthDetail } from '../common/index.js';
import { databaseConfig, type DatabaseConfig } from '../database/index.js';
import { Embedder, embeddingsConfig, EmbeddingsModule, type EmbeddingsConfig } from '../embeddings/index.js';
import { DisabledVectorIndex } from './adapters/disabled-vector-index.js';
import { createVectorStore } from './create-vector-store.js';
import { LiveVectorIndex } from './live-vector-index.js';
import { VectorIndex } from './ports/vector-index.port.js';
import { vectorIndexConfig, type VectorIndexConfig } from './vector-index.config.js';

/** Names of pgvector's tables begin with it. */
const PGVECTOR_BASE = 'vectors';

/** Provides the one {@link VectorIndex} of this installation: a {@link LiveVectorIndex}, unless it is switched off. */
@Module({
  imports: [ConfigModule.forFeature(vectorIndexConfig), EmbeddingsModule],
  providers: [
    {
      provide: VectorIndex,
      inject: [vectorIndexConfig.KEY, embeddingsConfig.KEY, databaseConfig.KEY, DataSource, Embedder, Clock],
      useFactory: async (
        config: VectorIndexConfig,
        embeddings: EmbeddingsConfig,
        database: DatabaseConfig,
        dataSource: DataSource,
        embedder: Embedder,
        clock: Clock,
      ): Promise<VectorIndex> => {
        if (!embeddings.enabled) return new DisabledVectorIndex();
        const store = await createVectorStore(config, dataSource, database.url === null);
        return new LiveVectorIndex(store, embedder.identity, config.qdrant?.alias ?? PGVECTOR_BASE, clock);
      },
    },
  ],
  exports: [VectorIndex, ConfigModule],
})
export class VectorIndexModule {
  constructor(index: VectorIndex, registry: HealthRegistry) {
    registry.register({ key: 'qdrant', critical: false, check: () => qdrantDetail(index) });
    registry.register({ key: 'vectors', critical: false, check: () => vectorsDetail(index) });
  }
}

async function qdrantDetail(index: VectorIndex): Promise<HealthDetail> {
  const health = await index.health();
  if (health.backend !== 'qdrant') return { status: 'unused' };
  const { version, pingMs, collection, points } = health;
  return { status: healthStatus(health.status), version, pingMs: rounded(pingMs), collection, points };
}

async function vectorsDetail(index: VectorIndex): Promise<HealthDetail> {
  const { status, backend, collection, points } = await index.health();
  if (status === 'disabled') return { status: 'unused' };
  return {
    status: healthStatus(status),
    backend,
    collection,
    points,
    ...(status === 'reindex_required' ? { reindexRequired: true } : {}),
  };
}

function healthStatus(status: 'up' | 'reindex_required' | 'down' | 'disabled'): HealthDetail['status'] {
  if (status === 'reindex_required') return 'degraded';
  return status === 'disabled' ? 'unused' : status;
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10;
}
