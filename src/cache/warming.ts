import { Logger } from '@nestjs/common';
import { newId } from '../common/index.js';
import type { RedisAdapter } from './redis/redis-adapter.js';

export interface WarmResult {
  warmed: number;
  /** Were there already, or another instance is warming. */
  skipped: number;
  failed: number;
  tookMs: number;
}

/** Answers one GET inside the program; @returns status and `X-Cache`. */
export type Ask = (request: string) => Promise<{ status: number; cache: string | undefined }>;

const LOCK_MS = 60_000;

/** Loads what will be asked before it is asked: one warmer in the fleet, a few requests at a time, so that users do not feel it. */
export class Warming {
  private readonly logger = new Logger('CacheWarming');
  private ask: Ask | null = null;
  private busy = false;

  constructor(
    private readonly redis: RedisAdapter | null,
    private readonly isUsable: () => boolean,
    private readonly concurrency: number,
  ) {}

  /** How requests are answered; known once the server is set up. */
  serveBy(ask: Ask): void {
    this.ask = ask;
  }

  /** False in a command-line process, which has no server to ask. */
  get canAsk(): boolean {
    return this.ask !== null;
  }

  /** @param requests paths with queries, as a client would ask them. */
  async warm(requests: readonly string[]): Promise<WarmResult> {
    const began = performance.now();
    const result = { warmed: 0, skipped: 0, failed: 0 };
    const release = await this.lock();
    if (!release) result.skipped = requests.length;
    else {
      try {
        await this.each(requests, result);
      } finally {
        await release();
      }
    }
    return { ...result, tookMs: Math.round(performance.now() - began) };
  }

  private async each(
    requests: readonly string[],
    result: { warmed: number; skipped: number; failed: number },
  ): Promise<void> {
    const queue = [...new Set(requests)];
    const worker = async (): Promise<void> => {
      for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
        try {
          const answer = await this.ask?.(request);
          if (!answer || answer.status >= 400) result.failed += 1;
          else if (answer.cache === 'MISS') result.warmed += 1;
          else result.skipped += 1;
        } catch (error) {
          result.failed += 1;
          this.logger.debug({ msg: 'Could not warm', err: error });
        }
      }
    };
    await Promise.all(Array.from({ length: this.concurrency }, worker));
  }

  /** @returns null while somebody warms. */
  private async lock(): Promise<(() => Promise<void>) | null> {
    if (this.busy) return null;
    this.busy = true;
    const free = (): void => void (this.busy = false);
    if (!this.redis || !this.isUsable()) return () => Promise.resolve(free());
    const token = newId();
    try {
      if (!(await this.redis.lock('warming', token, LOCK_MS))) {
        free();
        return null;
      }
    } catch {
      // Without Redis there is nothing in common to warm.
      free();
      return null;
    }
    return async () => {
      free();
      await this.redis?.unlock('warming', token).catch(() => undefined); // It expires by itself.
    };
  }
}
