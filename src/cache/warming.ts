import { Logger } from '@nestjs/common';
import { newId, type Clock } from '../common/index.js';
import type { RedisAdapter } from './redis/redis-adapter.js';

export interface WarmResult {
  warmed: number;
  /** Were there already, or another one is warming. */
  skipped: number;
  failed: number;
  tookMs: number;
}

/** Answers one GET inside the program; @returns status and `X-Cache`. */
export type Ask = (request: string) => Promise<{ status: number; cache: string | undefined }>;

/** Who dies while warming keeps others from it for so long. */
const LOCK_MS = 60_000;
const PROLONG_EVERY_MS = LOCK_MS / 4;
const LOCK = 'warming';

/** Loads what will be asked before it is asked: one warmer in the fleet, a few requests at a time, so that users do not feel it. */
export class Warming {
  private readonly logger = new Logger('CacheWarming');
  private ask: Ask | null = null;
  private busy = false;

  constructor(
    private readonly redis: RedisAdapter | null,
    private readonly isUsable: () => boolean,
    private readonly clock: Clock,
    private readonly concurrency: number,
  ) {}

  /** How requests are answered; known once the server is set up. */
  serveBy(ask: Ask): void {
    this.ask = ask;
  }

  /** False in a process that has no routes to ask. */
  get canAsk(): boolean {
    return this.ask !== null;
  }

  /** @param requests paths with queries, as a client would ask them. */
  async warm(requests: readonly string[]): Promise<WarmResult> {
    const began = this.clock.monotonic();
    const queue = [...new Set(requests)];
    const result = { warmed: 0, skipped: requests.length - queue.length, failed: 0 };
    const token = newId();
    if (!this.busy) {
      this.busy = true;
      try {
        if (await this.lock(token)) {
          await this.each(queue, token, result);
          await this.unlock(token);
        }
      } finally {
        this.busy = false;
      }
    }
    // What was not come to: another one warms.
    result.skipped += queue.length;
    return { ...result, tookMs: Math.round(this.clock.monotonic() - began) };
  }

  /** Takes requests out of the queue until it is empty or the lock is lost. */
  private async each(
    queue: string[],
    token: string,
    result: { warmed: number; skipped: number; failed: number },
  ): Promise<void> {
    let prolongedAt = this.clock.monotonic();
    let mayGoOn = true;
    const worker = async (): Promise<void> => {
      while (mayGoOn && queue.length > 0) {
        if (this.clock.monotonic() - prolongedAt > PROLONG_EVERY_MS) {
          prolongedAt = this.clock.monotonic();
          mayGoOn = await this.prolong(token);
          continue;
        }
        const outcome = await this.one(queue.shift() ?? '');
        result[outcome] += 1;
      }
    };
    await Promise.all(Array.from({ length: this.concurrency }, worker));
  }

  private async one(request: string): Promise<'warmed' | 'skipped' | 'failed'> {
    try {
      const answer = await this.ask?.(request);
      if (!answer || answer.status >= 400) return 'failed';
      return answer.cache === 'MISS' ? 'warmed' : 'skipped';
    } catch (error) {
      this.logger.debug({ msg: 'Could not warm', err: error });
      return 'failed';
    }
  }

  /** Without Redis, or while it is away, there is nothing in common, and each process warms what is its own. */
  private async lock(token: string): Promise<boolean> {
    if (!this.redis || !this.isUsable()) return true;
    return this.redis.lock(LOCK, token, LOCK_MS).catch(() => false);
  }

  private async prolong(token: string): Promise<boolean> {
    if (!this.redis) return true;
    return this.redis.prolongLock(LOCK, token, LOCK_MS).catch(() => false);
  }

  private async unlock(token: string): Promise<void> {
    if (!this.redis || !this.isUsable()) return;
    await this.redis.unlock(LOCK, token).catch(() => undefined); // It expires by itself.
  }
}
