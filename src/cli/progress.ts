import { Presets, SingleBar } from 'cli-progress';

/** A progress bar on a terminal; nothing at all elsewhere, so that logs and pipes stay clean. */
export class Progress {
  private readonly bar: SingleBar | null;
  private started = false;

  /** @param unit what is counted, for example "rows". */
  constructor(unit: string) {
    this.bar = process.stderr.isTTY
      ? new SingleBar(
          { stream: process.stderr, format: `{bar} {percentage}% {value}/{total} ${unit} {eta_formatted}` },
          Presets.shades_classic,
        )
      : null;
  }

  update(done: number, total: number): void {
    if (!this.bar) return;
    if (!this.started) {
      this.bar.start(total, done);
      this.started = true;
    } else {
      this.bar.setTotal(total);
      this.bar.update(done);
    }
  }

  stop(): void {
    if (this.started) this.bar?.stop();
  }
}
