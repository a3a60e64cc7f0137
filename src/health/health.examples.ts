import type { HealthReport } from './health.service.js';

const postgres = {
  status: 'up' as const,
  embedded: false,
  version: '18.4',
  pingMs: 0.6,
  pool: { max: 10, total: 4, idle: 4, waiting: 0 },
  migrations: { applied: 5, pending: 0 },
};
const qdrant = {
  status: 'up' as const,
  version: '1.18.3',
  pingMs: 1.4,
  collection: 'materials_1',
  points: 412,
};
const others = {
  embeddings: { status: 'up' as const, model: 'multilingual-e5-small-materials', dimensions: 384 },
  indexer: { status: 'up' as const, backlog: 0, oldestSeconds: 0 },
  qdrant,
};

export const EXAMPLE_REPORT: HealthReport = {
  status: 'ok',
  info: { ...others, postgres, redis: { status: 'unused' } },
  error: {},
  details: { ...others, postgres, redis: { status: 'unused' } },
};

const lost = { status: 'down' as const, reason: 'timeout' };

export const EXAMPLE_FAILING_REPORT: HealthReport = {
  status: 'error',
  info: { ...others, redis: { status: 'unused' } },
  error: { postgres: lost },
  details: { ...others, postgres: lost, redis: { status: 'unused' } },
};
