import { z } from 'zod';
import { ROLES } from '../common/index.js';
import { defineConfig, envBoolean, envInt } from '../config/index.js';

const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().min(1)));

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  // auto: asked for everywhere but on loopback.
  AUTH_REQUIRED: z.enum(['auto', 'true', 'false']).default('auto'),
  // Says in so many words that AUTH_REQUIRED=false is meant, although the network can reach the server.
  AUTH_ALLOW_ANONYMOUS: envBoolean.default(false),
  // What may be done without credentials where none are asked for; auto: all on loopback, reading elsewhere.
  AUTH_ANONYMOUS_ROLE: z.enum(['auto', ...ROLES]).default('auto'),
  JWT_SECRET: z.string().optional(),
  // Secrets of before, comma-separated: their tokens hold until they expire.
  JWT_PREVIOUS_SECRETS: list.optional(),
  // PEM (PKCS #8) of an Ed25519 or RSA private key, instead of a secret.
  JWT_KEY_FILE: z.string().min(1).optional(),
  JWT_PREVIOUS_KEY_FILES: list.optional(),
  JWT_ISSUER: z.string().min(1).max(200).default('materials-catalogue'),
  JWT_AUDIENCE: z.string().min(1).max(200).default('materials-catalogue'),
  // Lifetime of an access token, seconds.
  AUTH_ACCESS_TTL: envInt(30, 900).default(600),
  // Lifetime of a refresh token, seconds: who stays away longer signs in again.
  AUTH_REFRESH_TTL: envInt(600, 31_536_000).default(2_592_000),
  // auto: the cookie is marked Secure when the request came by TLS.
  AUTH_COOKIE_SECURE: z.enum(['auto', 'true', 'false']).default('auto'),
  // How long what was verified is believed, milliseconds: the longest that another instance honours what was taken away.
  AUTH_CACHE_TTL_MS: envInt(0, 60_000).default(2_000),
});

/** Whether the network can reach an address to listen on. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Who may use the server, and how they prove it. */
export const authConfig = defineConfig('auth', schema, (env) => {
  const local = isLoopback(env.HOST);
  return {
    host: env.HOST,
    local,
    required: env.AUTH_REQUIRED === 'auto' ? !local : env.AUTH_REQUIRED === 'true',
    allowAnonymous: env.AUTH_ALLOW_ANONYMOUS,
    anonymousRole:
      env.AUTH_ANONYMOUS_ROLE === 'auto'
        ? local
          ? ('admin' as const)
          : ('viewer' as const)
        : env.AUTH_ANONYMOUS_ROLE,
    secret: env.JWT_SECRET ?? null,
    previousSecrets: env.JWT_PREVIOUS_SECRETS ?? [],
    keyFile: env.JWT_KEY_FILE ?? null,
    previousKeyFiles: env.JWT_PREVIOUS_KEY_FILES ?? [],
    issuer: env.JWT_ISSUER,
    audience: env.JWT_AUDIENCE,
    accessTtlMs: env.AUTH_ACCESS_TTL * 1_000,
    refreshTtlMs: env.AUTH_REFRESH_TTL * 1_000,
    cookieSecure: env.AUTH_COOKIE_SECURE,
    cacheTtlMs: env.AUTH_CACHE_TTL_MS,
  };
});
export type AuthConfig = ReturnType<typeof authConfig>;
