import { UsersService, ApiKeysService } from '../../src/auth/index.js';
import type { Role } from '../../src/common/index.js';
import { bootApp, type BootOptions, type TestApp } from './app.js';

export const PASSWORD = 'correct horse battery staple';
export const JWT_SECRET = 'c2VjcmV0IG9mIHRoZSB0ZXN0cywgbm90IG9mIGFueWJvZHk';

/** The program as it runs where the network can reach it: access is asked for. Boots over a database of its own. */
export async function bootGuarded(options: BootOptions): Promise<TestApp> {
  return bootApp({ ...options, env: { HOST: '0.0.0.0', JWT_SECRET, ...options.env } });
}

/** Makes a user of a role and signs in. @returns headers of a request by that user. */
export async function signIn(server: TestApp, role: Role, username: string = role): Promise<SignedIn> {
  const user = await server.app.get(UsersService).create({ username, password: PASSWORD, role });
  const answer = await server.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    payload: { username, password: PASSWORD },
  });
  const grant = answer.json<{ accessToken: string; refreshToken: string }>();
  return { id: user.id, ...grant, headers: { authorization: `Bearer ${grant.accessToken}` } };
}

export interface SignedIn {
  id: string;
  accessToken: string;
  refreshToken: string;
  headers: { authorization: string };
}

/** Makes an API key. @returns headers of a request with it. */
export async function makeKey(
  server: TestApp,
  draft: { role: Role; scopes?: string[]; expiresAt?: Date; rateLimit?: number },
): Promise<{ id: string; key: string; headers: { 'x-api-key': string } }> {
  const { apiKey, key } = await server.app.get(ApiKeysService).create({
    name: 'test',
    role: draft.role,
    scopes: draft.scopes ?? [],
    rateLimit: draft.rateLimit ?? null,
    expiresAt: draft.expiresAt ?? null,
    createdBy: null,
  });
  return { id: apiKey.id, key, headers: { 'x-api-key': key } };
}
