import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CachedRoutes } from '../src/cache/index.js';
import { ChangeFeed } from '../src/database/index.js';
import { bootGuarded, makeKey, signIn, type SignedIn } from './support/access.js';
import type { TestApp } from './support/app.js';
import { describeWith } from './support/servers.js';

/** An origin is nothing the fast path answers: the same request goes the long way. */
const LONG_WAY = { origin: 'http://elsewhere.example' };
/** What differs from answer to answer, or belongs to the connection. */
const FLEETING = ['date', 'x-request-id', 'connection', 'keep-alive', 'ratelimit', 'age'];

const agent = new Agent({ keepAlive: true });

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Not `fetch`: that asks for a fresh answer whenever it sends If-None-Match. */
async function get(url: string, headers: Record<string, string>): Promise<Answer> {
  const request = httpRequest(url, { headers, agent }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

function describeFastPath(name: string, env: Record<string, string>, redis: boolean): void {
  describe(name, () => {
    let server: TestApp;
    let base: string;
    let editor: SignedIn;
    let url: string;
    let id: string;
    let answered: { here: number; anywhere: number };

    beforeAll(async () => {
      server = await bootGuarded({
        database: 'embedded',
        redis,
        env: {
          HOST: '127.0.0.1',
          AUTH_REQUIRED: 'true',
          RATE_LIMIT_ENABLED: 'true',
          RATE_LIMIT: '10000',
          // No caller is looked up anew, by the long way, in the middle of a test.
          AUTH_CACHE_TTL_MS: '60000',
          ...env,
        },
      });
      base = await server.listen();
      editor = await signIn(server, 'editor');
      const routes = server.app.get(CachedRoutes);
      const bodyHere = routes.bodyHere.bind(routes);
      const bodyAnywhere = routes.bodyAnywhere.bind(routes);
      jest.spyOn(routes, 'bodyHere').mockImplementation((...args) => {
        const found = bodyHere(...args);
        if (found) answered.here += 1;
        return found;
      });
      jest.spyOn(routes, 'bodyAnywhere').mockImplementation(async (...args) => {
        const found = await bodyAnywhere(...args);
        if (found) answered.anywhere += 1;
        return found;
      });
    }, 120_000);
    afterAll(async () => {
      agent.destroy();
      await server.close();
    });

    beforeEach(async () => {
      const heard: string[] = [];
      let check = (): void => undefined;
      const stopHearing = server.app.get(ChangeFeed).subscribe('test', ({ materialIds }) => {
        heard.push(...materialIds);
        check();
        return Promise.resolve();
      });
      const created = await fetch(`${base}/api/v1/materials`, {
        method: 'POST',
        headers: { ...editor.headers, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Цемент М500 Д0, 50 кг', unit: 'шт' }),
      });
      expect(created.status).toBe(201);
      ({ id } = (await created.json()) as { id: string });
      url = `${base}/api/v1/materials/${id}`;
      // A write is told of twice, by who wrote and by the outbox a moment later: each time the cache is emptied.
      await new Promise<void>((resolve) => {
        check = () => heard.filter((one) => one === id).length >= 2 && resolve();
        check();
      });
      stopHearing();
      answered = { here: 0, anywhere: 0 };
    });

    const ask = (headers: Record<string, string> = editor.headers, target = url): Promise<Answer> =>
      get(target, headers);
    const all = (): number => answered.here + answered.anywhere;
    const lasting = ({ headers }: Answer): string[] =>
      Object.entries(headers)
        .filter(([header]) => !FLEETING.includes(header))
        .map((pair) => pair.join(': '));
    /** What was loaded is kept a moment after it was answered. */
    const fill = async (target = url): Promise<void> => {
      while ((await ask({ ...editor.headers, ...LONG_WAY }, target)).headers['x-cache'] !== 'HIT');
    };

    const compare = async (target: string): Promise<[Answer, Answer, number, number]> => {
      await fill(target);
      const before = all();
      const long = await ask({ ...editor.headers, ...LONG_WAY }, target);
      const between = all();
      return [long, await ask(editor.headers, target), before, between];
    };

    it('answers a hit as the long way does, to the last header and byte', async () => {
      for (const target of [url, `${base}/api/v1/search?q=${encodeURIComponent('цемент')}`]) {
        let [long, fast, before, between] = await compare(target);
        // Searches are also emptied when the indexer has read what is new.
        while (fast.headers['x-cache'] !== 'HIT') [long, fast, before, between] = await compare(target);
        expect([between - before, all() - between]).toEqual([0, 1]);
        expect([fast.status, ...lasting(fast)]).toEqual([long.status, ...lasting(long)]);
        expect(fast.body).toBe(long.body);
        for (const header of FLEETING) expect(header in fast.headers).toBe(header in long.headers);
      }
    });

    it('answers 304 to who has it', async () => {
      await fill();
      const etag = (await ask({ ...editor.headers, ...LONG_WAY })).headers.etag ?? '';
      const headers = { ...editor.headers, 'if-none-match': etag };
      const long = await ask({ ...headers, ...LONG_WAY });
      const fast = await ask(headers);
      expect(all()).toBe(1);
      expect([fast.status, long.status]).toEqual([304, 304]);
      expect(lasting(fast)).toEqual(lasting(long));
    });

    it('keeps a harmless request id and replaces another', async () => {
      await fill();
      const given = await ask({ ...editor.headers, 'x-request-id': 'mine-1' });
      const evil = await ask({ ...editor.headers, 'x-request-id': 'a b' });
      expect(all()).toBe(2);
      expect(given.headers['x-request-id']).toBe('mine-1');
      expect(evil.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('never answers with what was there before an acknowledged write', async () => {
      for (let version = 2; version < 12; version += 1) {
        await ask();
        const written = await fetch(url, {
          method: 'PATCH',
          headers: {
            ...editor.headers,
            'content-type': 'application/json',
            'if-match': (await ask()).headers.etag ?? '',
          },
          body: JSON.stringify({ description: `Version ${version}` }),
        });
        expect(written.status).toBe(200);
        expect(JSON.parse((await ask()).body)).toMatchObject({ version, description: `Version ${version}` });
      }
      expect(all()).toBeGreaterThanOrEqual(10);
      await fetch(url, { method: 'DELETE', headers: editor.headers });
      expect((await ask()).status).toBe(404);
      expect((await ask()).status).toBe(404);
    });

    it('lets nobody in whom the guard would not let in', async () => {
      await fill();
      const elsewhere = await makeKey(server, { role: 'viewer', scopes: ['imports'] });
      const here = await makeKey(server, { role: 'viewer', scopes: ['materials'] });
      const statusOf = async (headers: Record<string, string>): Promise<number> =>
        (await ask(headers)).status;
      expect(await statusOf({})).toBe(401);
      expect(await statusOf({ 'x-api-key': 'mc_wrong' })).toBe(401);
      expect(await statusOf({ 'x-api-key': 'mc_wrong' })).toBe(401);
      expect(await statusOf({ authorization: 'Basic eDp5' })).toBe(401);
      expect(await statusOf(elsewhere.headers)).toBe(403);
      expect(await statusOf(elsewhere.headers)).toBe(403);
      expect(all()).toBe(0);
      // The first verifies the key, the second knows it.
      expect(await statusOf(here.headers)).toBe(200);
      expect(await statusOf(here.headers)).toBe(200);
      expect(all()).toBe(1);
      const admin = await signIn(server, 'admin', `admin-${id}`);
      const revoked = await fetch(`${base}/api/v1/api-keys/${here.id}`, {
        method: 'DELETE',
        headers: admin.headers,
      });
      expect(revoked.status).toBe(204);
      expect(await statusOf(here.headers)).toBe(401);
    });

    it('charges every answer, and gives none to who has spent', async () => {
      await fill();
      const key = await makeKey(server, { role: 'viewer', rateLimit: 40 });
      const statuses: number[] = [];
      const left: string[] = [];
      for (let i = 0; i < 45; i += 1) {
        const answer = await ask(key.headers);
        statuses.push(answer.status);
        left.push(/r=(\d+)/.exec(String(answer.headers.ratelimit))?.[1] ?? '');
      }
      expect(statuses).toEqual([...Array<number>(40).fill(200), ...Array<number>(5).fill(429)]);
      expect(left.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, i) => String(39 - i)));
      expect(all()).toBeGreaterThan(15);
    });

    it('is counted by metrics, statistics and popularity like any other', async () => {
      const read = async (): Promise<{ requests: number; hits: number }> => {
        const exposed = (await server.inject({ url: '/metrics', headers: editor.headers })).body;
        const sumOf = (metric: string, ...labels: string[]): number =>
          exposed
            .split('\n')
            .filter((line) => line.startsWith(`${metric}{`) && labels.every((label) => line.includes(label)))
            .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
        return {
          requests: sumOf(
            'catalogue_http_request_duration_seconds_count',
            'method="GET"',
            'route="/api/v1/materials/:id"',
            'status="200"',
          ),
          hits: sumOf('catalogue_cache_events_total', 'namespace="material"', 'event="hits"'),
        };
      };
      await fill();
      const before = await read();
      for (let i = 0; i < 7; i += 1) await ask();
      const after = await read();
      expect(all()).toBe(7);
      expect([after.requests - before.requests, after.hits - before.hits]).toEqual([7, 7]);
    });

    it('loads anew for Cache-Control: no-cache', async () => {
      await fill();
      const fresh = await ask({ ...editor.headers, 'cache-control': 'no-cache' });
      expect(fresh.headers['x-cache']).toBe('BYPASS');
      expect(all()).toBe(0);
    });
  });
}

describeFastPath('the fast path, from the tier in the process', {}, false);
describeWith(['redis'], 'with a Redis server', () => {
  describeFastPath('the fast path, from Redis', { CACHE_LOCAL_BYTES: '0' }, true);
});
