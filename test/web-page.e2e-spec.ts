import { describe, expect, it } from '@jest/globals';
import { PAGE_ROUTES } from '../src/web/index.js';
import { bootApp } from './support/app.js';

const ADDRESSES = PAGE_ROUTES.map((route) => route.replace(':id', '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d'));

describe('the page', () => {
  it('is one document at every address that it routes itself, under a strict policy', async () => {
    const server = await bootApp({ database: 'embedded' });
    try {
      for (const url of ADDRESSES) {
        const answer = await server.inject({ url });
        expect([url, answer.statusCode, answer.headers['content-type']]).toEqual([
          url,
          200,
          'text/html; charset=utf-8',
        ]);
        const policy = String(answer.headers['content-security-policy']);
        expect(policy).toContain("script-src 'self';");
        expect(policy).not.toContain('unsafe');
        expect(answer.body).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+=|https?:\/\//);
      }
      const nothing = await server.inject({ url: '/nothing' });
      expect([nothing.statusCode, nothing.headers['content-type']]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    } finally {
      await server.close();
    }
  });

  it('is left out by WEB_ENABLED=false, and the API is there all the same', async () => {
    const server = await bootApp({ database: 'embedded', env: { WEB_ENABLED: 'false' } });
    try {
      for (const url of [...ADDRESSES, '/favicon.svg']) {
        expect([url, (await server.inject({ url })).statusCode]).toEqual([url, 404]);
      }
      expect((await server.inject('/api/v1/materials')).statusCode).toBe(200);
      expect((await server.inject('/docs')).statusCode).toBe(200);
    } finally {
      await server.close();
    }
  });
});
