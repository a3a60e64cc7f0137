import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AccessGuard, type GuardedRoute } from '../src/auth/index.js';
import { Clock, ROLES, type Role } from '../src/common/index.js';
import { bootGuarded, makeKey, signIn, PASSWORD, type SignedIn } from './support/access.js';
import { PAGE_ROUTES } from '../src/web/index.js';
import { bootApp, type TestApp } from './support/app.js';
import { describeWith, STORAGE_COLUMNS } from './support/servers.js';

const LOGIN = '/api/v1/auth/login';
const REFRESH = '/api/v1/auth/refresh';
const LOGOUT = '/api/v1/auth/logout';
const ME = '/api/v1/auth/me';
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Asks until it is so; what is awaited has no event to wait for. */
async function until(check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error('Waited in vain.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Stops the clock of the program for a while. */
async function withStoppedClock(server: TestApp, work: () => Promise<void>): Promise<void> {
  const now = jest.spyOn(server.app.get(Clock), 'now').mockReturnValue(Date.now());
  try {
    await work();
  } finally {
    now.mockRestore();
  }
}

/** A path that matches the template and names nothing that exists. */
const pathOf = (route: GuardedRoute): string =>
  route.url.replace(/:\w+/g, '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d').replace('*', 'x');

describe.each(STORAGE_COLUMNS)('access on the $title', ({ database }) => {
  let server: TestApp;
  let users: Record<Role, SignedIn>;

  beforeAll(async () => {
    server = await bootGuarded({ database });
    users = {
      viewer: await signIn(server, 'viewer'),
      editor: await signIn(server, 'editor'),
      admin: await signIn(server, 'admin'),
    };
  });
  afterAll(async () => {
    await server.close();
  });

  const routes = (): GuardedRoute[] =>
    server.app.get(AccessGuard).routes.filter(({ method }) => METHODS.has(method));

  describe('of every route', () => {
    it('is declared', () => {
      const undeclared = server.app.get(AccessGuard).routes.filter(({ access }) => access === undefined);
      expect(undeclared).toEqual([]);
      expect(routes().length).toBeGreaterThan(40);
    });

    it('is public for health, documentation, the page and signing in alone', () => {
      const open = routes()
        .filter(({ access, url }) => access === 'public' && !/^\/(docs|assets)([/-]|$)/.test(url))
        .map(({ method, url }) => `${method} ${url}`);
      expect(new Set(open)).toEqual(
        new Set([
          'POST /api/v1/auth/login',
          'POST /api/v1/auth/refresh',
          'POST /api/v1/auth/logout',
          'GET /health',
          'GET /health/live',
          'GET /health/ready',
          'GET /openapi.json',
          'GET /favicon.svg',
          ...PAGE_ROUTES.map((url) => `GET ${url}`),
        ]),
      );
    });

    it('is refused with 401 without credentials, before anything else is looked at', async () => {
      for (const route of routes().filter(({ access }) => access !== 'public')) {
        const answer = await server.inject({ method: route.method as 'GET', url: pathOf(route) });
        expect([route.method, route.url, answer.statusCode]).toEqual([route.method, route.url, 401]);
        expect(answer.json()).toMatchObject({ code: 'unauthorized', status: 401 });
        expect(answer.headers['www-authenticate']).toContain('Bearer');
      }
    });

    it('is refused with 403 to every lower role', async () => {
      for (const route of routes()) {
        const wanted = ROLES.indexOf(route.access as Role);
        for (const role of ROLES.slice(0, Math.max(0, wanted))) {
          const answer = await server.inject({
            method: route.method as 'GET',
            url: pathOf(route),
            headers: users[role].headers,
          });
          expect([route.method, route.url, role, answer.statusCode]).toEqual([
            route.method,
            route.url,
            role,
            403,
          ]);
        }
      }
    });
  });

  it('lets each role do what it may', async () => {
    const create = (role: Role, name: string): Promise<number> =>
      server
        .inject({
          method: 'POST',
          url: '/api/v1/materials',
          headers: users[role].headers,
          payload: { name },
        })
        .then(({ statusCode }) => statusCode);
    expect(await create('editor', 'Песок')).toBe(201);
    expect(await create('admin', 'Щебень')).toBe(201);
    const list = await server.inject({ url: '/api/v1/materials', headers: users.viewer.headers });
    expect(list.json<{ items: unknown[] }>().items).toHaveLength(2);
  });

  it('never answers from the cache without credentials', async () => {
    const url = '/api/v1/search?q=песок';
    const ask = (headers: Record<string, string>): ReturnType<TestApp['inject']> =>
      server.inject({ url, headers });
    // The indexer may still be on its way to what was written before, and drop an answer once more.
    await until(async () => (await ask(users.viewer.headers)).headers['x-cache'] === 'HIT');
    const refused = await ask({});
    expect([refused.statusCode, refused.headers['x-cache']]).toEqual([401, undefined]);
    const post = { method: 'POST', url: '/api/v1/search', payload: { q: 'песок' } } as const;
    await server.inject({ ...post, headers: users.viewer.headers });
    expect((await server.inject(post)).statusCode).toBe(401);
    expect((await server.inject({ url, headers: { 'x-catalogue-system': '1' } })).statusCode).toBe(401);
  });

  it('hides below the API even that there is nothing', async () => {
    expect((await server.inject('/api/v1/nothing')).statusCode).toBe(401);
    const known = await server.inject({ url: '/api/v1/nothing', headers: users.viewer.headers });
    expect(known.statusCode).toBe(404);
  });

  describe('by user name and password', () => {
    /** From an address of its own where guesses are counted: the address would be locked out for the other tests. */
    const login = (payload: object, remoteAddress = '127.0.0.1'): ReturnType<TestApp['inject']> =>
      server.inject({ method: 'POST', url: LOGIN, payload, remoteAddress });

    it('answers alike for a wrong password, an unknown user and a disabled one', async () => {
      const disabled = await signIn(server, 'viewer', 'disabled');
      await server.inject({
        method: 'PATCH',
        url: `/api/v1/users/${disabled.id}`,
        headers: users.admin.headers,
        payload: { disabled: true },
      });
      const bodies = await Promise.all(
        [
          { username: 'viewer', password: 'wrong' },
          { username: 'nobody', password: PASSWORD },
          { username: 'disabled', password: PASSWORD },
        ].map(async (payload) => {
          const answer = await login(payload);
          const { requestId: _, ...body } = answer.json<Record<string, unknown>>();
          return { status: answer.statusCode, body };
        }),
      );
      expect(bodies[0]).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
      expect(bodies[1]).toEqual(bodies[0]);
      expect(bodies[2]).toEqual(bodies[0]);
    });

    it('ends what a disabled user had at once', async () => {
      const user = await signIn(server, 'editor', 'leaver');
      expect((await server.inject({ url: ME, headers: user.headers })).statusCode).toBe(200);
      const change = await server.inject({
        method: 'PATCH',
        url: `/api/v1/users/${user.id}`,
        headers: users.admin.headers,
        payload: { disabled: true },
      });
      expect(change.json()).toMatchObject({ username: 'leaver', disabled: true });
      expect((await server.inject({ url: ME, headers: user.headers })).statusCode).toBe(401);
      const refresh = { method: 'POST', url: REFRESH, payload: { refreshToken: user.refreshToken } } as const;
      expect((await server.inject(refresh)).statusCode).toBe(401);
    });

    it('gives a changed role its effect at once', async () => {
      const user = await signIn(server, 'admin', 'demoted');
      const list = { url: '/api/v1/users', headers: user.headers };
      expect((await server.inject(list)).statusCode).toBe(200);
      await server.inject({
        method: 'PATCH',
        url: `/api/v1/users/${user.id}`,
        headers: users.admin.headers,
        payload: { role: 'viewer' },
      });
      expect((await server.inject(list)).statusCode).toBe(403);
    });

    it('makes the sixth guess wait, for a user who exists as for one who does not', async () => {
      await signIn(server, 'viewer', 'guessed');
      await withStoppedClock(server, async () => {
        for (const username of ['guessed', 'not-there']) {
          const statuses: number[] = [];
          for (let guess = 0; guess < 6; guess += 1) {
            statuses.push((await login({ username, password: 'wrong' }, '192.0.2.1')).statusCode);
          }
          expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
          const right = await login({ username, password: PASSWORD }, '192.0.2.2');
          expect(right.statusCode).toBe(429);
          expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
          expect(right.json()).toMatchObject({ code: 'too_many_requests' });
        }
      });
    });

    it('counts guesses that come at once one by one', async () => {
      await signIn(server, 'viewer', 'flooded');
      await withStoppedClock(server, async () => {
        const answers = await Promise.all(
          Array.from({ length: 12 }, () => login({ username: 'flooded', password: 'wrong' }, '192.0.2.3')),
        );
        expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
      });
    });
  });

  describe('by refresh token', () => {
    const refresh = (refreshToken: string): ReturnType<TestApp['inject']> =>
      server.inject({ method: 'POST', url: REFRESH, payload: { refreshToken } });

    it('gives new tokens once; a replay ends the whole family', async () => {
      const first = await signIn(server, 'viewer', 'family');
      const second = (await refresh(first.refreshToken)).json<SignedIn>();
      expect(second.refreshToken).not.toBe(first.refreshToken);
      const bySecond = { authorization: `Bearer ${second.accessToken}` };
      expect((await server.inject({ url: ME, headers: bySecond })).json()).toMatchObject({ name: 'family' });

      expect((await refresh(first.refreshToken)).json()).toMatchObject({ code: 'unauthorized' });
      expect((await refresh(second.refreshToken)).statusCode).toBe(401);
      expect((await server.inject({ url: ME, headers: bySecond })).statusCode).toBe(401);
    });

    it('lets one of two that come at once through', async () => {
      const user = await signIn(server, 'viewer', 'twin');
      const both = await Promise.all([refresh(user.refreshToken), refresh(user.refreshToken)]);
      expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
    });

    it('is stored as a hash only', async () => {
      const user = await signIn(server, 'viewer', 'hashed');
      const rows: { all: string }[] = await server.app
        .get(DataSource)
        .query(`SELECT string_agg(t::text, ' ') AS all FROM refresh_tokens t`);
      expect(rows[0]?.all).not.toContain(user.refreshToken);
      expect(rows[0]?.all).not.toContain(Buffer.from(user.refreshToken).toString('hex'));
    });

    it('ends with the session', async () => {
      const user = await signIn(server, 'viewer', 'gone');
      const logout = await server.inject({ method: 'POST', url: LOGOUT, headers: user.headers });
      expect(logout.statusCode).toBe(204);
      expect((await refresh(user.refreshToken)).statusCode).toBe(401);
      expect((await server.inject({ url: ME, headers: user.headers })).statusCode).toBe(401);
      expect((await server.inject({ method: 'POST', url: LOGOUT })).statusCode).toBe(401);
    });

    it('lives in a cookie that other sites cannot use', async () => {
      const login = await server.inject({
        method: 'POST',
        url: LOGIN,
        payload: { username: 'editor', password: PASSWORD, cookie: true },
      });
      expect(login.json()).not.toHaveProperty('refreshToken');
      const set = String(login.headers['set-cookie']);
      expect(set).toMatch(/^mc_refresh=mcr_.*HttpOnly/);
      expect(set).toMatch(/SameSite=Strict/);
      expect(set).toMatch(/Path=\/api\/v1\/auth/);
      const cookie = set.split(';')[0] ?? '';
      const post = (headers: Record<string, string>): ReturnType<TestApp['inject']> =>
        server.inject({ method: 'POST', url: REFRESH, headers: { cookie, ...headers } });
      expect((await post({})).statusCode).toBe(403);
      expect((await post({ 'x-requested-with': 'fetch', 'sec-fetch-site': 'cross-site' })).statusCode).toBe(
        403,
      );
      const ours = await post({ 'x-requested-with': 'fetch', 'sec-fetch-site': 'same-origin' });
      expect(ours.statusCode).toBe(200);
      expect(ours.json()).not.toHaveProperty('refreshToken');
      expect(String(ours.headers['set-cookie'])).toMatch(/^mc_refresh=mcr_/);
    });
  });

  describe('by API key', () => {
    it('is shown once, and only its beginning after that', async () => {
      const made = await server.inject({
        method: 'POST',
        url: '/api/v1/api-keys',
        headers: users.admin.headers,
        payload: { name: 'shop', role: 'editor', rateLimit: 1000 },
      });
      expect(made.statusCode).toBe(201);
      const { key, id } = made.json<{ key: string; id: string }>();
      expect(key).toMatch(/^mc_[\w-]{43}$/);
      const list = await server.inject({ url: '/api/v1/api-keys', headers: users.admin.headers });
      const shown = list.json<{ items: Record<string, unknown>[] }>().items.find((one) => one.id === id);
      expect(shown).toMatchObject({
        name: 'shop',
        prefix: key.slice(0, 11),
        rateLimit: 1000,
        createdBy: users.admin.id,
      });
      expect(list.body).not.toContain(key);
      const by = await server.inject({ url: ME, headers: { 'x-api-key': key } });
      expect(by.json()).toMatchObject({ kind: 'key', name: 'shop', role: 'editor', authRequired: true });
      const bearer = await server.inject({ url: ME, headers: { authorization: `Bearer ${key}` } });
      expect(bearer.statusCode).toBe(200);
    });

    it('opens only the parts it is for', async () => {
      const { headers } = await makeKey(server, { role: 'admin', scopes: ['search'] });
      const status = (url: string): Promise<number> =>
        server.inject({ url, headers }).then(({ statusCode }) => statusCode);
      expect(await status('/api/v1/search?q=песок')).toBe(200);
      expect(await status('/api/v1/search/suggest?q=пес')).toBe(200);
      expect(await status(ME)).toBe(200);
      expect(await status('/api/v1/materials')).toBe(403);
      expect(await status('/api/v1/users')).toBe(403);
      expect(await status('/metrics')).toBe(403);
    });

    it('opens nothing once it is taken away or has run out', async () => {
      const { headers, id } = await makeKey(server, { role: 'viewer' });
      expect((await server.inject({ url: ME, headers })).statusCode).toBe(200);
      const gone = { method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers: users.admin.headers } as const;
      expect((await server.inject(gone)).statusCode).toBe(204);
      expect((await server.inject({ url: ME, headers })).statusCode).toBe(401);
      expect((await server.inject(gone)).json()).toMatchObject({ code: 'api_key_not_found' });
      const old = await makeKey(server, { role: 'viewer', expiresAt: new Date(Date.now() - 1) });
      expect((await server.inject({ url: ME, headers: old.headers })).statusCode).toBe(401);
    });

    it('refuses what is no credential', async () => {
      for (const headers of [
        { 'x-api-key': 'mc_wrong' },
        { 'x-api-key': 'x'.repeat(5_000) },
        { authorization: 'Basic dXNlcjpwYXNz' },
        { authorization: 'Bearer a.b.c' },
        { authorization: 'Bearer' },
      ]) {
        expect((await server.inject({ url: ME, headers })).statusCode).toBe(401);
      }
    });
  });

  it('keeps an admin who can sign in', async () => {
    const admins = await server.inject({ url: '/api/v1/users?limit=100', headers: users.admin.headers });
    const others = admins
      .json<{ items: { id: string; role: Role }[] }>()
      .items.filter(({ id, role }) => role === 'admin' && id !== users.admin.id);
    for (const { id } of others) {
      await server.inject({ method: 'DELETE', url: `/api/v1/users/${id}`, headers: users.admin.headers });
    }
    const mine = `/api/v1/users/${users.admin.id}`;
    for (const request of [
      { method: 'DELETE', url: mine },
      { method: 'PATCH', url: mine, payload: { role: 'editor' } },
      { method: 'PATCH', url: mine, payload: { disabled: true } },
    ] as const) {
      const answer = await server.inject({ ...request, headers: users.admin.headers });
      expect(answer.json()).toMatchObject({ code: 'last_admin', status: 409 });
    }
  });
});

describe('access on loopback', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await bootApp({ database: 'embedded' });
  });
  afterAll(async () => {
    await server.close();
  });

  it('is not asked for, and says so', async () => {
    const me = await server.inject(ME);
    expect([me.statusCode, me.json()]).toEqual([
      200,
      { authRequired: false, kind: 'anonymous', id: null, name: null, role: 'admin', scopes: null },
    ]);
  });

  it('honours a credential all the same, and refuses a wrong one', async () => {
    const { headers } = await signIn(server, 'viewer');
    expect((await server.inject({ url: '/api/v1/users', headers })).statusCode).toBe(403);
    expect((await server.inject({ url: ME, headers: { 'x-api-key': 'mc_wrong' } })).statusCode).toBe(401);
  });
});

describe('access where the network can reach the server', () => {
  const boot = (env: Record<string, string>): Promise<TestApp> => bootApp({ database: 'embedded', env });

  it('is reading for everybody when that is said in so many words', async () => {
    const server = await boot({ HOST: '0.0.0.0', AUTH_REQUIRED: 'false', AUTH_ALLOW_ANONYMOUS: 'true' });
    try {
      expect((await server.inject(ME)).json()).toMatchObject({ authRequired: false, role: 'viewer' });
      const write = { method: 'POST', url: '/api/v1/materials', payload: { name: 'Песок' } } as const;
      expect((await server.inject(write)).statusCode).toBe(403);
      const { headers } = await signIn(server, 'editor');
      expect((await server.inject({ ...write, headers })).statusCode).toBe(201);
    } finally {
      await server.close();
    }
  });
});

describeWith(['postgres'], 'access in two instances', () => {
  it('is taken away in both at once', async () => {
    const one = await bootGuarded({ database: 'postgres', env: { AUTH_CACHE_TTL_MS: '60000' } });
    const url = (one.app.get(DataSource).options as { url: string }).url;
    const other = await bootGuarded({
      database: 'embedded',
      env: { DATABASE_URL: url, AUTH_CACHE_TTL_MS: '60000' },
    });
    try {
      const { headers, id } = await makeKey(one, { role: 'viewer' });
      expect((await other.inject({ url: ME, headers })).statusCode).toBe(200);
      const admin = await signIn(one, 'admin');
      await one.inject({ method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers: admin.headers });
      await until(async () => (await other.inject({ url: ME, headers })).statusCode === 401);
    } finally {
      await other.close();
      await one.close();
    }
  });
});
