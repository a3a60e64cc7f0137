import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HealthRegistry, Readiness, type HealthDetail, type HealthReport } from '../src/health/index.js';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

describe.each(STORAGE_COLUMNS)('health ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootApp({ database, env: { HEALTH_TIMEOUT_MS: '500' } });
  });
  afterAll(async () => {
    await server.close();
  });

  async function report(
    query = '?fresh=true',
  ): Promise<{ status: number; body: HealthReport; cache: unknown }> {
    const response = await server.inject(`/health${query}`);
    return {
      status: response.statusCode,
      body: response.json(),
      cache: response.headers['x-cache'],
    };
  }

  /** A dependency of the test's making; `down` by rejecting with a text that must never be shown. */
  async function withDependency(
    dependency: { critical: boolean; check: () => Promise<HealthDetail> },
    work: () => Promise<void>,
  ): Promise<void> {
    const registry = server.app.get(HealthRegistry);
    registry.register({ key: 'zeta', ...dependency });
    try {
      await work();
    } finally {
      registry.register({ key: 'zeta', critical: false, check: () => Promise.resolve({ status: 'unused' }) });
    }
  }
  const failing = (): Promise<HealthDetail> =>
    Promise.reject(new Error('connect ECONNREFUSED db.internal.example:5432'));

  it('says that the process is alive', async () => {
    const response = await server.inject('/health/live');
    expect([response.statusCode, response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('is ready once it has started', async () => {
    const response = await server.inject('/health/ready');
    expect([response.statusCode, response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('reports PostgreSQL with version, ping, pool and migrations', async () => {
    const { status, body } = await report();
    expect(status).toBe(200);
    expect(body.details.postgres).toEqual({
      status: 'up',
      embedded: database === 'embedded',
      version: expect.stringMatching(/^18\.\d+$/),
      pingMs: expect.any(Number),
      pool: {
        max: 10,
        total: expect.any(Number),
        idle: expect.any(Number),
        waiting: expect.any(Number),
      },
      migrations: { applied: expect.any(Number), pending: 0 },
    });
    expect(body.info.postgres).toEqual(body.details.postgres);
  });

  it('says so of what is not in use', async () => {
    await withDependency({ critical: true, check: () => Promise.resolve({ status: 'unused' }) }, async () => {
      const { body } = await report();
      expect(body.details.zeta).toEqual({ status: 'unused' });
      expect(body.info.zeta).toEqual({ status: 'unused' });
      expect(body.error).toEqual({});
    });
  });

  it('stays 200 and ready, as degraded, when something that reads can do without is down', async () => {
    await withDependency({ critical: false, check: failing }, async () => {
      const { status, body } = await report();
      expect([status, body.status]).toEqual([200, 'degraded']);
      expect(body.error).toEqual({ zeta: { status: 'down', reason: 'unavailable' } });
      expect(JSON.stringify(body)).not.toContain('internal.example');
      expect((await server.inject('/health/ready')).statusCode).toBe(200);
    });
  });

  it('answers 503 and is not ready when reads cannot be answered', async () => {
    await withDependency({ critical: true, check: failing }, async () => {
      const { status, body } = await report();
      expect([status, body.status]).toEqual([503, 'error']);
      const ready = await server.inject('/health/ready');
      expect(ready.statusCode).toBe(503);
      expect(ready.json()).toMatchObject({ code: 'not_ready', detail: 'Not ready: zeta.' });
      expect(ready.body).not.toContain('internal.example');
    });
  });

  it('does not wait for a dependency that hangs', async () => {
    await withDependency({ critical: false, check: () => new Promise(() => undefined) }, async () => {
      const { body } = await report();
      expect(body.error.zeta).toEqual({ status: 'down', reason: 'timeout' });
    });
  });

  it('keeps a good report for a while, and never one that is not good', async () => {
    await withDependency({ critical: false, check: failing }, async () => {
      expect((await report('')).cache).toBe('MISS');
      expect((await report('')).cache).toBe('MISS');
    });
    await withDependency({ critical: true, check: failing }, async () => {
      expect((await report('')).status).toBe(503);
      expect((await report('')).status).toBe(503);
    });
    const first = await report('');
    const second = await report('');
    expect([first.cache, second.cache]).toEqual(['MISS', 'HIT']);
    expect(second.body).toEqual(first.body);
    expect((await report()).cache).toBe('BYPASS');
  });

  it('refuses a `fresh` that is no boolean', async () => {
    expect((await server.inject('/health?fresh=maybe')).statusCode).toBe(422);
  });

  it('exposes metrics by route template, with the event loop and the pool', async () => {
    await server.inject('/nobody/knows/this/path');
    const { body, headers } = await server.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain(
      'catalogue_http_request_duration_seconds_count{method="GET",route="/health",status="200"}',
    );
    expect(body).toContain(
      'catalogue_http_request_duration_seconds_count{method="GET",route="unmatched",status="404"}',
    );
    expect(body).not.toContain('/nobody');
    expect(body).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
    expect(body).toMatch(/^catalogue_database_pool_connections\{state="idle"\} \d/m);
  });

  it('is held out of rotation while data are loaded, and for good when it stops', async () => {
    const readiness = server.app.get(Readiness);
    const release = readiness.hold('loading');
    expect((await server.inject('/health/ready')).json()).toMatchObject({ detail: 'Not ready: loading.' });
    release();
    expect((await server.inject('/health/ready')).statusCode).toBe(200);
    readiness.stop();
    expect((await server.inject('/health/ready')).statusCode).toBe(503);
    const { status, body } = await report();
    expect([status, body.status]).toEqual([503, 'shutting_down']);
    expect((await server.inject('/health/live')).statusCode).toBe(200);
  });
});
