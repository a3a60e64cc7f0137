import { z } from 'zod';
import { AppError, type Clock } from '../../../common/index.js';
import { CircuitBreaker } from '../../circuit-breaker.js';
import { TEXT_RECIPE } from '../../composed-text.js';
import type { RemoteModelConfig } from '../../embeddings.config.js';
import {
  Embedder,
  EmbeddingRejectedError,
  type EmbedderHealth,
  type EmbedderIdentity,
  type EmbedOptions,
} from '../../ports/embedder.port.js';
import { normalise } from '../onnx/pooling.js';

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;
const FAILURES_TO_OPEN = 5;
const OPEN_MS = 10_000;
/** Text beyond it is cut off: no text of a material or a query is as long, and servers refuse or choke on what exceeds their model. */
const MAX_TEXT_CHARS = 2_000;
/** What an answer to one batch may weigh. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

const answerSchema = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()) })),
});

type InputType = 'query' | 'passage';

/** A failure another try may mend, and how long the server asked to wait. */
class TransientError extends Error {
  constructor(
    message: string,
    readonly retryAfterMs: number | null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * Any server with OpenAI's `/v1/embeddings`: TEI, vLLM, Infinity, Ollama, OpenAI itself. Tries again on 429, 5xx and broken
 * connections, with growing, scattered pauses that honour Retry-After, within one deadline; a circuit breaker spares a server that is
 * down and those who wait for it.
 */
export class OpenAiEmbedder extends Embedder {
  readonly identity: EmbedderIdentity;
  private readonly breaker: CircuitBreaker;

  /** @param random 0 to 1, scatters the pauses. */
  constructor(
    private readonly config: RemoteModelConfig,
    private readonly prefixes: { query: string; passage: string },
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {
    super();
    const { query, passage } = prefixes;
    this.identity = {
      model: config.model,
      // Another prefix makes other vectors, whoever puts it.
      revision: `${config.revision}:${JSON.stringify([query, passage])}${config.inputType ? '+input_type' : ''}`,
      dimensions: config.dimensions,
      recipe: TEXT_RECIPE,
    };
    this.breaker = new CircuitBreaker(FAILURES_TO_OPEN, OPEN_MS, () => clock.monotonic());
  }

  embedQueries(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    return this.embed(
      'query',
      texts.map((text) => this.prefixes.query + text.slice(0, MAX_TEXT_CHARS)),
      options.signal,
    );
  }

  embedPassages(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    return this.embed(
      'passage',
      texts.map((text) => this.prefixes.passage + text.slice(0, MAX_TEXT_CHARS)),
      options.signal,
    );
  }

  health(): Promise<EmbedderHealth> {
    const { model, dimensions } = this.identity;
    return Promise.resolve({ status: this.breaker.isOpen ? 'down' : 'up', model, dimensions });
  }

  private async embed(
    type: InputType,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += this.config.batchSize) {
      const batch = texts.slice(start, start + this.config.batchSize);
      vectors.push(...(await this.embedBatch(type, batch, signal)));
    }
    return vectors;
  }

  private async embedBatch(
    type: InputType,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    const deadline = AbortSignal.timeout(this.config.timeoutMs);
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
    const endsAt = this.clock.monotonic() + this.config.timeoutMs;
    for (let attempt = 1; ; attempt++) {
      if (!this.breaker.allows())
        throw unavailable('The embedding server failed repeatedly and is left alone for a while.');
      try {
        const vectors = await this.ask(type, texts, either);
        this.breaker.succeeded();
        return vectors;
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        if (!(error instanceof TransientError)) throw error;
        this.breaker.failed();
        const pauseMs = error.retryAfterMs ?? this.pause(attempt);
        if (attempt >= this.config.attempts || this.clock.monotonic() + pauseMs >= endsAt) {
          throw unavailable('The embedding server does not answer.', error);
        }
        await this.clock.sleep(pauseMs, signal);
      }
    }
  }

  /** Half fixed, half by chance: many waiting clients must not come back in the same moment. */
  private pause(attempt: number): number {
    return Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), MAX_PAUSE_MS) * (0.5 + this.random() / 2);
  }

  private async ask(type: InputType, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const { url, apiKey, model, inputType } = this.config;
    let response: Response;
    let body: string;
    try {
      response = await fetch(`${url}/embeddings`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        },
        body: JSON.stringify({
          model,
          input: texts,
          encoding_format: 'float',
          ...(inputType ? { input_type: type } : {}),
        }),
        signal,
      });
      body = await readBounded(response);
    } catch (error) {
      throw new TransientError('The connection failed.', null, { cause: error });
    }
    if (response.status === 429 || response.status >= 500 || response.status === 408) {
      throw new TransientError(`Status ${response.status}.`, this.retryAfterMs(response));
    }
    // Key, address or model are wrong: no text is at fault, and an operator has to act.
    if ([401, 403, 404, 405].includes(response.status)) {
      throw unavailable(
        `The embedding server refuses us with status ${response.status}; check EMBEDDINGS_URL, _API_KEY and _MODEL.`,
      );
    }
    if (!response.ok)
      throw new EmbeddingRejectedError(
        `The embedding server refuses the text with status ${response.status}.`,
      );
    return this.parse(body, texts.length);
  }

  private retryAfterMs(response: Response): number | null {
    const header = response.headers.get('retry-after');
    if (header === null) return null;
    const seconds = Number(header);
    const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - this.clock.now();
    return Number.isFinite(ms) ? Math.max(0, ms) : null;
  }

  private parse(body: string, count: number): Float32Array[] {
    let parsed: z.output<typeof answerSchema>;
    try {
      parsed = answerSchema.parse(JSON.parse(body));
    } catch (error) {
      throw new TransientError('The answer is not what /v1/embeddings gives.', null, { cause: error });
    }
    const vectors = new Array<Float32Array | undefined>(count);
    for (const { index, embedding } of parsed.data) {
      if (embedding.length !== this.config.dimensions) {
        throw unavailable(
          `The embedding server gives ${embedding.length} dimensions; EMBEDDINGS_DIMENSIONS says ${this.config.dimensions}.`,
        );
      }
      vectors[index] = normalise(Float32Array.from(embedding));
    }
    return Array.from(vectors, (vector) => {
      if (!vector) throw new TransientError('The answer lacks a vector.', null);
      return vector;
    });
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_ANSWER_BYTES) throw new Error('The answer is too large.');
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unavailable(detail: string, cause?: unknown): AppError {
  return new AppError('embedder_unavailable', detail, cause === undefined ? {} : { cause });
}
