import { z } from 'zod';
import { defineConfig, envBoolean, envInt } from '../config/index.js';

const schema = z.object({
  // Qdrant's REST address. Not set: vectors are kept in PostgreSQL (pgvector).
  QDRANT_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  QDRANT_API_KEY: z.string().min(1).optional(),
  // Alias of the live collection, and first part of the names of collections.
  QDRANT_COLLECTION: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/, 'must be lower-case letters, digits and underscores')
    .default('materials'),
  // Longest wait for one request.
  QDRANT_TIMEOUT_MS: envInt(10, 600_000).default(10_000),
  // Points in one upsert; a body over 32 MB is refused, and 500 points of 384 components are about 4 MB.
  QDRANT_BATCH_SIZE: envInt(1, 2_000).default(250),
  QDRANT_HNSW_M: envInt(4, 128).default(16),
  QDRANT_HNSW_EF_CONSTRUCT: envInt(4, 1_000).default(128),
  // Candidates looked at by a search: more is slower and finds more.
  QDRANT_HNSW_EF: envInt(4, 4_096).default(128),
  // int8: a quarter of the memory; the best are rescored with whole vectors.
  QDRANT_QUANTIZATION: z.enum(['int8', 'none']).default('int8'),
  // How many times the limit is fetched by int8 before rescoring.
  QDRANT_OVERSAMPLING: z.coerce.number().min(1).max(20).default(2),
  // Whole vectors on disk, int8 in memory.
  QDRANT_ON_DISK_VECTORS: envBoolean.default(false),
  QDRANT_ON_DISK_PAYLOAD: envBoolean.default(true),
  QDRANT_SHARDS: envInt(1, 1_000).default(1),
  QDRANT_REPLICATION_FACTOR: envInt(1, 100).default(1),
  // Replicas that must have a write before it counts.
  QDRANT_WRITE_CONSISTENCY: envInt(1, 100).default(1),
  // halfvec: 2 bytes a component, half the memory, the same ranking; vector: 4. auto: halfvec on a server; vector in the embedded
  // database, where a scan of halfvec takes 2.8 times as long (22 ms against 8 for 10,000).
  PGVECTOR_TYPE: z.enum(['auto', 'halfvec', 'vector']).default('auto'),
  // From this many vectors on a PostgreSQL server builds an HNSW index; below, an exact scan is about as fast and finds everything
  // (measured: 4.0 ms against 3.5 for 10,000, 50 against 3.2 for 100,000). The embedded one always scans.
  PGVECTOR_HNSW_FROM: envInt(0, 1_000_000_000).default(10_000),
  PGVECTOR_HNSW_M: envInt(2, 100).default(16),
  PGVECTOR_HNSW_EF_CONSTRUCTION: envInt(4, 1_000).default(128),
  PGVECTOR_HNSW_EF_SEARCH: envInt(1, 1_000).default(200),
  // maintenance_work_mem of the session that builds an index. A graph that does not fit is built much more slowly (pgvector's README); a vector of 384
  // half floats takes 1.2 kB in it.
  PGVECTOR_BUILD_MEMORY_MB: envInt(1, 1_048_576).default(512),
});

/** Where vectors are kept, and how. */
export const vectorIndexConfig = defineConfig('vector-index', schema, (env) => ({
  qdrant: env.QDRANT_URL
    ? {
        url: env.QDRANT_URL,
        apiKey: env.QDRANT_API_KEY ?? null,
        alias: env.QDRANT_COLLECTION,
        timeoutMs: env.QDRANT_TIMEOUT_MS,
        batchSize: env.QDRANT_BATCH_SIZE,
        hnswM: env.QDRANT_HNSW_M,
        hnswEfConstruct: env.QDRANT_HNSW_EF_CONSTRUCT,
        hnswEf: env.QDRANT_HNSW_EF,
        quantization: env.QDRANT_QUANTIZATION,
        oversampling: env.QDRANT_OVERSAMPLING,
        onDiskVectors: env.QDRANT_ON_DISK_VECTORS,
        onDiskPayload: env.QDRANT_ON_DISK_PAYLOAD,
        shards: env.QDRANT_SHARDS,
        replicationFactor: env.QDRANT_REPLICATION_FACTOR,
        writeConsistency: env.QDRANT_WRITE_CONSISTENCY,
      }
    : null,
  pgvector: {
    type: env.PGVECTOR_TYPE,
    hnswFrom: env.PGVECTOR_HNSW_FROM,
    hnswM: env.PGVECTOR_HNSW_M,
    hnswEfConstruction: env.PGVECTOR_HNSW_EF_CONSTRUCTION,
    hnswEfSearch: env.PGVECTOR_HNSW_EF_SEARCH,
    buildMemoryMb: env.PGVECTOR_BUILD_MEMORY_MB,
  },
}));
export type VectorIndexConfig = ReturnType<typeof vectorIndexConfig>;
export type QdrantConfig = NonNullable<VectorIndexConfig['qdrant']>;
export type PgVectorConfig = VectorIndexConfig['pgvector'];
