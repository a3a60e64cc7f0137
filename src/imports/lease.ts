import type { EntityManager } from 'typeorm';
import type { Clock } from '../common/index.js';
import type { ImportQueue, ProgressUpdate } from './import-queue.js';
import type { ReadProgress } from './import.js';

/** How often the state of a running import is written: what its readers see is at most so old. */
const BEAT_MS = 1_000;

/**
 * A worker's hold on one import: renewed while the work goes on, however long one transaction takes, so that nobody else takes a
 * job for abandoned that is only slow.
 */
export class Lease {
  readonly read: ReadProgress = { bytesRead: 0, rowsRead: 0 };
  private readonly released = new AbortController();
  private beating: Promise<void> = Promise.resolve();

  /** @param token of this claim; another claim of the same import, even by the same process, has another. */
  constructor(
    private readonly queue: ImportQueue,
    private readonly clock: Clock,
    readonly importId: string,
    readonly token: string,
    private readonly leaseMs: number,
  ) {}

  /** Renews until released. @param onEnd told, once, when the import was cancelled or is another's now. */
  keep(onEnd: (reason: 'cancel' | 'lost') => void): void {
    this.beating = this.beat(onEnd);
  }

  /** Stops renewing; resolves when nothing of it is under way. */
  async release(): Promise<void> {
    this.released.abort();
    await this.beating;
  }

  /** Writes what is merged in the transaction that merged it, and renews. */
  async report(progress: ProgressUpdate, manager: EntityManager): Promise<'ok' | 'cancel' | 'lost'> {
    return await this.queue.report(
      this.importId,
      this.token,
      this.leaseMs,
      { ...progress, ...this.read },
      manager,
    );
  }

  private async beat(onEnd: (reason: 'cancel' | 'lost') => void): Promise<void> {
    const everyMs = Math.min(BEAT_MS, this.leaseMs / 3);
    const { signal } = this.released;
    for (;;) {
      await this.clock.sleep(everyMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      // A database away for a moment is no end: the merge meets the same trouble and says so.
      const state = await this.queue
        .renew(this.importId, this.token, this.leaseMs, this.read)
        .catch(() => 'ok' as const);
      if (signal.aborted) return;
      if (state !== 'ok') {
        onEnd(state);
        return;
      }
    }
  }
}
