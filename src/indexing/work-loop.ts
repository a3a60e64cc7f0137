import { Logger } from '@nestjs/common';
import type { Clock } from '../common/index.js';
import type { Stage } from './stage.js';

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/** Runs a stage until stopped: batch after batch while there is work, then until woken or polled; pauses after failures. */
export class WorkLoop {
  private readonly logger = new Logger(WorkLoop.name);
  private running: Promise<void> | null = null;
  private abort = new AbortController();
  private wakeUp: (() => void) | null = null;
  private woken = false;
  private failures = 0;
  /** What the loop is doing. */
  state: 'idle' | 'working' | 'paused' | 'stopped' = 'stopped';

  /** @param onDone told how many changes each batch had. */
  constructor(
    private readonly stage: Stage,
    private readonly pollMs: number,
    private readonly clock: Clock,
    private readonly onDone: (count: number) => void,
  ) {}

  start(): void {
    if (this.running) return;
    this.abort = new AbortController();
    this.state = 'idle';
    this.running = this.run(this.abort.signal);
  }

  /** There may be work: look at once. A pause after a failure is kept. */
  wake(): void {
    this.woken = true;
    if (this.state !== 'paused') this.wakeUp?.();
  }

  /** Resolves when the batch in hand has been finished or handed back. */
  async stop(): Promise<void> {
    this.abort.abort(new Error('The indexer is stopping.'));
    this.wakeUp?.();
    await this.running;
    this.running = null;
    this.state = 'stopped';
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.woken = false;
      try {
        const count = await this.stage.step(signal);
        this.failures = 0;
        if (count > 0) {
          this.state = 'working';
          this.onDone(count);
        } else {
          this.state = 'idle';
          if (!this.woken) await this.sleep(this.pollMs, signal);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.failures += 1;
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 1), MAX_PAUSE_MS);
        // Every failure in a row is the same news; the first and every tenth are enough.
        if (this.failures % 10 === 1) {
          this.logger.warn({
            msg: `Indexing pauses (${this.stage.name})`,
            pauseMs,
            failures: this.failures,
            err: error,
          });
        }
        this.state = 'paused';
        await this.sleep(pauseMs, signal);
      }
    }
  }

  private async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const waking = new AbortController();
    this.wakeUp = () => waking.abort();
    await this.clock.sleep(ms, waking.signal).catch(() => undefined); // Woken early is no failure.
    this.wakeUp = null;
  }
}
