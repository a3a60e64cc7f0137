import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { startServer, waitUntil, type ChildServer } from './support/child.js';
import { createTestDatabase, STORAGE_COLUMNS, type TestDatabase } from './support/servers.js';

const MATERIAL = JSON.stringify({ name: 'Цемент М500 Д0, мешок 50 кг' });

describe.each(STORAGE_COLUMNS)('graceful stop ($title)', ({ database: kind }) => {
  let database: TestDatabase;
  let server: ChildServer | undefined;

  async function start(env: Record<string, string>): Promise<ChildServer> {
    return (server = await startServer({ ...database.env, REDIS_URL: '', QDRANT_URL: '', ...env }));
  }

  beforeEach(async () => {
    database = await createTestDatabase(kind);
  });
  afterEach(async () => {
    server?.process.kill('SIGKILL');
    await server?.ended;
    server = undefined;
    await database.drop();
  });

  /** A write whose body is only half sent: in flight for as long as the test likes. */
  async function halfAWrite(server: ChildServer): Promise<ClientRequest> {
    const slow = request(`${server.url}/api/v1/materials`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(MATERIAL) },
    });
    slow.write(MATERIAL.slice(0, 10));
    await waitUntil('the request is in flight', server, async () =>
      /catalogue_http_requests_in_flight 2/.test(await (await fetch(`${server.url}/metrics`)).text()),
    );
    return slow;
  }

  it('turns 503 first, finishes the request in flight, and ends with 0', async () => {
    const server = await start({ SHUTDOWN_DRAIN_MS: '1500', SHUTDOWN_TIMEOUT_MS: '20000' });
    const slow = await halfAWrite(server);

    server.process.kill('SIGTERM');
    await waitUntil('ready is 503', server, async () => {
      const response = await fetch(`${server.url}/health/ready`);
      return (
        response.status === 503 && ((await response.json()) as { detail: string }).detail.includes('stopping')
      );
    });
    // Still listening: who has not heard yet is served.
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await waitUntil('the port is closed', server, async () => {
      await fetch(`${server.url}/health/live`).catch(() => undefined);
      return !(await fetch(`${server.url}/health/live`).then(
        () => true,
        () => false,
      ));
    });
    expect(server.process.exitCode).toBeNull();

    slow.end(MATERIAL.slice(10));
    const answeredBy = performance.now();
    const [response] = (await once(slow, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(201);
    expect(JSON.parse(await text(response))).toMatchObject({ name: 'Цемент М500 Д0, мешок 50 кг' });
    expect(await server.ended).toBe(0);
    // Nothing holds the process once the last answer is out, an idle keep-alive connection of the client included.
    expect(performance.now() - answeredBy).toBeLessThan(3_000);
    expect(server.stdout()).not.toMatch(/"level":(50|60)/);
  });

  it('cuts a request that never ends, and still stops in time and cleanly', async () => {
    const server = await start({ SHUTDOWN_DRAIN_MS: '0', SHUTDOWN_TIMEOUT_MS: '3000' });
    const slow = await halfAWrite(server);
    const cut = once(slow, 'error');
    const startedAt = performance.now();
    server.process.kill('SIGINT');
    expect(await server.ended).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(3_500);
    await cut;
  });

  it('ends at once on a second signal', async () => {
    const server = await start({ SHUTDOWN_DRAIN_MS: '10000', SHUTDOWN_TIMEOUT_MS: '60000' });
    server.process.kill('SIGTERM');
    await waitUntil(
      'it is stopping',
      server,
      async () => (await fetch(`${server.url}/health/ready`)).status === 503,
    );
    // Several within a moment are one wish (npm passes on what the terminal has sent already); a later one is impatience.
    server.process.kill('SIGTERM');
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    const impatient = setInterval(() => server.process.kill('SIGTERM'), 100);
    expect(await server.ended).toBe(143);
    clearInterval(impatient);
  });
});
