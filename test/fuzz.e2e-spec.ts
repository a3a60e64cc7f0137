import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Response } from 'light-my-request';
import { bootApp, type TestApp } from './support/app.js';

type Schema = {
  type?: string;
  format?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
};
interface Parameter {
  name: string;
  in: string;
  schema?: Schema;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, unknown>;
}
interface Request {
  params: Record<string, string>;
  query: [string, string][];
  headers: Record<string, string>;
  body: string | undefined;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** A stream that stays open, and answers that say "not ready": not about bad input. */
const LEFT_OUT = /\/events$|^\/health/;
const RUNS = Number(process.env.FUZZ_RUNS ?? 40);

const EVIL_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff x',
  '\uffff',
  '💥',
  "'; DROP TABLE materials; --",
  '%',
  '%00',
  '../../etc',
  '__proto__',
  'constructor',
  '*',
  '\\',
  '\u202e',
  'null',
  'NaN',
  '1e400',
  '-1',
  '0',
  '99999999999999999999',
  '0x10',
  'true',
  '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
  '00000000-0000-0000-0000-000000000000',
  '2026-13-45T99:99:99Z',
  'м³',
  'я'.repeat(600),
];
const text = fc.oneof(
  fc.constantFrom(...EVIL_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 20 }),
);
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  text,
  fc.double(),
  fc.constantFrom<unknown>(null, [], {}, 1e308, -0, 1e-320, [[[[[[[[]]]]]]]], {
    a: { b: { c: { d: { e: { f: 1 } } } } },
  }),
);

/** Values of the documented shape more often than not, so that the fuzz gets past the first check of a route. */
function shaped(schema: Schema | undefined): fc.Arbitrary<unknown> {
  const right = (): fc.Arbitrary<unknown> => {
    if (!schema) return anyJson;
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map(shaped));
    switch (schema.type) {
      case 'object':
        return fc.record(
          Object.fromEntries(
            Object.entries(schema.properties ?? {}).map(([name, one]) => [name, shaped(one)]),
          ),
          { requiredKeys: [] },
        );
      case 'array':
        return fc.array(shaped(schema.items), { maxLength: 4 });
      case 'integer':
        return fc.integer();
      case 'number':
        return fc.double();
      case 'boolean':
        return fc.boolean();
      case 'string':
        return schema.format === 'uuid' ? fc.oneof(fc.uuid(), text) : text;
      case undefined:
      default:
        return anyJson;
    }
  };
  return fc.oneof({ weight: 5, arbitrary: right() }, { weight: 1, arbitrary: anyJson });
}

const headerText = fc.stringMatching(/^[!-~ ]{0,30}$/);

function requests(operation: Operation): fc.Arbitrary<Request> {
  const at = (where: string): Parameter[] => (operation.parameters ?? []).filter((one) => one.in === where);
  const json = operation.requestBody?.content['application/json'];
  const body = !operation.requestBody
    ? fc.constant(undefined)
    : fc.oneof(
        { weight: 6, arbitrary: shaped(json?.schema).map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: text },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            '{"__proto__":{"x":1}}',
            '[1,',
            '{"name":1e400}',
            '{"name":"\\ud800"}',
            '{"name":"\\u0000"}',
          ),
        },
      );
  return fc.record({
    params: fc.record(
      Object.fromEntries(
        at('path').map(({ name, schema }) => [
          name,
          fc.oneof(schema?.format === 'uuid' ? fc.uuid() : text, text).map(String),
        ]),
      ),
    ),
    query: fc.array(
      fc.tuple(
        fc.oneof(fc.constantFrom('q', 'limit', 'cursor', ...at('query').map(({ name }) => name)), text),
        fc.oneof(text, fc.integer().map(String)),
      ),
      { maxLength: 4 },
    ),
    headers: fc.record({ 'if-match': headerText, 'if-none-match': headerText }, { requiredKeys: [] }),
    body,
  });
}

/** A lone surrogate has no UTF-8 form, so a client can only send it as the replacement character. */
function percent(value: string): string {
  return encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));
}

/** No client can send an empty or a dot segment as a parameter: the URL then names another path (RFC 3986, 5.2.4). */
function segment(value: string): string {
  return /^\.{0,2}$/.test(value) ? '%20' : percent(value);
}

describe('arbitrary input', () => {
  let server: TestApp;
  let operations: { name: string; method: (typeof METHODS)[number]; path: string; operation: Operation }[];

  const ask = (method: string, path: string, request: Request): Promise<Response> => {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => segment(request.params[name] ?? 'x'));
    const query = request.query.map(([name, value]) => `${percent(name)}=${percent(value)}`).join('&');
    return server.inject({
      method: method.toUpperCase() as 'POST',
      url: query ? `${filled}?${query}` : filled,
      headers: {
        ...request.headers,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body !== undefined && { payload: request.body }),
    });
  };

  /** Null when an answer is as promised, else what is wrong with it. */
  const faultOf = (response: Response, operation: Operation): string | null => {
    const { statusCode } = response;
    if (statusCode >= 500) return `${statusCode} ${response.body}`;
    if (!(String(statusCode) in operation.responses) && statusCode !== 304) {
      // An unparsable or overlong URL never meets its route.
      if (![400, 404, 414].includes(statusCode)) return `undocumented status ${statusCode}: ${response.body}`;
    }
    if (statusCode < 400) return null;
    if (response.headers['content-type'] !== 'application/problem+json; charset=utf-8') {
      return `${statusCode} as ${String(response.headers['content-type'])}`;
    }
    const problem: Record<string, unknown> = response.json();
    const whole =
      problem.status === statusCode &&
      ['type', 'title', 'detail', 'instance', 'code', 'requestId'].every(
        (field) => typeof problem[field] === 'string' && problem[field] !== '',
      ) &&
      problem.requestId === response.headers['x-request-id'];
    if (!whole) return `not problem details: ${response.body}`;
    if (statusCode === 422 && problem.code === 'validation_failed') {
      const { errors } = problem;
      if (!Array.isArray(errors) || errors.length === 0) return `a 422 that names no field: ${response.body}`;
    }
    return null;
  };

  beforeAll(async () => {
    server = await bootApp({ database: 'embedded' });
    const document: { paths: Record<string, Record<string, Operation>> } = (
      await server.inject('/openapi.json')
    ).json();
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      LEFT_OUT.test(path)
        ? []
        : METHODS.flatMap((method) => {
            const operation = item[method];
            return operation ? [{ name: `${method.toUpperCase()} ${path}`, method, path, operation }] : [];
          }),
    );
  });
  afterAll(async () => {
    await server.close();
  });

  it('meets every documented operation with a documented status, never a 5xx, and failures as problem details', async () => {
    expect(operations.length).toBeGreaterThan(15);
    const faults: string[] = [];
    for (const { name, method, path, operation } of operations) {
      const result = await fc.check(
        fc.asyncProperty(requests(operation), async (request) => {
          const fault = faultOf(await ask(method, path, request), operation);
          if (fault !== null) throw new Error(fault);
        }),
        { numRuns: RUNS, interruptAfterTimeLimit: 20_000 },
      );
      if (result.failed && result.counterexample) {
        const error = result.errorInstance instanceof Error ? result.errorInstance.message : '';
        faults.push(
          `${name}: ${error.slice(0, 300)}\n  ${JSON.stringify(result.counterexample).slice(0, 500)} (seed ${result.seed})`,
        );
      }
    }
    expect(faults).toEqual([]);
  }, 600_000);

  it.each([
    ['malformed JSON', '{"name":', 400, 'malformed_json'],
    ['an empty body', '', 400, 'malformed_json'],
    ['a prototype key', '{"name":"x","__proto__":{"a":1}}', 400, 'malformed_json'],
    [
      '100,000 nested arrays',
      `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      422,
      'validation_failed',
    ],
    [
      'deep attributes',
      `{"name":"x","attributes":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      422,
      'validation_failed',
    ],
    [
      '100,000 unknown fields',
      `{${Array.from({ length: 100_000 }, (_, n) => `"f${n}":1`).join(',')}}`,
      422,
      'validation_failed',
    ],
    ['a body over the limit', `{"name":"${'x'.repeat(10 * 1024 * 1024)}"}`, 413, 'payload_too_large'],
    ['NUL', '{"name":"a\\u0000b"}', 422, 'validation_failed'],
    ['a lone surrogate', '{"name":"\\ud800"}', 422, 'validation_failed'],
    ['NUL in an attribute key', '{"name":"x","attributes":{"a\\u0000":1}}', 422, 'validation_failed'],
    ['a number that JSON cannot hold', '{"name":"x","attributes":{"a":1e400}}', 422, 'validation_failed'],
    ['a negative price', '{"name":"x","price":{"amount":"-1","currency":"RUB"}}', 422, 'validation_failed'],
    [
      'an absurd price',
      '{"name":"x","price":{"amount":"99999999999999999","currency":"RUB"}}',
      422,
      'validation_failed',
    ],
    ['a price as a number', '{"name":"x","price":{"amount":1,"currency":"RUB"}}', 422, 'validation_failed'],
    ['a name of 501 characters', `{"name":"${'я'.repeat(501)}"}`, 422, 'validation_failed'],
    ['an array', '[]', 422, 'validation_failed'],
    ['null', 'null', 422, 'validation_failed'],
  ])('answers %s of POST /materials with problem details', async (_, payload, status, code) => {
    const response = await server.inject({
      method: 'POST',
      url: '/api/v1/materials',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([status, code]);
    expect(response.headers['content-type']).toContain('application/problem+json');
    // A client that sends much wrong is told what is wrong, not sent it all back.
    expect(response.body.length).toBeLessThan(20_000);
  });

  it.each([
    ['/api/v1/suppliers', (name: string) => ({ name })],
    ['/api/v1/users', (username: string) => ({ username, password: 'correct horse', role: 'viewer' })],
    ['/api/v1/units', (name: string) => ({ code: 'рул.', name, dimension: 'count' })],
    ['/api/v1/categories', (name: string) => ({ name })],
    ['/api/v1/materials', (name: string) => ({ name, unit: name.slice(0, 100), brand: name, sku: name })],
  ])('survives names that folding makes longer at %s', async (url, body) => {
    for (const text of ['ﷺ', 'İ', '㋿', 'ß', 'ﬃ']) {
      for (const length of [50, 100, 200]) {
        const response = await server.inject({ method: 'POST', url, payload: body(text.repeat(length)) });
        const { statusCode } = response;
        if (![201, 409, 422].includes(statusCode)) throw new Error(`${text} × ${length}: ${response.body}`);
      }
    }
  });

  it('answers another media type with 415, and a wrong method with 405', async () => {
    const xml = await server.inject({
      method: 'POST',
      url: '/api/v1/materials',
      headers: { 'content-type': 'application/xml' },
      payload: '<a/>',
    });
    expect([xml.statusCode, xml.json<{ code: string }>().code]).toEqual([415, 'unsupported_media_type']);
    const put = await server.inject({ method: 'PUT', url: '/api/v1/materials' });
    expect(put.statusCode).toBe(405);
  });
});
