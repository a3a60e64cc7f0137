import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeQdrant } from '../../../../test/support/fake-qdrant.js';

interface Exchange {
  label: string;
  request: { method: string; path: string; body?: unknown };
  response: { status: number; body: unknown };
}

/** Times, float rounding and settings nobody asked for differ between two servers, and mean nothing. */
function comparable(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toFixed(5));
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const ignored = new Set(['time', 'optimizer_config', 'wal_config', 'hnsw_config']);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !ignored.has(key))
      .map(([key, member]) => [key, comparable(member)]),
  );
}

describe('the fake Qdrant of the tests', () => {
  const servers: FakeQdrant[] = [];
  let open: FakeQdrant;
  let locked: FakeQdrant;

  beforeAll(async () => {
    open = await FakeQdrant.start();
    locked = await FakeQdrant.start({ apiKey: 'secret' });
    servers.push(open, locked);
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  it('answers all that was recorded from a real Qdrant 1.18.3 as that did', async () => {
    const file = new URL('../../../../test/fixtures/qdrant/exchanges.json', import.meta.url);
    const exchanges = JSON.parse(await readFile(file, 'utf8')) as Exchange[];
    expect(exchanges.length).toBe(58);
    for (const { label, request, response } of exchanges) {
      const keyed = label.includes('API key');
      const answer = await fetch((keyed ? locked : open).url + request.path, {
        method: request.method,
        headers: {
          'content-type': 'application/json',
          ...(label === 'wrong API key' ? { 'api-key': 'wrong' } : {}),
        },
        ...(request.body === undefined
          ? {}
          : { body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body) }),
      });
      const text = await answer.text();
      const body: unknown = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
      expect({ label, status: answer.status, body: comparable(body) }).toEqual({
        label,
        status: response.status,
        body: comparable(response.body),
      });
    }
  });
});
