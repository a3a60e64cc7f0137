import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

describe.each(STORAGE_COLUMNS)('boot ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootApp({ database });
  });
  afterAll(async () => {
    await server.close();
  });

  it('answers an unknown path with problem details and the request id', async () => {
    const response = await server.inject({ url: '/nope', headers: { 'x-request-id': 'abc-1' } });
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.headers['x-request-id']).toBe('abc-1');
    expect(response.json()).toEqual({
      type: 'urn:materials-catalogue:problem:not_found',
      title: 'Not found',
      status: 404,
      detail: 'Cannot GET /nope',
      instance: '/nope',
      code: 'not_found',
      requestId: 'abc-1',
    });
  });
});
