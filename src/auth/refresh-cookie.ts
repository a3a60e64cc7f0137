import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/index.js';
import type { AuthConfig } from './auth.config.js';

const NAME = 'mc_refresh';
const PATH = '/api/v1/auth';

/** Puts a refresh token where scripts of the page cannot read it; an empty one takes it away. */
export function setRefreshCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  config: AuthConfig,
  token: string,
  ttlMs: number,
): void {
  const secure =
    config.cookieSecure === 'auto' ? request.protocol === 'https' : config.cookieSecure === 'true';
  void reply.header(
    'set-cookie',
    stringifySetCookie({
      name: NAME,
      value: token,
      httpOnly: true,
      sameSite: 'strict',
      path: PATH,
      secure,
      maxAge: Math.floor(ttlMs / 1_000),
    }),
  );
}

/**
 * The refresh token of the cookie; null when there is none. A browser sends cookies along with requests that other sites make it
 * send, so the request must also have what only a page of this host can add: `X-Requested-With`.
 *
 * @throws AppError `forbidden` when the cookie comes without that.
 */
export function readRefreshCookie(request: FastifyRequest): string | null {
  const { cookie } = request.headers;
  const token = cookie === undefined ? undefined : parseCookie(cookie)[NAME];
  if (!token) return null;
  const site = request.headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin';
  if (foreign || request.headers['x-requested-with'] === undefined) {
    throw new AppError('forbidden', 'With the cookie, send X-Requested-With from a page of this host.');
  }
  return token;
}
