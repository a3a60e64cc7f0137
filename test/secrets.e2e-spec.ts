import { describe, expect, it } from '@jest/globals';
import { runCli, startServer } from './support/child.js';
import { createTestDatabase } from './support/servers.js';

/** Recognised wherever they turn up. */
const CANARY = {
  jwt: 'Y2FuYXJ5LWp3dC1zZWNyZXQtMDEyMzQ1Njc4OWFiY2RlZg',
  redis: 'canary-redis-password',
  qdrant: 'canary-qdrant-key',
  embeddings: 'canary-embeddings-key',
  password: 'canary user password',
  wrong: 'canary wrong password',
} as const;

describe('secrets', () => {
  it('stand in no log and in no answer, whatever goes wrong', async () => {
    const database = await createTestDatabase('embedded');
    const env = {
      ...database.env,
      AUTH_REQUIRED: 'true',
      JWT_SECRET: CANARY.jwt,
      // Nobody is there: every use of them is an error to be told of.
      REDIS_URL: `redis://:${CANARY.redis}@127.0.0.1:1/0`,
      QDRANT_URL: 'http://127.0.0.1:1',
      QDRANT_API_KEY: CANARY.qdrant,
      EMBEDDINGS_URL: 'http://127.0.0.1:1/v1',
      EMBEDDINGS_API_KEY: CANARY.embeddings,
      EMBEDDINGS_MODEL: 'none',
      EMBEDDINGS_DIMENSIONS: '384',
      SEMANTIC_ENABLED: 'true',
      LOG_LEVEL: 'trace',
    };
    try {
      const made = await runCli(['keys', 'create', 'canary', '--role', 'admin', '--json'], env);
      expect(made.code).toBe(0);
      const { key } = JSON.parse(made.stdout) as { key: string };
      expect(made.stderr).not.toContain(key);

      const server = await startServer(env);
      const answers: string[] = [];
      let secrets: string[] = [...Object.values(CANARY), key];
      try {
        const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
          const answer = await fetch(server.url + path, {
            ...init,
            headers: { 'content-type': 'application/json', 'x-api-key': key, ...init.headers },
          });
          answers.push(`${JSON.stringify([...answer.headers])} ${await answer.clone().text()}`);
          return answer;
        };
        const login = async (password: string): Promise<Response> =>
          fetch(`${server.url}/api/v1/auth/login`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ username: 'canary', password }),
          });
        const user = { username: 'canary', password: CANARY.password, role: 'viewer' };
        await ask('/api/v1/users', { method: 'POST', body: JSON.stringify(user) });
        await ask('/api/v1/users', { method: 'POST', body: JSON.stringify(user) });
        answers.push(await (await login(CANARY.wrong)).text());
        const grant = (await (await login(CANARY.password)).json()) as {
          accessToken: string;
          refreshToken: string;
        };
        secrets = [...secrets, grant.accessToken, grant.refreshToken];
        const refresh = { method: 'POST', body: JSON.stringify({ refreshToken: grant.refreshToken }) };
        const turned = (await (
          await fetch(`${server.url}/api/v1/auth/refresh`, {
            ...refresh,
            headers: { 'content-type': 'application/json' },
          })
        ).json()) as { refreshToken: string };
        secrets.push(turned.refreshToken);
        await ask('/api/v1/auth/refresh', refresh);
        await ask('/api/v1/auth/me', { headers: { 'x-api-key': `${key}x` } });
        await ask('/api/v1/search?q=цемент&mode=semantic');
        await ask('/api/v1/search?q=цемент');
        await ask('/health?fresh=true');
        await ask('/metrics');
        await ask('/openapi.json');
        await ask('/api/v1/cache', { method: 'DELETE' });
        await ask('/api/v1/users', { method: 'POST', body: `{"password":"${CANARY.wrong}"` });
        await ask('/api/v1/users', {
          method: 'POST',
          body: JSON.stringify({ username: 7, password: CANARY.wrong }),
        });
        await ask('/api/v1/materials/nonsense', { headers: { cookie: `mc_refresh=${grant.refreshToken}` } });
      } finally {
        server.process.kill('SIGTERM');
        await server.ended;
      }
      const log = server.stdout() + server.stderr();
      expect(log).toContain('"level":20');
      expect(answers.length).toBeGreaterThan(12);
      for (const secret of secrets) {
        expect({ secret, inLog: log.includes(secret) }).toEqual({ secret, inLog: false });
        const told = answers.filter((answer) => answer.includes(secret));
        expect({ secret, told }).toEqual({ secret, told: [] });
      }
    } finally {
      await database.drop();
    }
  }, 600_000);

  it('stand in no message of a start that fails', async () => {
    const { code, stdout, stderr } = await runCli(['users', 'list'], {
      DATABASE_URL: 'postgres://someone:canary-database-password@127.0.0.1:1/none',
      JWT_SECRET: 'canary-short',
    });
    expect(code).toBe(1);
    expect(stderr).not.toBe('');
    expect(stdout + stderr).not.toContain('canary-database-password');
    expect(stdout + stderr).not.toContain('canary-short');
  }, 300_000);
});
