import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { InjectOptions, Response } from 'light-my-request';
import { DataSource } from 'typeorm';
import { AccessGuard } from '../src/auth/index.js';
import { ROLES, type Role } from '../src/common/index.js';
import { bootGuarded, makeKey, PASSWORD, signIn, type SignedIn } from './support/access.js';
import type { TestApp } from './support/app.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

describe('a server that the network can reach', () => {
  let server: TestApp;
  let users: Record<Role, SignedIn>;
  beforeAll(async () => {
    server = await bootGuarded({ database: 'embedded', env: { CORS_ORIGINS: 'https://shop.example.com' } });
    users = {
      viewer: await signIn(server, 'viewer'),
      editor: await signIn(server, 'editor'),
      admin: await signIn(server, 'admin'),
    };
  });
  afterAll(async () => {
    await server.close();
  });

  const as = (role: Role, request: InjectOptions): Promise<Response> =>
    server.inject({ ...request, headers: { ...users[role].headers, ...request.headers } });

  describe('OWASP API Security Top 10 (2023)', () => {
    it('API1 broken object level authorization: what is somebody’s own is out of reach of the others', async () => {
      const other = await signIn(server, 'viewer', 'other');
      const key = await makeKey(server, { role: 'viewer' });
      for (const role of ['viewer', 'editor'] as const) {
        for (const request of [
          { method: 'PATCH', url: `/api/v1/users/${other.id}`, payload: { password: PASSWORD } },
          { method: 'DELETE', url: `/api/v1/users/${other.id}` },
          { method: 'DELETE', url: `/api/v1/api-keys/${key.id}` },
        ] as const) {
          expect((await as(role, request)).statusCode).toBe(403);
        }
      }
      // Signing out ends the session of the credential, whatever else is named.
      await server.inject({ method: 'POST', url: '/api/v1/auth/logout', headers: other.headers });
      expect((await as('viewer', { url: '/api/v1/auth/me' })).statusCode).toBe(200);
    });

    it('API2 broken authentication: guessing is slowed down, and only our own signatures count', async () => {
      const guess = (): Promise<Response> =>
        server.inject({
          method: 'POST',
          url: '/api/v1/auth/login',
          payload: { username: 'victim', password: 'guess' },
          remoteAddress: '192.0.2.77',
        });
      const statuses: number[] = [];
      for (let i = 0; i < 40 && statuses.at(-1) !== 429; i += 1) statuses.push((await guess()).statusCode);
      expect(statuses.at(-1)).toBe(429);
      const [, body = ''] = users.admin.accessToken.split('.');
      const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`;
      for (const token of [none, users.admin.accessToken.slice(0, -4), `${users.admin.accessToken}AAAA`]) {
        const answer = await server.inject({
          url: '/api/v1/users',
          headers: { authorization: `Bearer ${token}` },
        });
        expect(answer.statusCode).toBe(401);
      }
    });

    it('API3 broken object property level authorization: no field is taken or shown that is not meant to be', async () => {
      const extra = await as('editor', {
        method: 'POST',
        url: '/api/v1/materials',
        payload: { name: 'Песок', id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d', version: 7, createdAt: 'now' },
      });
      expect(extra.statusCode).toBe(422);
      expect(
        extra
          .json<{ errors: { path: string }[] }>()
          .errors.map(({ path }) => path)
          .sort(),
      ).toEqual(['createdAt', 'id', 'version']);
      const promoted = await as('admin', {
        method: 'PATCH',
        url: `/api/v1/users/${users.viewer.id}`,
        payload: { passwordHash: 'x' },
      });
      expect(promoted.statusCode).toBe(422);
      const list = await as('admin', { url: '/api/v1/users?limit=100' });
      expect(Object.keys(list.json<{ items: object[] }>().items[0] ?? {}).sort()).toEqual(
        ['createdAt', 'disabled', 'id', 'lastLoginAt', 'role', 'updatedAt', 'username'].sort(),
      );
      expect(list.body).not.toContain('argon2');
    });

    it('API4 unrestricted resource consumption: everything has a bound', async () => {
      const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
      const json = { 'content-type': 'application/json' };
      const refused = await Promise.all([
        as('viewer', { url: '/api/v1/materials?limit=101' }),
        as('viewer', { url: `/api/v1/search?q=${'x'.repeat(501)}` }),
        as('viewer', { url: `/api/v1/search?q=${'x'.repeat(9_000)}` }),
        as('viewer', {
          method: 'POST',
          url: '/api/v1/search/batch',
          payload: { queries: Array.from({ length: 51 }, () => ({ q: 'x' })) },
        }),
        as('editor', { method: 'POST', url: '/api/v1/materials', payload: deep, headers: json }),
        as('editor', {
          method: 'POST',
          url: '/api/v1/materials',
          payload: `{"name":"${'x'.repeat(3_000_000)}"}`,
          headers: json,
        }),
      ]);
      expect(refused.map(({ statusCode }) => statusCode)).toEqual([422, 422, 414, 422, 422, 413]);
      expect(refused[2]?.body.length).toBeLessThan(1_000);
    });

    it('API5 broken function level authorization: no lower role reaches a function of a higher one', async () => {
      const routes = server.app.get(AccessGuard).routes.filter(({ method }) => METHODS.includes(method));
      const writes = routes.filter(({ method, access }) => method !== 'GET' && access !== 'public');
      expect(writes.length).toBeGreaterThan(20);
      for (const { method, url, access } of writes) {
        const below = ROLES[ROLES.indexOf(access as Role) - 1];
        if (below === undefined) continue;
        const path = url.replace(/:\w+/g, '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d');
        const answer = await as(below, { method: method, url: path });
        expect([method, url, answer.statusCode]).toEqual([method, url, 403]);
      }
    });

    it('API6 unrestricted access to sensitive business flows: an import costs what twenty reads do', async () => {
      const { headers } = await makeKey(server, { role: 'editor', rateLimit: 45 });
      const statuses: number[] = [];
      for (let i = 0; i < 3; i += 1) {
        const answer = await server.inject({ method: 'POST', url: '/api/v1/imports', headers, payload: {} });
        statuses.push(answer.statusCode);
      }
      expect(statuses.slice(0, 2)).not.toContain(429);
      expect(statuses[2]).toBe(429);
    });

    it('API7 server side request forgery: no input is an address that the server asks', async () => {
      const document = (await server.inject('/openapi.json')).json<OpenAPIObject>();
      const names: string[] = [];
      JSON.stringify(document.paths, (key, value: unknown) => {
        const schema = value as { format?: string; in?: string; name?: string } | null;
        if (schema?.format === 'uri' || schema?.format === 'url') names.push(key);
        if (schema?.in !== undefined && /url|uri|callback|webhook/i.test(schema.name ?? '')) {
          names.push(schema.name ?? '');
        }
        return value;
      });
      expect(names).toEqual([]);
    });

    it('API8 security misconfiguration: headers say what browsers may do, and errors say nothing of the inside', async () => {
      const data = await as('viewer', { url: '/api/v1/materials' });
      expect(data.headers).toMatchObject({
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(data.headers).not.toHaveProperty('x-powered-by');
      const docs = await server.inject('/docs');
      expect(docs.statusCode).toBe(200);
      expect(docs.headers['content-security-policy']).toContain("script-src 'self';");
      // Swagger's page has no script of its own in the document, which that policy would stop.
      expect(docs.body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);

      const foreign = { origin: 'https://evil.example.com' };
      const refused = await as('viewer', { url: '/api/v1/materials', headers: foreign });
      expect(refused.headers['access-control-allow-origin']).toBeUndefined();
      const named = { origin: 'https://shop.example.com', 'access-control-request-method': 'GET' };
      const preflight = await server.inject({ method: 'OPTIONS', url: '/api/v1/materials', headers: named });
      expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([
        204,
        named.origin,
      ]);
      expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();

      for (const request of [
        { url: '/api/v1/materials/not-a-uuid' },
        { url: '/api/v1/materials?cursor=AAAA' },
        {
          method: 'POST',
          url: '/api/v1/search',
          payload: '{',
          headers: { 'content-type': 'application/json' },
        },
        { method: 'TRACE', url: '/api/v1/materials' },
      ] as InjectOptions[]) {
        const answer = await as('admin', request);
        expect(answer.statusCode).toBeGreaterThanOrEqual(400);
        expect(answer.statusCode).toBeLessThan(500);
        expect(answer.body).not.toMatch(/node_modules|\bat \w+.*:\d+:\d+|SELECT |typeorm|\.ts\b/i);
      }
    });

    it('API9 improper inventory management: what is served is documented, and nothing else is', async () => {
      const document = (await server.inject('/openapi.json')).json<OpenAPIObject>();
      const documented = Object.entries(document.paths).flatMap(([path, item]) =>
        METHODS.filter((method) => method.toLowerCase() in item).map((method) => `${method} ${path}`),
      );
      const served = server.app
        .get(AccessGuard)
        .routes.filter(({ method, url }) => METHODS.includes(method) && url.startsWith('/api/'))
        .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
      expect(served.filter((route) => !documented.includes(route))).toEqual([]);
      expect(documented.filter((route) => route.includes('/api/') && !served.includes(route))).toEqual([]);
      const open = Object.values(document.paths).flatMap((item) =>
        METHODS.map((method) => item[method.toLowerCase() as 'get'])
          .filter((operation) => operation !== undefined)
          .filter((operation) => operation.security?.length !== 0 && !operation.responses['401']),
      );
      expect(open).toEqual([]);
    });

    it('API10 unsafe consumption of APIs: text from files and callers comes back as text', async () => {
      const name = '<script>alert(1)</script> цемент';
      const made = await as('editor', { method: 'POST', url: '/api/v1/materials', payload: { name } });
      expect(made.statusCode).toBe(201);
      expect(made.headers['content-type']).toMatch(/^application\/json/);
      // An id that a caller made up is kept only when it is harmless.
      const echoed = await as('viewer', {
        url: '/api/v1/materials',
        headers: { 'x-request-id': 'a\tb<script>' },
      });
      expect(echoed.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    });
  });

  describe('Idempotency-Key', () => {
    const post = (key: string, payload: object, role: Role = 'editor'): Promise<Response> =>
      as(role, { method: 'POST', url: '/api/v1/materials', payload, headers: { 'idempotency-key': key } });
    const count = async (name: string): Promise<number> => {
      const rows: { n: number }[] = await server.app
        .get(DataSource)
        .query('SELECT count(*)::int AS n FROM materials WHERE name = $1', [name]);
      return rows[0]?.n ?? -1;
    };

    it('answers the same request again with what it got, and does it once', async () => {
      const first = await post('one', { name: 'Известь' });
      const again = await post('one', { name: 'Известь' });
      expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
      expect(again.json()).toEqual(first.json());
      expect(again.headers).toMatchObject({
        location: first.headers.location,
        etag: first.headers.etag,
        'content-type': first.headers['content-type'],
        'idempotency-replayed': 'true',
      });
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      expect(await count('Известь')).toBe(1);
    });

    it('does it once when it comes twice at the same time', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => post('race', { name: 'Гипс' })));
      expect(answers.every(({ statusCode }) => statusCode === 201 || statusCode === 409)).toBe(true);
      expect(answers.some(({ statusCode }) => statusCode === 201)).toBe(true);
      expect(await count('Гипс')).toBe(1);
    });

    it('refuses the key with another body, and is each caller’s own', async () => {
      await post('two', { name: 'Мел' });
      expect((await post('two', { name: 'Сода' })).json()).toMatchObject({
        code: 'idempotency_key_reused',
        status: 409,
      });
      expect((await post('two', { name: 'Сода' }, 'admin')).statusCode).toBe(201);
    });

    it('keeps no refusal: mended, the request goes through with the same key', async () => {
      expect((await post('three', { name: '' })).statusCode).toBe(422);
      expect((await post('three', { name: 'Глина' })).statusCode).toBe(201);
    });

    it('names a key that is none', async () => {
      expect((await post('with space', { name: 'Тальк' })).json()).toMatchObject({
        code: 'validation_failed',
        errors: [{ path: 'Idempotency-Key' }],
      });
    });

    it('stores no answer that holds a secret', async () => {
      const make = (): Promise<Response> =>
        as('admin', {
          method: 'POST',
          url: '/api/v1/api-keys',
          payload: { name: 'twice' },
          headers: { 'idempotency-key': 'secret' },
        });
      const keys = [await make(), await make()].map((answer) => answer.json<{ key: string }>().key);
      expect(keys[0]).not.toBe(keys[1]);
      const rows: { n: number }[] = await server.app
        .get(DataSource)
        .query(`SELECT count(*)::int AS n FROM idempotency_keys WHERE encode(body, 'escape') LIKE '%mc\\_%'`);
      expect(rows[0]?.n).toBe(0);
    });
  });

  it('answers 405 with Allow where only the method is wrong, to who may know of the address', async () => {
    const id = '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d';
    for (const [method, url, allow] of [
      ['TRACE', '/api/v1/users', 'GET, HEAD, POST'],
      ['PUT', '/api/v1/materials/', 'GET, HEAD, POST'],
      ['POST', `/api/v1/materials/${id}?a=b`, 'DELETE, GET, HEAD, PATCH, PUT'],
      ['DELETE', '/health/live', 'GET, HEAD'],
    ] as const) {
      const answer = await as('viewer', { method: method, url });
      expect([method, url, answer.statusCode, answer.headers.allow]).toEqual([method, url, 405, allow]);
      expect(answer.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
    }
    expect((await as('viewer', { method: 'PUT', url: '/api/v1/nothing' })).statusCode).toBe(404);
    const stranger = await server.inject({ method: 'PUT', url: '/api/v1/materials' });
    expect([stranger.statusCode, stranger.headers.allow]).toEqual([401, undefined]);
  });

  let address: URL | undefined;
  it.each([
    [
      'headers that never end',
      `materials`,
      `x-long: ${'x'.repeat(20_000)}\r\n`,
      431,
      'headers_too_large',
      '16 KiB',
    ],
    ['what is not HTTP', 'materials', 'no field\r\n\r\n', 400, 'malformed_request', 'not HTTP/1.1'],
    ['letters as they are', 'search?q=цемент', '\r\n', 400, 'malformed_request', 'percent-encoded'],
  ])('answers %s with a problem, and hangs up', async (_, path, sent, status, code, detail) => {
    address ??= new URL(await server.listen());
    const socket = connect(Number(address.port), address.hostname);
    await once(socket, 'connect');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', () => undefined); // Reset while we still write: that is what we are here for.
    socket.write(`GET /api/v1/${path} HTTP/1.1\r\nhost: x\r\n${sent}`);
    await once(socket, 'close');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    const problem = JSON.parse(body) as { detail: string };
    expect(problem).toMatchObject({ status, code });
    expect(problem.detail).toContain(detail);
  });
});
