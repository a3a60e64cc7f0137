import { Presets, SingleBar } from 'cli-progress';

export interface ProgressOptions {
  /** What is counted, for example "rows" or "bytes". */
  unit: string;
  /** What the rate beside the bar counts; default: the same as the bar. */
  rateUnit?: string;
  /** Where to; default: standard error. */
  stream?: NodeJS.WriteStream;
  /** Milliseconds of any beginning. */
  now?: () => number;
}

/** A progress bar with rate and time left on a terminal; nothing at all elsewhere, so that logs and pipes stay clean. */
export class Progress {
  private readonly bar: SingleBar | null;
  private readonly now: () => number;
  private startedAt: number | null = null;
  private firstCount = 0;

  constructor(options: ProgressOptions | string) {
    const {
      unit,
      rateUnit = unit,
      stream = process.stderr,
      now = () => performance.now(),
    } = typeof options === 'string' ? { unit: options } : options;
    this.now = now;
    this.bar = stream.isTTY
      ? new SingleBar(
          {
            stream,
            format: `{bar} {percentage}% {value}/{total} ${unit}, {rate} ${rateUnit}/s, {eta_formatted} left`,
          },
          Presets.shades_classic,
        )
      : null;
  }

  /** @param counted what the rate counts, so far; default: `done`. */
  update(done: number, total: number, counted = done): void {
    if (!this.bar) return;
    if (this.startedAt === null) {
      this.startedAt = this.now();
      this.firstCount = counted;
      this.bar.start(total, done, { rate: '–' });
      return;
    }
    const seconds = (this.now() - this.startedAt) / 1000;
    const rate = seconds > 0 ? Math.round((counted - this.firstCount) / seconds).toLocaleString('en') : '–';
    this.bar.setTotal(total);
    this.bar.update(done, { rate });
  }

  stop(): void {
    if (this.startedAt !== null) this.bar?.stop();
  }
}
