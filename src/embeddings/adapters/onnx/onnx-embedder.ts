import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'node:worker_threads';
import { AppError, workerFile, type Clock } from '../../../common/index.js';
import {
  Embedder,
  EmbeddingRejectedError,
  type EmbedderHealth,
  type EmbedderIdentity,
  type EmbedOptions,
} from '../../ports/embedder.port.js';
import { EmbeddingQueue } from './embedding-queue.js';
import type { OnnxModel } from './model-files.js';
import type { OnnxRequest, OnnxResponse, OnnxWorkerData } from './onnx-protocol.js';

/** After a failed start the next try waits, doubling up to this. */
const MAX_RETRY_MS = 60_000;
const FIRST_RETRY_MS = 1_000;

export interface OnnxEmbedderOptions {
  threads: number;
  pooling: 'mean' | 'cls';
  prefixes: { query: string; passage: string };
  /** Script of the worker; tests put a failing one. */
  workerScript?: string;
}

interface InWork {
  id: number;
  resolve: (vector: Float32Array) => void;
  reject: (reason: unknown) => void;
}

/**
 * A local ONNX model in a worker thread. Loading begins with the first text or {@link preload}; texts wait for it. A worker that
 * dies fails the texts in work and is started anew by the next ones, after a growing pause.
 */
export class OnnxEmbedder extends Embedder implements OnApplicationShutdown {
  readonly identity: EmbedderIdentity;
  private readonly logger = new Logger(OnnxEmbedder.name);
  private readonly queue: EmbeddingQueue;
  private loading: Promise<Worker> | null = null;
  private state: 'idle' | 'starting' | 'up' | 'down' = 'idle';
  private retryAt = 0;
  private retryMs = FIRST_RETRY_MS;
  private inWork: InWork | null = null;
  private lastId = 0;
  private stopped = false;

  constructor(
    private readonly model: OnnxModel,
    private readonly options: OnnxEmbedderOptions,
    private readonly clock: Clock,
  ) {
    super();
    this.identity = model.identity;
    this.queue = new EmbeddingQueue(
      (text) => this.embedOne(text),
      () => this.clock.monotonic(),
    );
  }

  /** Begins to load the model; a failure shows in the health and is retried by the next text. */
  override preload(): void {
    this.worker().catch(() => undefined);
  }

  embedQueries(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const { query } = this.options.prefixes;
    return this.queue.submit(
      'query',
      texts.map((text) => query + text),
      options.signal,
    );
  }

  embedPassages(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const { passage } = this.options.prefixes;
    return this.queue.submit(
      'passage',
      texts.map((text) => passage + text),
      options.signal,
    );
  }

  health(): Promise<EmbedderHealth> {
    const { model, dimensions } = this.identity;
    // Not loaded yet because nobody asked is no fault.
    return Promise.resolve({ status: this.state === 'idle' ? 'starting' : this.state, model, dimensions });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.queue.fail(new AppError('embedder_unavailable', 'The embedder is stopping.'));
    const worker = await this.loading?.catch(() => null);
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('stop');
    await ended;
  }

  private async embedOne(text: string): Promise<Float32Array> {
    const worker = await this.worker();
    return new Promise((resolve, reject) => {
      this.inWork = { id: ++this.lastId, resolve, reject };
      worker.postMessage({ id: this.lastId, text } satisfies OnnxRequest);
    });
  }

  private worker(): Promise<Worker> {
    if (this.loading) return this.loading;
    if (this.stopped || this.clock.monotonic() < this.retryAt) {
      return Promise.reject(new AppError('embedder_unavailable', 'The embedding model is not loaded.'));
    }
    this.state = 'starting';
    const loading = this.start();
    this.loading = loading;
    return loading;
  }

  private start(): Promise<Worker> {
    const { modelFile, tokenizerFile, maxTokens, identity } = this.model;
    const { threads, pooling } = this.options;
    const script = this.options.workerScript ?? workerFile(import.meta.url, './onnx.worker.js');
    const workerData: OnnxWorkerData = {
      modelFile,
      tokenizerFile,
      maxTokens,
      threads,
      pooling,
      dimensions: identity.dimensions,
    };
    return new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData });
      const startedAt = this.clock.monotonic();
      worker.on('message', (message: OnnxResponse) => {
        if (message.kind !== 'ready') {
          this.settle(message);
          return;
        }
        this.state = 'up';
        this.retryMs = FIRST_RETRY_MS;
        this.logger.log(
          `Model ${identity.model} loaded in ${Math.round(this.clock.monotonic() - startedAt)} ms`,
        );
        resolve(worker);
      });
      let cause: unknown;
      worker.once('error', (error) => {
        cause = error;
      });
      worker.once('exit', () => {
        const error = new AppError('embedder_unavailable', 'The embedding model ended.', { cause });
        reject(error);
        this.lost(error);
      });
    });
  }

  private settle(message: Exclude<OnnxResponse, { kind: 'ready' }>): void {
    const work = this.inWork;
    if (work?.id !== message.id) return;
    this.inWork = null;
    if (message.kind === 'vector') work.resolve(message.vector);
    else work.reject(new EmbeddingRejectedError(message.reason));
  }

  private lost(error: AppError): void {
    this.loading = null;
    if (this.stopped) {
      this.state = 'down';
      return;
    }
    this.state = 'down';
    this.retryAt = this.clock.monotonic() + this.retryMs;
    this.logger.error({ msg: 'The embedding worker ended; texts wait for its next start', err: error });
    this.retryMs = Math.min(this.retryMs * 2, MAX_RETRY_MS);
    this.inWork?.reject(error);
    this.inWork = null;
    this.queue.fail(error);
  }
}
