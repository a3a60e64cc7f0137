import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AppError, CommonModule, createValidationPipe, isId, ProblemFilter } from '../../common/index.js';
import { createFastifyAdapter } from '../../configure-app.js';
import { z } from 'zod';
import { CacheAside, CachedRoute, CachedRoutes, CacheModule, cachePolicy, uncacheable } from '../index.js';

const calls: string[] = [];
const ID = '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d';
const idOf = (params: unknown): string | null => {
  const id = (params as { id: string }).id;
  return isId(id) ? id.toLowerCase() : null;
};

@Controller('things')
class ThingsController {
  @Get(':id')
  @CachedRoute({
    policy: () => cachePolicy('thing'),
    key: (request) => idOf(request.params),
    etag: (body) => `"v${(body as { version: number }).version}"`,
    rememberNotFound: true,
  })
  one(@Param({ schema: z.strictObject({ id: z.uuid() }) }) { id }: { id: string }): object {
    calls.push(id);
    if (id.endsWith('0')) throw new AppError('not_found', 'No such thing.');
    return id.endsWith('1') ? uncacheable({ id, version: 1 }) : { id, version: calls.length };
  }

  @Post('search')
  @HttpCode(200)
  @CachedRoute({
    policy: () => cachePolicy('things'),
    key: (request) => {
      const q = (request.body as { q?: unknown } | undefined)?.q;
      return typeof q === 'string' && q.length < 10 ? q.trim() : null;
    },
  })
  search(@Body({ schema: z.strictObject({ q: z.string().max(9) }) }) { q }: { q: string }): object {
    calls.push(q);
    return { q: q.trim() };
  }
}

@Module({
  imports: [ConfigModule.forRoot({ isGlobal: true }), CommonModule, CacheModule],
  controllers: [ThingsController],
})
class ThingsModule {}

describe('@CachedRoute', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const moduleRef = await Test.createTestingModule({ imports: [ThingsModule] }).compile();
    app = moduleRef.createNestApplication<NestFastifyApplication>(createFastifyAdapter(), { logger: false });
    app.useGlobalPipes(createValidationPipe());
    app.useGlobalFilters(new ProblemFilter());
    app.get(CachedRoutes).install(app.getHttpAdapter().getInstance());
    await app.init();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    calls.length = 0;
    await app.get(CacheAside).invalidateAll('thing');
    await app.get(CacheAside).invalidateAll('things');
  });

  it('answers the second GET from the cache with the same bytes, ETag and Age', async () => {
    const first = await app.inject(`/things/${ID}`);
    const second = await app.inject(`/things/${ID.toUpperCase()}`);
    expect([first.statusCode, first.headers['x-cache'], first.headers.etag]).toEqual([200, 'MISS', '"v1"']);
    expect([second.statusCode, second.headers['x-cache'], second.headers.etag]).toEqual([200, 'HIT', '"v1"']);
    expect(second.headers.age).toBe('0');
    expect(first.headers.age).toBeUndefined();
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
    expect(second.body).toBe(first.body);
    expect(calls).toEqual([ID]);
  });

  it('answers 304 to who has the answer, on a miss as on a hit', async () => {
    const ask = (): ReturnType<typeof app.inject> =>
      app.inject({ url: `/things/${ID}`, headers: { 'if-none-match': 'W/"v1", "x"' } });
    for (const cache of ['MISS', 'HIT']) {
      const response = await ask();
      expect([response.statusCode, response.headers['x-cache'], response.body]).toEqual([304, cache, '']);
      expect(response.headers.etag).toBe('"v1"');
    }
  });

  it('loads anew for Cache-Control: no-cache, and keeps what it loaded', async () => {
    await app.inject(`/things/${ID}`);
    const fresh = await app.inject({ url: `/things/${ID}`, headers: { 'cache-control': 'no-cache' } });
    expect(fresh.headers['x-cache']).toBe('BYPASS');
    expect(fresh.json()).toEqual({ id: ID, version: 2 });
    expect((await app.inject(`/things/${ID}`)).json()).toEqual({ id: ID, version: 2 });
  });

  it('serves HEAD without a body', async () => {
    await app.inject(`/things/${ID}`);
    const head = await app.inject({ method: 'HEAD', url: `/things/${ID}` });
    expect([head.statusCode, head.headers['x-cache'], head.body]).toEqual([200, 'HIT', '']);
  });

  it('does not keep an answer that says so, nor an error', async () => {
    const degraded = ID.replace(/.$/, '1');
    await app.inject(`/things/${degraded}`);
    expect((await app.inject(`/things/${degraded}`)).headers['x-cache']).toBe('MISS');
    expect((await app.inject('/things/nonsense')).statusCode).toBe(422);
    expect((await app.inject('/things/nonsense')).headers['x-cache']).toBe('BYPASS');
    expect(calls).toEqual([degraded, degraded]);
  });

  it('remembers a 404 where asked to, with the problem details of each request', async () => {
    const gone = ID.replace(/.$/, '0');
    const first = await app.inject(`/things/${gone}`);
    const second = await app.inject({ url: `/things/${gone}`, headers: { 'x-request-id': 'second' } });
    expect([first.statusCode, second.statusCode]).toEqual([404, 404]);
    expect([first.headers['x-cache'], second.headers['x-cache']]).toEqual(['MISS', 'HIT']);
    expect(second.json()).toMatchObject({ code: 'not_found', requestId: 'second' });
    expect(calls).toEqual([gone]);
  });

  it('serves a POST by its body and never an invalid one', async () => {
    const post = (body: object): ReturnType<typeof app.inject> =>
      app.inject({ method: 'POST', url: '/things/search', payload: body });
    expect((await post({ q: 'a' })).headers['x-cache']).toBe('MISS');
    const hit = await post({ q: ' a ' });
    expect([hit.statusCode, hit.headers['x-cache'], hit.json()]).toEqual([200, 'HIT', { q: 'a' }]);
    expect((await post({ q: 'much too long' })).statusCode).toBe(422);
    expect((await post({ q: 7 })).statusCode).toBe(422);
  });

  it('makes one load of many concurrent requests', async () => {
    const responses = await Promise.all(Array.from({ length: 50 }, () => app.inject(`/things/${ID}`)));
    expect(new Set(responses.map(({ body }) => body)).size).toBe(1);
    expect(calls).toEqual([ID]);
  });
});
