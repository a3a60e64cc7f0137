import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bootApp, type TestApp } from './support/app.js';

const COLUMNS = [
  { title: 'in the process', redis: false },
  ...(process.env.TEST_REDIS_URL ? [{ title: 'over Redis', redis: true }] : []),
];

describe.each(COLUMNS)('cache administration ($title)', ({ redis }) => {
  let server: TestApp;
  let id: string;
  const get = (url: string) => server.inject({ url });
  const json = async <T>(url: string): Promise<T> => (await get(url)).json<T>();

  beforeAll(async () => {
    server = await bootApp({ database: 'embedded', redis });
    const created = await server.inject({
      method: 'POST',
      url: '/api/v1/materials',
      payload: { name: 'Цемент М500, мешок 50 кг', sku: 'CEM-500' },
    });
    expect(created.statusCode).toBe(201);
    id = created.json<{ id: string }>().id;
    // The indexer announces the material once more when it has embedded it.
    for (let backlog = 1; backlog > 0; ) {
      const { details } = await json<{ details: { indexer: { backlog: number } } }>('/health?fresh=true');
      ({ backlog } = details.indexer);
    }
  });
  afterAll(() => server.close());

  it('counts a miss and a hit', async () => {
    type Report = {
      scope: string;
      since: string;
      all: object;
      namespaces: Record<string, Record<string, unknown>>;
      stores: object;
    };
    const before = (await json<Report>('/api/v1/cache/stats')).namespaces.material;
    await get(`/api/v1/materials/${id}`);
    expect((await get(`/api/v1/materials/${id}`)).headers['x-cache']).toBe('HIT');
    // The fleet's totals may be a second old.
    if (redis) await new Promise((resolve) => setTimeout(resolve, 1_100));
    const report = await json<Report>('/api/v1/cache/stats');
    const { hits, misses, writes, entries } = report.namespaces.material ?? {};
    expect(Number(hits) - Number(before?.hits ?? 0)).toBe(1);
    expect(Number(misses) - Number(before?.misses ?? 0)).toBe(1);
    expect([Number(writes) >= 1, entries]).toEqual([true, 1]);
    expect(report.scope).toBe(redis ? 'fleet' : 'process');
    expect(report.stores).toMatchObject({ redis: { status: redis ? 'up' : 'unused' } });
  });

  it('knows what is asked most, and warms it after all was forgotten', async () => {
    for (let i = 0; i < 3; i++) await get(`/api/v1/materials/${id}`);
    const popular = await json<{ materials: { id: string; score: number }[] }>('/api/v1/cache/popular');
    expect(popular.materials[0]?.id).toBe(id);
    expect(popular.materials[0]?.score).toBeGreaterThanOrEqual(3);

    const cleared = await server.inject({ method: 'DELETE', url: '/api/v1/cache' });
    expect([cleared.statusCode, cleared.json<{ removed: number }>().removed >= 1]).toEqual([200, true]);
    const warmed = await server.inject({
      method: 'POST',
      url: '/api/v1/cache/warm',
      payload: { materialIds: [id, '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d'] },
    });
    expect(warmed.json()).toMatchObject({ warmed: 1, skipped: 0, failed: 1 });
    expect((await get(`/api/v1/materials/${id}`)).headers['x-cache']).toBe('HIT');
    const again = await server.inject({ method: 'POST', url: '/api/v1/cache/warm', payload: { popular: 5 } });
    expect(again.json<{ skipped: number }>().skipped).toBeGreaterThanOrEqual(1);
  });

  it.each([['namespace=material'], ['pattern=material:*'], ['material=ID']])(
    'forgets by %s',
    async (query) => {
      await get(`/api/v1/materials/${id}`);
      const url = `/api/v1/cache?${query.replace('ID', id)}`;
      const { removed } = (await server.inject({ method: 'DELETE', url })).json<{ removed: number }>();
      expect(removed).toBeGreaterThanOrEqual(1);
      expect((await get(`/api/v1/materials/${id}`)).headers['x-cache']).toBe('MISS');
    },
  );

  it.each([['namespace=a&pattern=b'], ['namespace=%7B'], ['material=x'], ['else=1']])(
    'refuses %s',
    async (query) => {
      const response = await server.inject({ method: 'DELETE', url: `/api/v1/cache?${query}` });
      expect(response.statusCode).toBe(422);
    },
  );

  it('shows Prometheus what it counted', async () => {
    const text = (await get('/metrics')).body;
    expect(text).toMatch(/catalogue_cache_events_total\{namespace="material",event="hits"\} [1-9]/);
    expect(text.includes('catalogue_cache_redis_up 1')).toBe(redis);
    expect(text).toMatch(
      /catalogue_cache_hit_duration_seconds_count\{namespace="material",tier="local"\} [1-9]/,
    );
  });

  it('says in health how Redis is', async () => {
    const { details } = await json<{ details: { redis: Record<string, unknown> } }>('/health?fresh=true');
    expect(details.redis).toMatchObject(
      redis
        ? {
            status: 'up',
            pingMs: expect.any(Number),
            usedMemory: expect.any(Number),
            pool: { max: 2, available: 2 },
          }
        : { status: 'unused' },
    );
  });
});
