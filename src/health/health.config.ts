import { z } from 'zod';
import { defineConfig, envInt } from '../config/index.js';

const schema = z.object({
  // How long one dependency may take to answer a health check before it counts as down.
  HEALTH_TIMEOUT_MS: envInt(100, 60_000).default(3_000),
});

/** Deadlines of health checks; how long the answer is cached is a setting of the cache (`CACHE_TTL_HEALTH`). */
export const healthConfig = defineConfig('health', schema, (env) => ({
  timeoutMs: env.HEALTH_TIMEOUT_MS,
}));
export type HealthConfig = ReturnType<typeof healthConfig>;
