/** A pause longer than this is the end of one stretch of work. */
const IDLE_SECONDS = 5;

/** Items a second over a sliding minute. */
export class Throughput {
  private readonly seconds = new Map<number, number>();

  /** @param now monotonic milliseconds. */
  constructor(private readonly now: () => number) {}

  add(count: number): void {
    const second = Math.floor(this.now() / 1_000);
    this.seconds.set(second, (this.seconds.get(second) ?? 0) + count);
    for (const key of this.seconds.keys()) if (key <= second - 60) this.seconds.delete(key);
  }

  /** Over the time since work last began, within the minute: neither a fresh start nor an idle while before makes it look slow. */
  get perSecond(): number {
    const second = Math.floor(this.now() / 1_000);
    const recent = [...this.seconds].filter(([key]) => key > second - 60).sort(([a], [b]) => b - a);
    const newest = recent[0]?.[0];
    if (newest === undefined) return 0;
    let since = newest;
    let total = 0;
    for (const [key, count] of recent) {
      if (since - key > IDLE_SECONDS) break;
      since = key;
      total += count;
    }
    // While nothing came for a moment the rate holds; after longer, the waiting counts.
    return total / ((second - newest > IDLE_SECONDS ? second : newest) - since + 1);
  }
}
