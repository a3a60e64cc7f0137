import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock, SystemClock } from '../../../common/index.js';
import { describeEmbedderContract } from '../../testing/embedder.contract.js';
import type { RemoteModelConfig } from '../../embeddings.config.js';
import { OpenAiEmbedder } from './openai-embedder.js';

const PREFIXES = { query: 'query: ', passage: 'passage: ' };
const DIMENSIONS = 8;

/** A server with `/v1/embeddings`: a vector out of the text's letters. What `next` holds is answered first. */
class StandIn {
  readonly inputs: string[][] = [];
  authorization: string | undefined;
  inputType: string | undefined;
  next: ((response: ServerResponse) => void)[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.authorization = request.headers.authorization;
      const { input, input_type } = JSON.parse(Buffer.concat(chunks).toString()) as {
        input: string[];
        input_type?: string;
      };
      this.inputs.push(input);
      this.inputType = input_type;
      const special = this.next.shift();
      if (special) return special(response);
      const data = input.map((text, index) => ({ index, embedding: letters(text) })).reverse();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function letters(text: string): number[] {
  const counts = new Array<number>(DIMENSIONS).fill(1);
  for (const letter of text) {
    const slot = (letter.codePointAt(0) ?? 0) % DIMENSIONS;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}

/** Time passes only by sleeping, at once. */
class JumpingClock extends Clock {
  readonly slept: number[] = [];
  private time = 0;
  now(): number {
    return this.time;
  }
  monotonic(): number {
    return this.time;
  }
  sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.time += ms;
    return Promise.resolve();
  }
}

const config = (url: string, more: Partial<RemoteModelConfig> = {}): RemoteModelConfig => ({
  url,
  apiKey: 'secret',
  model: 'letters',
  dimensions: DIMENSIONS,
  revision: '1',
  inputType: false,
  batchSize: 2,
  timeoutMs: 30_000,
  attempts: 4,
  ...more,
});

describeEmbedderContract('OpenAI-compatible server', async () => {
  const server = new StandIn();
  await server.start();
  const embedder = new OpenAiEmbedder(config(server.url), PREFIXES, new SystemClock());
  return { embedder, understands: false, close: () => server.stop() };
});

// `TEST_EMBEDDINGS_URL=http://…/v1 npm test` runs the suite against a real server with multilingual-e5-small;
// TEST_EMBEDDINGS_INPUT_TYPE=true for one that puts the prefixes itself.
const realUrl = process.env.TEST_EMBEDDINGS_URL;
if (realUrl) {
  describeEmbedderContract('OpenAI-compatible server (TEST_EMBEDDINGS_URL)', () => {
    const settings = config(realUrl, {
      model: process.env.TEST_EMBEDDINGS_MODEL ?? 'multilingual-e5-small',
      dimensions: 384,
      inputType: process.env.TEST_EMBEDDINGS_INPUT_TYPE === 'true',
    });
    const prefixes = settings.inputType ? { query: '', passage: '' } : PREFIXES;
    const embedder = new OpenAiEmbedder(settings, prefixes, new SystemClock());
    return Promise.resolve({ embedder, understands: true, close: () => Promise.resolve() });
  });
}

describe('OpenAiEmbedder', () => {
  const server = new StandIn();
  const open = (more: Partial<RemoteModelConfig> = {}, clock: Clock = new JumpingClock()): OpenAiEmbedder =>
    new OpenAiEmbedder(config(server.url, more), PREFIXES, clock, () => 1);
  const status =
    (code: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse): void => {
      response.writeHead(code, headers).end('{}');
    };
  const unavailable = { code: 'embedder_unavailable' };

  beforeAll(() => server.start());
  afterEach(() => {
    server.next = [];
    server.inputs.length = 0;
  });
  afterAll(() => server.stop());

  it('sends prefixes, key and batches, and puts the answers in order', async () => {
    const vectors = await open().embedPassages(['a', 'b', 'c']);
    expect(server.inputs).toEqual([['passage: a', 'passage: b'], ['passage: c']]);
    expect(server.authorization).toBe('Bearer secret');
    const [b] = await open().embedPassages(['b']);
    expect(vectors[1]).toEqual(b);
  });

  it('tells the server what kind of text it is, when that is wanted', async () => {
    await open().embedQueries(['а']);
    expect(server.inputType).toBeUndefined();
    await open({ inputType: true }).embedQueries(['а']);
    expect(server.inputType).toBe('query');
    await open({ inputType: true }).embedPassages(['а']);
    expect(server.inputType).toBe('passage');
    expect(open({ inputType: true }).identity).not.toEqual(open().identity);
  });

  it('cuts off what is longer than any text of the catalogue', async () => {
    await open().embedQueries(['я'.repeat(5_000)]);
    expect(server.inputs).toEqual([[`query: ${'я'.repeat(2_000)}`]]);
  });

  it('tries again on 429, 5xx, a broken connection and broken JSON, with growing pauses', async () => {
    const clock = new JumpingClock();
    server.next = [status(500), (response) => response.destroy(), (response) => response.end('{"data":[')];
    await expect(open({}, clock).embedQueries(['a'])).resolves.toHaveLength(1);
    expect(clock.slept).toEqual([200, 400, 800]);
  });

  it('waits as long as Retry-After says, in seconds or until a date', async () => {
    const clock = new JumpingClock();
    server.next = [
      status(429, { 'retry-after': '3' }),
      status(503, { 'retry-after': new Date(8_000).toUTCString() }),
    ];
    await expect(open({}, clock).embedQueries(['a'])).resolves.toHaveLength(1);
    expect(clock.slept).toEqual([3_000, 5_000]);
  });

  it('gives up when the pause asked for lies beyond its deadline', async () => {
    server.next = [status(429, { 'retry-after': '60' })];
    await expect(open().embedQueries(['a'])).rejects.toMatchObject(unavailable);
    expect(server.inputs).toHaveLength(1);
  });

  it('gives up at its deadline when the server hangs', async () => {
    server.next = [() => undefined, () => undefined, () => undefined, () => undefined];
    const hanging = open({ timeoutMs: 100 }, new SystemClock());
    await expect(hanging.embedQueries(['a'])).rejects.toMatchObject(unavailable);
  });

  it('leaves a server alone after failures in a row, says so, and tries one request after a while', async () => {
    const clock = new JumpingClock();
    const embedder = open({ attempts: 1 }, clock);
    server.next = Array.from({ length: 5 }, () => status(500));
    for (let n = 0; n < 5; n++) await expect(embedder.embedQueries(['a'])).rejects.toMatchObject(unavailable);
    await expect(embedder.health()).resolves.toMatchObject({ status: 'down' });
    await expect(embedder.embedQueries(['a'])).rejects.toMatchObject(unavailable);
    expect(server.inputs).toHaveLength(5); // The sixth was not sent.
    await clock.sleep(10_000);
    await expect(embedder.embedQueries(['a'])).resolves.toHaveLength(1);
    await expect(embedder.health()).resolves.toMatchObject({ status: 'up' });
  });

  it('takes a 400 as the text’s fault, a 401 or 404 as the installation’s', async () => {
    server.next = [status(400)];
    await expect(open().embedQueries(['a'])).rejects.toMatchObject({ name: 'EmbeddingRejectedError' });
    for (const code of [401, 404]) {
      server.next = [status(code)];
      await expect(open().embedQueries(['a'])).rejects.toMatchObject(unavailable);
    }
    expect(server.inputs).toHaveLength(3); // None was tried again.
  });

  it('refuses vectors of another size', async () => {
    await expect(open({ dimensions: 5 }).embedQueries(['a'])).rejects.toMatchObject(unavailable);
  });
});
