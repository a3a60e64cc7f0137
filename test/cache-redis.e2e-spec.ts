import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CacheAside, type CachePolicy } from '../src/cache/index.js';
import { bootApp, type TestApp } from './support/app.js';
import { describeWith } from './support/servers.js';

const POLICY: CachePolicy = { namespace: 'probe', ttlMs: 60_000, staleMs: 0, negativeTtlMs: 1_000 };

describeWith(['redis'], 'the program over a real Redis', () => {
  let server: TestApp;
  let cache: CacheAside;

  beforeAll(async () => {
    server = await bootApp({ database: 'embedded', redis: true });
    cache = server.app.get(CacheAside);
  });
  afterAll(() => server.close());

  it('keeps and forgets, and a write in a new installation waits for nobody', async () => {
    const load = (value: number) => () => Promise.resolve({ value });
    expect((await cache.get(POLICY, 'k', load(1))).status).toBe('MISS');
    expect((await cache.get(POLICY, 'k', load(2))).status).toBe('HIT');
    const began = performance.now();
    await cache.invalidate('probe', ['k']);
    // Far below CACHE_LOCAL_MAX_STALE_MS, the wait for an instance that is not there.
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await cache.get(POLICY, 'k', load(3))).toMatchObject({ value: 3, status: 'MISS' });
  });
});
