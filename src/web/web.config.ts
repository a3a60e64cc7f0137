import { z } from 'zod';
import { defineConfig, envBoolean } from '../config/index.js';

const schema = z.object({
  // Serve the page at `/`; false leaves the API alone.
  WEB_ENABLED: envBoolean.default(true),
});

/** Whether this server also serves the page. */
export const webConfig = defineConfig('web', schema, (env) => ({ enabled: env.WEB_ENABLED }));
export type WebConfig = ReturnType<typeof webConfig>;
