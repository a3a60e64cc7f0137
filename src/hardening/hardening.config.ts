import { z } from 'zod';
import { defineConfig, envInt } from '../config/index.js';

const schema = z.object({
  // Origins of other sites whose pages may call the API, comma-separated.
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be origins such as https://shop.example.com' })))
    .optional(),
  // An answer that is not ready by then is given up: 503.
  REQUEST_DEADLINE_MS: envInt(100, 600_000).default(60_000),
});

/** What is refused, and what browsers are told, before a request reaches a room. */
export const hardeningConfig = defineConfig('hardening', schema, (env) => ({
  corsOrigins: (env.CORS_ORIGINS ?? []).map((origin) => new URL(origin).origin),
  deadlineMs: env.REQUEST_DEADLINE_MS,
}));
export type HardeningConfig = ReturnType<typeof hardeningConfig>;
