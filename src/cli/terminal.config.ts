import { z } from 'zod';
import { defineConfig } from '../config/index.js';

const schema = z.object({
  // Any value switches colours off (no-color.org).
  NO_COLOR: z.string().optional(),
  // Level of the log a command writes to stderr; the server's own default is info.
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('warn'),
});

/** How the command line prints. */
export const terminalConfig = defineConfig('terminal', schema, (env) => ({
  color: env.NO_COLOR === undefined && process.stdout.isTTY,
  logLevel: env.LOG_LEVEL,
}));
