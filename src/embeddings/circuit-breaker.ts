/** Fails fast while a dependency is down: after some failures in a row nobody asks it for a while, then one is let through to try. */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = -Infinity;

  /**
   * @param threshold failures in a row that open it.
   * @param openMs how long it stays open.
   * @param now monotonic milliseconds.
   */
  constructor(
    private readonly threshold: number,
    private readonly openMs: number,
    private readonly now: () => number,
  ) {}

  /** True when a request may be sent; the one that is let through to try holds the others off. */
  allows(): boolean {
    if (this.failures < this.threshold) return true;
    if (this.now() < this.openUntil) return false;
    this.openUntil = this.now() + this.openMs;
    return true;
  }

  get isOpen(): boolean {
    return this.failures >= this.threshold;
  }

  succeeded(): void {
    this.failures = 0;
  }

  failed(): void {
    this.failures += 1;
    if (this.failures >= this.threshold) this.openUntil = this.now() + this.openMs;
  }
}
