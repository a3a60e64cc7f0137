import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeQdrantEngine, type Answer } from './fake-qdrant-engine.js';

/** What goes wrong with the next requests. */
export interface QdrantFault {
  /** Only requests whose "METHOD path" matches. Default: all. */
  on?: RegExp;
  /** How many requests; default: until `heal()`. */
  times?: number;
  delayMs?: number;
  /** Answer this status instead, for example 429 or 503. */
  status?: number;
  headers?: Record<string, string>;
  /** `connection`: end it without an answer. `json`: half a body. */
  break?: 'connection' | 'json';
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * A Qdrant server in this process: the endpoints the program uses, with real exact search in memory, answering as the recordings in
 * `test/fixtures/qdrant` do (a spec replays them against it). It can be slow, refuse, break off or send broken JSON.
 */
export class FakeQdrant {
  readonly engine = new FakeQdrantEngine();
  /** "METHOD path" of every request, oldest first. */
  readonly requests: string[] = [];
  /** Headers of the last request. */
  lastHeaders: IncomingMessage['headers'] = {};
  private faults: QdrantFault[] = [];

  private constructor(
    private readonly server: Server,
    private readonly apiKey: string | null,
  ) {}

  /** @param apiKey when given, requests without it are refused. @param port 0: a free one. */
  static async start(options: { apiKey?: string; port?: number } = {}): Promise<FakeQdrant> {
    const server = createServer();
    const fake = new FakeQdrant(server, options.apiKey ?? null);
    server.on('request', (request, response) => {
      fake.serve(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  fail(fault: QdrantFault): void {
    this.faults.push({ ...fault });
  }

  heal(): void {
    this.faults = [];
  }

  /** Forgets everything, as a lost volume does. */
  wipe(): void {
    this.engine.collections.clear();
    this.engine.aliases.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const name = `${method} ${url.pathname}`;
    this.requests.push(name);
    this.lastHeaders = request.headers;
    const text = await readBody(request);
    const fault = this.takeFault(name);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.break === 'connection') {
      response.destroy();
      return;
    }
    if (fault?.status) {
      sendJson(response, { status: fault.status, error: 'Injected fault' }, fault.headers);
      return;
    }
    if (this.sendPlain(response, method, url.pathname, request.headers['api-key'])) return;
    const answer = this.answer(method, url, text);
    if (answer === null) response.writeHead(404).end();
    else if (fault?.break === 'json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"result":{"points":[{"id"');
    } else sendJson(response, answer);
  }

  private answer(method: string, url: URL, text: string): Answer | null {
    if (text.length > MAX_BODY_BYTES) {
      return {
        status: 400,
        error: `Payload error: JSON payload (${text.length} bytes) is larger than allowed (limit: ${MAX_BODY_BYTES} bytes).`,
      };
    }
    let body: Record<string, unknown> = {};
    try {
      if (text) body = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return {
        status: 400,
        error: `Format error in JSON body: EOF while parsing a value at line 1 column ${text.length}`,
      };
    }
    return this.engine.handle(method, decodeURIComponent(url.pathname), url.searchParams, body);
  }

  /** The few answers that are not of the usual form. @returns true when one was sent. */
  private sendPlain(
    response: ServerResponse,
    method: string,
    path: string,
    key: string | string[] | undefined,
  ): boolean {
    const plain = (status: number, text: string): true => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
      return true;
    };
    if (path === '/livez' || path === '/healthz') return plain(200, 'healthz check passed');
    if (path === '/readyz') return plain(200, 'all shards are ready');
    if (this.apiKey !== null && key !== this.apiKey) {
      return plain(
        401,
        key === undefined
          ? 'Must provide an API key or an Authorization bearer token'
          : 'Invalid API key or JWT',
      );
    }
    if (method !== 'GET' || path !== '/') return false;
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ title: 'qdrant - vector search engine', version: '1.18.3' }));
    return true;
  }

  private takeFault(name: string): QdrantFault | undefined {
    const fault = this.faults.find(({ on }) => on?.test(name) ?? true);
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.faults = this.faults.filter((other) => other !== fault);
    }
    return fault;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, answer: Answer, headers: Record<string, string> = {}): void {
  const body =
    answer.error === undefined
      ? { result: answer.result, status: 'ok', time: 0.0001 }
      : { status: { error: answer.error }, time: 0.0001 };
  response
    .writeHead(answer.status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));
}
