import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import { bootApp, type TestApp } from './support/app.js';

const FILE = new URL('../openapi.json', import.meta.url);
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Content {
  example?: unknown;
  examples?: Record<string, unknown>;
  schema?: { example?: unknown };
}
interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; in: string; example?: unknown; schema?: { example?: unknown } }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

const hasExample = (content: Content): boolean =>
  content.example !== undefined ||
  content.schema?.example !== undefined ||
  Object.keys(content.examples ?? {}).length > 0;

describe('openapi.json', () => {
  let server: TestApp;
  let document: OpenAPIObject;
  let operations: { name: string; operation: Operation }[];

  beforeAll(async () => {
    server = await bootApp({ database: 'embedded' });
    document = (await server.inject('/openapi.json')).json();
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method] as Operation | undefined;
        return operation ? [{ name: `${method.toUpperCase()} ${path}`, operation }] : [];
      }),
    );
  });
  afterAll(async () => {
    await server.close();
  });

  it('is what the program serves (npm run openapi:write after a change)', async () => {
    const served = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env.OPENAPI_WRITE === 'true') await writeFile(FILE, served);
    const committed = await readFile(FILE, 'utf8');
    const before = JSON.parse(committed) as OpenAPIObject;
    // By path first: a whole document makes an unreadable difference.
    expect(Object.keys(before.paths)).toEqual(Object.keys(document.paths));
    const changed = Object.keys(document.paths).filter(
      (path) => JSON.stringify(before.paths[path]) !== JSON.stringify(document.paths[path]),
    );
    expect(changed).toEqual([]);
    expect(committed === served).toBe(true);
  });

  it('gives every operation an id of its own, a summary and a tag', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const bare = operations.filter(
      ({ operation }) => !operation.summary || (operation.tags ?? []).length === 0,
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('shows an example of every body, both ways', () => {
    const bare = operations.flatMap(({ name, operation }) => {
      const answers = Object.entries(operation.responses).flatMap(([status, { content }]) =>
        Object.entries(content ?? {}).map(([type, value]) => [`${status} ${type}`, value] as const),
      );
      const asks = Object.entries(operation.requestBody?.content ?? {}).map(
        ([type, value]) => [`request ${type}`, value] as const,
      );
      return [...asks, ...answers]
        .filter(([, value]) => !hasExample(value))
        .map(([what]) => `${name}: ${what}`);
    });
    expect(bare).toEqual([]);
  });

  it('names what can go wrong with every operation, as problem details', () => {
    const bare = operations.filter(
      ({ operation }) =>
        !Object.entries(operation.responses).some(
          ([status, { content }]) => Number(status) >= 400 && content?.['application/problem+json'],
        ),
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('documents every parameter of a path', () => {
    const missing = operations.flatMap(({ name, operation }) =>
      [...name.matchAll(/\{(\w+)\}/g)]
        .map(([, parameter]) => parameter)
        .filter((wanted) => !operation.parameters?.some((one) => one.in === 'path' && one.name === wanted))
        .map((parameter) => `${name}: ${parameter}`),
    );
    expect(missing).toEqual([]);
  });
});
