import { isIP } from 'node:net';
import { z } from 'zod';
import { defineConfig, envInt } from '../config/index.js';

/** An address, a network such as 10.0.0.0/8, or a name that stands for some: loopback, linklocal, uniquelocal. */
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: envInt(0, 65_535).default(3000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_PRETTY: z.enum(['auto', 'true', 'false']).default('auto'),
  BODY_LIMIT_BYTES: envInt(1_024, 100 * 1024 * 1024).default(2 * 1024 * 1024),
  REQUEST_TIMEOUT_MS: envInt(100, 600_000).default(30_000),
  // Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, comma-separated.
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.string().refine(isNetwork, { error: 'must be addresses or networks' })))
    .optional(),
  SHUTDOWN_TIMEOUT_MS: envInt(100, 600_000).default(10_000),
  // After a stop signal `/health/ready` says 503 for this long before the port closes, so that load balancers look elsewhere first.
  SHUTDOWN_DRAIN_MS: envInt(0, 120_000).default(500),
});

/** How the HTTP server listens, logs and stops. */
export const serverConfig = defineConfig('server', schema, (env) => ({
  host: env.HOST,
  port: env.PORT,
  logLevel: env.LOG_LEVEL,
  logPretty: env.LOG_PRETTY === 'auto' ? process.stdout.isTTY : env.LOG_PRETTY === 'true',
  bodyLimitBytes: env.BODY_LIMIT_BYTES,
  requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
  trustedProxies: env.TRUSTED_PROXIES ?? [],
  shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
  shutdownDrainMs: env.SHUTDOWN_DRAIN_MS,
}));
export type ServerConfig = ReturnType<typeof serverConfig>;
