import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'light-my-request';
import { bootGuarded, makeKey, signIn, type SignedIn } from './support/access.js';
import { bootApp, type TestApp } from './support/app.js';

const SUGGEST = '/api/v1/search/suggest?q=пес';
const remaining = (answer: Response): number => Number(/r=(\d+)/.exec(String(answer.headers.ratelimit))?.[1]);

describe('rate limits', () => {
  let server: TestApp;
  let editor: SignedIn;
  beforeAll(async () => {
    // An hour, so that no window ends under a test on a slow machine.
    server = await bootGuarded({
      database: 'embedded',
      env: {
        RATE_LIMIT: '100',
        RATE_LIMIT_ANONYMOUS: '10',
        RATE_LIMIT_WINDOW: '3600',
        TRUSTED_PROXIES: '10.0.0.0/8',
      },
    });
    editor = await signIn(server, 'editor');
  });
  afterAll(async () => {
    await server.close();
  });

  it('stand in the headers of the IETF draft', async () => {
    const { headers } = await makeKey(server, { role: 'viewer' });
    const answer = await server.inject({ url: SUGGEST, headers });
    expect(answer.headers['ratelimit-policy']).toBe('"default";q=100;w=3600');
    expect(answer.headers.ratelimit).toMatch(/^"default";r=99;t=\d+$/);
  });

  it('refuse with 429, a problem and Retry-After, and only whoever has spent', async () => {
    const key = await makeKey(server, { role: 'viewer', rateLimit: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      statuses.push((await server.inject({ url: SUGGEST, headers: key.headers })).statusCode);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await server.inject({ url: SUGGEST, headers: key.headers });
    expect(refused.json()).toMatchObject({
      type: 'urn:materials-catalogue:problem:too_many_requests',
      code: 'too_many_requests',
      status: 429,
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000);
    expect(refused.headers.ratelimit).toMatch(/r=0/);
    expect((await server.inject({ url: SUGGEST, headers: editor.headers })).statusCode).toBe(200);
  });

  it('count hits of the cache as well', async () => {
    const { headers } = await makeKey(server, { role: 'viewer', rateLimit: 2 });
    const url = '/api/v1/search?q=цемент';
    await server.inject({ url, headers });
    await server.inject({ url, headers });
    expect((await server.inject({ url, headers })).statusCode).toBe(429);
  });

  it('charge an import 20 and a batch by its items', async () => {
    const { headers } = await makeKey(server, { role: 'editor' });
    const ask = (): Promise<Response> => server.inject({ url: SUGGEST, headers });
    const before = remaining(await ask());
    await server.inject({ method: 'POST', url: '/api/v1/imports', headers, payload: {} });
    const afterImport = remaining(await ask());
    expect(before - afterImport).toBe(21);
    await server.inject({
      method: 'POST',
      url: '/api/v1/search/batch',
      headers,
      payload: { queries: Array.from({ length: 12 }, () => ({ q: 'песок', mode: 'lexical' })) },
    });
    expect(afterImport - remaining(await ask())).toBe(13);
  });

  it('let through what costs more than the whole limit, once', async () => {
    const { headers } = await makeKey(server, { role: 'editor', rateLimit: 5 });
    const request = {
      method: 'POST',
      url: '/api/v1/materials/batch-get',
      headers,
      payload: { ids: Array.from({ length: 50 }, () => '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d') },
    } as const;
    expect((await server.inject(request)).statusCode).toBe(200);
    expect((await server.inject(request)).statusCode).toBe(429);
  });

  it('count an address where there is no credential, as the connection has it', async () => {
    const login = (headers: Record<string, string>, remoteAddress: string): Promise<Response> =>
      server.inject({ method: 'POST', url: '/api/v1/auth/refresh', headers, remoteAddress, payload: {} });
    const last = async (headers: (i: number) => Record<string, string>, address: string): Promise<number> => {
      let status = 0;
      for (let i = 0; i < 11; i += 1) status = (await login(headers(i), address)).statusCode;
      return status;
    };
    // Whoever is no trusted proxy can write what they like.
    expect(await last((i) => ({ 'x-forwarded-for': `192.0.2.${i}` }), '198.51.100.1')).toBe(429);
    expect(await last((i) => ({ 'x-forwarded-for': `192.0.2.${i}` }), '10.0.0.1')).toBe(401);
    expect(await last(() => ({ 'x-forwarded-for': '192.0.2.99' }), '10.0.0.1')).toBe(429);
    // The proxy appends what it saw; what the client wrote before that is not believed.
    expect(await last((i) => ({ 'x-forwarded-for': `203.0.113.${i}, 192.0.2.98` }), '10.0.0.1')).toBe(429);
  });

  it('charge the address for a credential that is not valid, also where an answer would be free', async () => {
    const ask = (url: string, headers: Record<string, string>): Promise<Response> =>
      server.inject({ url, headers, remoteAddress: '198.51.100.20' });
    for (const url of [SUGGEST, '/metrics', '/api/v1/nothing', '/api/v1/stats', '/api/v1/users']) {
      expect((await ask(url, { 'x-api-key': 'mc_guessed' })).statusCode).toBe(401);
      expect((await ask(url, { authorization: 'Bearer guessed' })).statusCode).toBe(401);
    }
    const refused = await ask(SUGGEST, { 'x-api-key': 'mc_guessed_again' });
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, expect.any(String)]);
    // Who has one that is valid is not locked out by a neighbour who guesses.
    const { headers } = await makeKey(server, { role: 'viewer' });
    expect((await ask(SUGGEST, headers)).statusCode).toBe(200);
  });

  it('leave health and documentation alone', async () => {
    for (let i = 0; i < 12; i += 1) {
      const answer = await server.inject({ url: '/health/live', remoteAddress: '198.51.100.9' });
      expect([answer.statusCode, answer.headers.ratelimit]).toEqual([200, undefined]);
    }
  });
});

describe('without limits', () => {
  it('is who is alone on loopback', async () => {
    const server = await bootApp({ database: 'embedded', env: { RATE_LIMIT_ANONYMOUS: '1' } });
    try {
      for (let i = 0; i < 3; i += 1) {
        const answer = await server.inject(SUGGEST);
        expect([answer.statusCode, answer.headers.ratelimit]).toEqual([200, undefined]);
      }
    } finally {
      await server.close();
    }
  });
});

describe('the ceiling on concurrent requests', () => {
  it('answers 503 with Retry-After above room and queue, and serves the others', async () => {
    const server = await bootApp({
      database: 'embedded',
      env: { CONCURRENCY_LIMIT: '2', CONCURRENCY_QUEUE: '3', CONCURRENCY_WAIT_MS: '60000' },
    });
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => server.inject(`/api/v1/materials?limit=${i + 1}`)),
      );
      const served = answers.filter(({ statusCode }) => statusCode === 200);
      const shed = answers.filter(({ statusCode }) => statusCode === 503);
      expect(served.length + shed.length).toBe(20);
      expect(served.length).toBeGreaterThanOrEqual(5);
      expect(shed.length).toBeGreaterThan(0);
      expect(shed[0]?.json()).toMatchObject({ code: 'overloaded' });
      expect(shed[0]?.headers['retry-after']).toBe('1');
      expect((await server.inject('/api/v1/materials')).statusCode).toBe(200);
      const metrics = (await server.inject('/metrics')).body;
      expect(metrics).toContain(`catalogue_http_requests_shed_total{gate="requests"} ${shed.length}`);
      expect(metrics).toContain('catalogue_http_requests_admitted{gate="requests",state="inside"} 0');
    } finally {
      await server.close();
    }
  });
});
