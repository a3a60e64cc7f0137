import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type ChildServer } from './support/child.js';
import { OtlpCollector, type CollectedSpan } from './support/otlp-collector.js';
import { createTestDatabase, type TestDatabase } from './support/servers.js';

const SERVER = 2;
const CLIENT = 3;
const CALLERS_TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLERS_SPAN = 'b7ad6b7169203331';

describe('traces', () => {
  let collector: OtlpCollector;
  let database: TestDatabase;
  let server: ChildServer;

  beforeAll(async () => {
    collector = await OtlpCollector.start();
    database = await createTestDatabase('embedded');
    server = await startServer({
      ...database.env,
      SEMANTIC_ENABLED: 'true',
      // What a question asks is told here, not how long it may take: on a busy machine the first one, past its
      // deadline, is answered without the vectors.
      SEARCH_LEXICAL_TIMEOUT_MS: '60000',
      SEARCH_SEMANTIC_TIMEOUT_MS: '60000',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=canary-secret',
      OTEL_SERVICE_NAME: 'catalogue-under-test',
    });
    const ask = async (path: string, headers: Record<string, string> = {}): Promise<Response> => {
      const answer = await fetch(`${server.url}${path}`, { headers });
      await answer.text();
      return answer;
    };
    const body = JSON.stringify({ name: 'Тайный кирпич', unit: 'шт', sku: 'CANARY-SKU' });
    const created = await fetch(`${server.url}/api/v1/materials`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(created.status).toBe(201);
    const question = `/api/v1/search?q=${encodeURIComponent('тайный кирпич')}`;
    await ask(question, { traceparent: `00-${CALLERS_TRACE}-${CALLERS_SPAN}-01` });
    // The indexer, which reads the new material, empties the cache of searches meanwhile.
    for (let i = 0; i < 500; i += 1) {
      if ((await ask(question)).headers.get('x-cache') === 'HIT') break;
    }
    await ask('/health/live');
    await ask('/api/v1/materials/nonsense');
    // Spans go out in batches, and what is left when it stops.
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  }, 240_000);
  afterAll(async () => {
    await database.drop();
    await collector.stop();
  });

  const root = (cache: string): CollectedSpan => {
    const found = collector.spans.find(
      ({ name, attributes }) => name === 'GET /api/v1/search' && attributes['catalogue.cache'] === cache,
    );
    if (!found) throw new Error(`No such span among ${collector.spans.map(({ name }) => name).join(', ')}`);
    return found;
  };
  const within = (span: CollectedSpan): CollectedSpan[] =>
    collector.spans
      .filter(({ parentSpanId, traceId }) => parentSpanId === span.spanId && traceId === span.traceId)
      .flatMap((child) => [child, ...within(child)]);

  it('tell the way of a request: cache, SQL, embedder, vector search', () => {
    const request = root('MISS');
    expect(request).toMatchObject({
      kind: SERVER,
      service: 'catalogue-under-test',
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/api/v1/search',
        'http.response.status_code': 200,
      },
    });
    const [cache] = within(request).filter(({ name }) => name === 'cache');
    expect(cache).toMatchObject({
      parentSpanId: request.spanId,
      attributes: { 'catalogue.cache.namespace': 'search' },
    });
    const inner = cache ? within(cache) : [];
    for (const name of ['postgresql', 'embed queries', 'vector search']) {
      expect(inner.find((span) => span.name === name)).toMatchObject({ kind: CLIENT });
    }
    expect(inner.find(({ name }) => name === 'postgresql')?.attributes['db.operation.name']).toMatch(
      /^[A-Z]+$/,
    );
  });

  it('go on in the trace of who asks, and begin one where nobody has', () => {
    expect(root('MISS')).toMatchObject({ traceId: CALLERS_TRACE, parentSpanId: CALLERS_SPAN });
    const hit = root('HIT');
    expect(hit.traceId).not.toBe(CALLERS_TRACE);
    expect(hit.parentSpanId ?? '').toBe('');
    // A hit asks nobody.
    expect(within(hit)).toEqual([]);
  });

  it('follow a write through its transaction', () => {
    const write = collector.spans.find(({ name }) => name === 'POST /api/v1/materials');
    const verbs = write && within(write).map(({ attributes }) => attributes['db.operation.name']);
    expect(verbs).toEqual(expect.arrayContaining(['INSERT', 'COMMIT']));
  });

  it('say nothing of what probes ask, and name the id of the trace in the log', () => {
    expect(collector.spans.filter(({ name }) => name.includes('/health'))).toEqual([]);
    const line = server
      .stdout()
      .split('\n')
      .find((one) => one.includes('"traceId"') && one.includes(CALLERS_TRACE));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ route: '/api/v1/search', traceId: CALLERS_TRACE });
  });

  it('carry no value of a request, a statement or a setting', () => {
    expect(collector.headers[0]).toMatchObject({ 'x-collector-key': 'canary-secret' });
    const all = JSON.stringify(collector.spans);
    for (const secret of ['canary-secret', 'CANARY-SKU', 'кирпич', 'Тайный', 'nonsense']) {
      expect(all).not.toContain(secret);
    }
    expect(server.stdout()).not.toContain('canary-secret');
  });
});
