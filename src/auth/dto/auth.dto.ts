import { z } from 'zod';
import { ROLES, type Principal } from '../../common/index.js';
import type { Grant } from '../sessions.service.js';
import { roleSchema, usernameSchema } from './user.dto.js';

export const loginSchema = z.strictObject({
  username: usernameSchema,
  // Not the rules for a new password: how a wrong one is refused must not depend on its length.
  password: z.string().min(1).max(200),
  cookie: z
    .boolean()
    .default(false)
    .meta({ description: 'Put the refresh token into an HttpOnly cookie, for a page in a browser.' }),
});

const refreshTokenSchema = z.string().min(1).max(200);

/** Without a token the cookie is used. */
export const refreshSchema = z.strictObject({ refreshToken: refreshTokenSchema.optional() });

export const grantSchema = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.number().int().meta({ description: 'Lifetime of the access token, seconds.' }),
  refreshToken: z.string().optional().meta({ description: 'Absent when it is in the cookie.' }),
  user: z.object({ id: z.string().meta({ format: 'uuid' }), username: z.string(), role: roleSchema }),
});
export type GrantResponse = z.output<typeof grantSchema>;

export const meSchema = z.object({
  authRequired: z.boolean(),
  kind: z.enum(['anonymous', 'user', 'key']),
  id: z.string().nullable().meta({ format: 'uuid' }),
  name: z.string().nullable(),
  role: z.enum(ROLES),
  scopes: z.array(z.string()).nullable().meta({ description: 'Of an API key; null: all.' }),
});
export type MeResponse = z.output<typeof meSchema>;

export const EXAMPLE_GRANT: GrantResponse = {
  accessToken: 'eyJhbGciOiJIUzI1NiIsImtpZCI6IjFhMmIiLCJ0eXAiOiJhdCtqd3QifQ.e30.c2ln',
  tokenType: 'Bearer',
  expiresIn: 600,
  refreshToken: 'mcr_…',
  user: { id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d', username: 'anna', role: 'editor' },
};

export const EXAMPLE_ME: MeResponse = {
  authRequired: true,
  kind: 'user',
  id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
  name: 'anna',
  role: 'editor',
  scopes: null,
};

/** @param inCookie the refresh token went out by cookie, so scripts must not see it. */
export function toGrantResponse(grant: Grant, inCookie: boolean): GrantResponse {
  return {
    accessToken: grant.accessToken,
    tokenType: 'Bearer',
    expiresIn: grant.accessTtlMs / 1_000,
    ...(inCookie ? {} : { refreshToken: grant.refreshToken }),
    user: { ...grant.user },
  };
}

export function toMeResponse(principal: Principal, authRequired: boolean): MeResponse {
  return {
    authRequired,
    kind: principal.kind === 'system' ? 'anonymous' : principal.kind,
    id: principal.id,
    name: principal.name,
    role: principal.role ?? 'viewer',
    scopes: principal.areas === null ? null : [...principal.areas],
  };
}
