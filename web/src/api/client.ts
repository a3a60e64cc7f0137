import { lost } from './connection.ts';
import { ApiError, problemOf } from './problem.ts';
import { accessToken, CSRF_HEADER } from './token.ts';

export interface Answer<T> {
  body: T;
  /** `X-Cache` of the answer, for the curious. */
  cache: string | null;
  etag: string | null;
  /** From the request to the whole answer, in milliseconds. */
  roundTripMs: number;
}

export interface Grant {
  accessToken: string;
  user: { id: string; username: string; role: 'viewer' | 'editor' | 'admin' };
}

const BASE = '/api/v1';

async function send(url: string, init: RequestInit, token: string | null): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('accept')) headers.set('accept', 'application/json');
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  try {
    return await fetch(url, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    lost();
    throw new ApiError({ title: '', status: 0, detail: '', code: 'offline', requestId: '' });
  }
}

let renewing: Promise<Grant | null> | null = null;

/**
 * Exchanges the refresh cookie for a new access token; null when nobody is signed in. One at a time: a refresh token works once,
 * so two requests that find their token expired must not both show it.
 */
export function renew(): Promise<Grant | null> {
  renewing ??= (async () => {
    try {
      const response = await send(`${BASE}/auth/refresh`, { method: 'POST', headers: CSRF_HEADER }, null);
      const grant = response.ok ? ((await response.json()) as Grant) : null;
      accessToken.value = grant?.accessToken ?? null;
      return grant;
    } finally {
      renewing = null;
    }
  })();
  return renewing;
}

/**
 * One request to the server, signed in where someone is; an access token that has run out is renewed once.
 *
 * @param path below `/api/v1`, or a whole path from `/health`.
 * @throws ApiError for every answer that is not a success, and for an unreachable server.
 * @throws DOMException `AbortError` when the signal was aborted.
 */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const url = path.startsWith('/health') ? path : BASE + path;
  const token = accessToken.value;
  let response = await send(url, init, token);
  if (response.status === 401 && token !== null) {
    const grant = await renew();
    if (grant) response = await send(url, init, grant.accessToken);
  }
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response;
}

/** A request whose answer is JSON, or nothing. */
export async function call<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const startedMs = performance.now();
  const response = await request(path, init);
  const text = await response.text();
  return {
    body: (text === '' ? null : JSON.parse(text)) as T,
    cache: response.headers.get('x-cache'),
    etag: response.headers.get('etag'),
    roundTripMs: performance.now() - startedMs,
  };
}

/** A request that sends JSON. */
export function write<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  if (body === undefined) return call<T>(path, { method, headers });
  const json = { 'content-type': 'application/json', ...headers };
  return call<T>(path, { method, headers: json, body: JSON.stringify(body) });
}
