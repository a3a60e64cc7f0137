import { Logger } from '@nestjs/common';
import type { Clock } from '../common/index.js';
import type { RedisAdapter } from './redis/redis-adapter.js';

export interface Popular {
  /** What was asked: the path and query of a GET. */
  request: string;
  /** Times it was asked, older ones counting less. */
  score: number;
}

/** Requests counted in one process before they are handed on. */
const MAX_COUNTED = 5_000;
const MAX_REQUEST_LENGTH = 500;
/** Requests kept per namespace. */
const KEEP = 1_000;
const HALF_LIFE_MS = 3_600_000;
const FLUSH_MS = 5_000;

/** How often things are asked, in decaying and bounded sorted sets: in Redis for the whole fleet, else in the process. */
export class Popularity {
  private readonly logger = new Logger('CachePopularity');
  private counted = new Map<string, Map<string, number>>();
  private size = 0;
  private decayedAt: number;
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly redis: RedisAdapter | null,
    private readonly isUsable: () => boolean,
    private readonly clock: Clock,
  ) {
    this.decayedAt = clock.now();
  }

  start(): void {
    this.timer = setInterval(() => {
      this.flush().catch((error: unknown) => {
        // Counts are dropped, not kept for later: a lost Redis must not make a queue.
        this.logger.debug({ msg: 'Popularity was not counted', err: error });
      });
    }, FLUSH_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  count(namespace: string, request: string): void {
    if (request.length > MAX_REQUEST_LENGTH) return;
    let counts = this.counted.get(namespace);
    if (!counts) this.counted.set(namespace, (counts = new Map<string, number>()));
    const before = counts.get(request);
    if (before === undefined && this.size >= MAX_COUNTED) return;
    if (before === undefined) this.size += 1;
    counts.set(request, (before ?? 0) + 1);
  }

  async top(namespace: string, count: number): Promise<Popular[]> {
    await this.flush();
    if (this.redis) {
      if (!this.isUsable()) return [];
      const top = await this.redis.ztop(this.key(namespace), count);
      return top.map(({ member, score }) => ({ request: member, score: round(score) }));
    }
    return [...(this.counted.get(namespace) ?? [])]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, count)
      .map(([request, score]) => ({ request, score: round(score) }));
  }

  /** Hands on what was counted, and lets old counts fade. Who asks while that is under way waits for it: what it hands on counts. */
  flush(): Promise<void> {
    // Who asked for the one before has heard of its failure.
    const next = this.flushing.catch(() => undefined).then(() => this.handOn());
    this.flushing = next;
    return next;
  }

  private async handOn(): Promise<void> {
    const halfLives = Math.floor((this.clock.now() - this.decayedAt) / HALF_LIFE_MS);
    if (!this.redis) {
      for (; this.decayedAt + HALF_LIFE_MS <= this.clock.now(); this.decayedAt += HALF_LIFE_MS)
        this.decayHere();
      return;
    }
    this.decayedAt += halfLives * HALF_LIFE_MS;
    const counted = this.counted;
    this.counted = new Map();
    this.size = 0;
    const { redis } = this;
    if (!this.isUsable()) return;
    for (const [namespace, counts] of counted) {
      const key = this.key(namespace);
      // First what is old fades, then what is new is added: the first counts of all are not halved.
      await this.decayShared(namespace);
      await Promise.all([...counts].map(([request, times]) => redis.zincrby(key, request, times)));
    }
  }

  /** Halves the scores once per half-life in the whole fleet, and keeps the set bounded every time. */
  private async decayShared(namespace: string): Promise<void> {
    const due = await this.redis?.setIfAbsent(`${this.key(namespace)}:decayed`, HALF_LIFE_MS);
    await this.redis?.zdecay(this.key(namespace), due ? 0.5 : 1, KEEP);
  }

  private decayHere(): void {
    for (const counts of this.counted.values()) {
      for (const [request, score] of counts) {
        if (score < 0.5) {
          counts.delete(request);
          this.size -= 1;
        } else counts.set(request, score / 2);
      }
    }
  }

  private key(namespace: string): string {
    return `popular:{${namespace}}`;
  }
}

function round(score: number): number {
  return Math.round(score * 100) / 100;
}
