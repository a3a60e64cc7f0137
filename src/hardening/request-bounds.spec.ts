import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { installRequestBounds, isDeeperThan } from './request-bounds.js';

describe('isDeeperThan', () => {
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

  it('counts levels of arrays and objects', () => {
    expect(isDeeperThan(nested(32), 32)).toBe(false);
    expect(isDeeperThan(nested(34), 32)).toBe(true);
    expect(isDeeperThan({ a: [{ b: 1 }] }, 3)).toBe(false);
    expect(isDeeperThan({ a: [{ b: 1 }] }, 1)).toBe(true);
    expect([null, undefined, 'text', 7].map((value) => isDeeperThan(value, 1))).toEqual(Array(4).fill(false));
  });

  it('does not run out of stack', () => {
    expect(isDeeperThan(nested(100_000), 32)).toBe(true);
  });
});

describe('the deadline', () => {
  let fastify: FastifyInstance;
  let finish: () => void = () => undefined;
  beforeAll(async () => {
    fastify = Fastify();
    installRequestBounds(fastify, 30);
    fastify.get('/slow', async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return { late: true };
    });
    fastify.get('/fast', () => ({ ok: true }));
    await fastify.ready();
  });
  afterAll(async () => {
    finish();
    await fastify.close();
  });

  it('gives up an answer that is not ready, with a problem', async () => {
    const answer = await fastify.inject('/slow');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'deadline_exceeded' });
    expect(answer.headers['retry-after']).toBe('5');
    expect((await fastify.inject('/fast')).json()).toEqual({ ok: true });
  });
});
