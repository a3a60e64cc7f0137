import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/index.js';

/** Argon2id by OWASP's first recommendation: 19 MiB, 2 passes, 1 lane. @see https://cheatsheetseries.owasp.org/ */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash takes 19 MiB and a core for a moment: so many at a time, so many waiting, the others are sent away. */
const AT_ONCE = 2;
const WAITING = 32;

/** Passwords as argon2id hashes; checking one against no user takes as long as against a real one. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private nobody: Promise<string> | null = null;

  async hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /** @param stored the hash of the user; null when there is no such user: the same work is done, and the answer is no. */
  async matches(stored: string | null, password: string): Promise<boolean> {
    this.nobody ??= hash('nobody has this password', COST);
    const against = stored ?? (await this.nobody);
    const equal = await this.inTurn(() => verify(against, password));
    return equal && stored !== null;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.queue.length >= WAITING) {
        throw new AppError('service_unavailable', 'Too many people sign in at once. Try again shortly.', {
          headers: { 'retry-after': '2' },
        });
      }
      await new Promise<void>((resolve) => this.queue.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      // The place is handed on, so that nobody who comes between takes it.
      if (next) next();
      else this.running -= 1;
    }
  }
}
