import { AppError } from '../../../common/index.js';

export type EmbeddingKind = 'query' | 'passage';

interface Waiting {
  text: string;
  resolve: (vector: Float32Array) => void;
  reject: (reason: unknown) => void;
}

/** Texts that may wait: a caller beyond it is refused at once instead of waiting for a minute. */
const MAX_WAITING: Record<EmbeddingKind, number> = { query: 1_000, passage: 10_000 };
/** Queries this recently mean people are searching, so bulk work makes room. */
const BUSY_MS = 1_000;

/**
 * Texts waiting for a model that does one at a time. Queries go before passages; while queries come in, a passage is followed by a
 * rest as long as itself, so that bulk indexing leaves half a core to the searches.
 *
 * @param embed one text; calls never overlap.
 * @param now monotonic milliseconds.
 */
export class EmbeddingQueue {
  private readonly waiting: Record<EmbeddingKind, Waiting[]> = { query: [], passage: [] };
  private running = false;
  private restUntil = 0;
  private restTimer: NodeJS.Timeout | null = null;
  private lastQueryAt = -Infinity;

  constructor(
    private readonly embed: (text: string) => Promise<Float32Array>,
    private readonly now: () => number,
  ) {}

  /** @returns one vector for each text, in order; rejects with the first failure. */
  submit(kind: EmbeddingKind, texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.waiting[kind].length + texts.length > MAX_WAITING[kind]) {
      return Promise.reject(
        new AppError('embedder_unavailable', 'Too many texts are waiting to be embedded.'),
      );
    }
    if (kind === 'query') this.lastQueryAt = this.now();
    const items: Waiting[] = [];
    const all = texts.map(
      (text) =>
        new Promise<Float32Array>((resolve, reject) => {
          items.push({ text, resolve, reject });
        }),
    );
    this.waiting[kind].push(...items);
    const onAbort = (): void => {
      this.waiting[kind] = this.waiting[kind].filter((item) => !items.includes(item));
      for (const item of items) item.reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    void this.work();
    return Promise.all(all).finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** Rejects everything that waits. */
  fail(reason: unknown): void {
    for (const kind of ['query', 'passage'] as const) {
      for (const item of this.waiting[kind].splice(0)) item.reject(reason);
    }
  }

  get length(): number {
    return this.waiting.query.length + this.waiting.passage.length;
  }

  private async work(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (let item = this.next(); item; item = this.next()) {
        const { text, resolve, reject } = item.waiting;
        const started = this.now();
        await this.embed(text).then(resolve, reject);
        if (item.kind === 'passage') {
          const ended = this.now();
          this.restUntil = ended - this.lastQueryAt < BUSY_MS ? ended + (ended - started) : 0;
        }
      }
    } finally {
      this.running = false;
    }
  }

  private next(): { kind: EmbeddingKind; waiting: Waiting } | null {
    const query = this.waiting.query.shift();
    if (query) return { kind: 'query', waiting: query };
    if (this.waiting.passage.length === 0) return null;
    const rest = this.restUntil - this.now();
    if (rest > 0) {
      this.restTimer ??= setTimeout(() => {
        this.restTimer = null;
        void this.work();
      }, rest);
      return null;
    }
    const passage = this.waiting.passage.shift();
    return passage ? { kind: 'passage', waiting: passage } : null;
  }
}
