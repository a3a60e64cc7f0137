/** Upper bounds of the buckets in milliseconds: 1 µs to about 100 s, each 25 % above the last. */
const BOUNDS: readonly number[] = Array.from({ length: 84 }, (_, i) => 0.001 * 1.25 ** i);
const LOG_STEP = Math.log(1.25);

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

/** Counts durations in logarithmic buckets: constant memory, percentiles exact to 25 %, and sums of instances add up. */
export class LatencyHistogram {
  readonly counts: number[] = new Array<number>(BOUNDS.length).fill(0);

  observe(ms: number): void {
    const index = ms <= 0.001 ? 0 : Math.ceil(Math.log(ms / 0.001) / LOG_STEP);
    const at = Math.min(index, BOUNDS.length - 1);
    this.counts[at] = (this.counts[at] ?? 0) + 1;
  }

  add(counts: readonly number[]): void {
    counts.forEach((count, i) => {
      if (i < this.counts.length) this.counts[i] = (this.counts[i] ?? 0) + count;
    });
  }

  /** Upper bound of the bucket that holds each percentile, milliseconds; zeros when nothing was observed. */
  percentiles(): Percentiles {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    const at = (share: number): number => {
      let seen = 0;
      for (let i = 0; i < this.counts.length; i++) {
        seen += this.counts[i] ?? 0;
        if (total > 0 && seen >= share * total) return Number((BOUNDS[i] ?? 0).toPrecision(3));
      }
      return 0;
    };
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }
}
