import type { DataSource } from 'typeorm';
import { PgVectorStore } from './adapters/pgvector/pgvector-store.js';
import { QdrantStore } from './adapters/qdrant/qdrant-store.js';
import type { VectorStore } from './ports/vector-store.port.js';
import type { VectorIndexConfig } from './vector-index.config.js';

/**
 * The store the settings ask for, ready to use.
 * @throws ConfigError when neither Qdrant nor pgvector is there.
 */
export async function createVectorStore(
  config: VectorIndexConfig,
  dataSource: DataSource,
  embedded: boolean,
): Promise<VectorStore> {
  const store = config.qdrant
    ? new QdrantStore(config.qdrant)
    : new PgVectorStore(dataSource, config.pgvector, embedded);
  await store.prepare();
  return store;
}
