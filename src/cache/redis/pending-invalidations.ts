import type { Invalidation } from '../ports/shared-tier.port.js';

/** What could not be told to Redis, kept until it can; bounded: beyond the limit only "everything" is remembered. */
export class PendingInvalidations {
  private keys = new Map<string, Set<string>>();
  private whole = new Set<string>();
  private count = 0;
  private overflowed = false;

  constructor(private readonly limit: number) {}

  add(what: Invalidation): void {
    if (this.overflowed) return;
    if ('pattern' in what) {
      // Patterns are an operator's tool: rare enough to be answered by forgetting all.
      this.addEverything();
      return;
    }
    if ('keys' in what) {
      const known = this.keys.get(what.namespace) ?? new Set();
      this.keys.set(what.namespace, known);
      const before = known.size;
      for (const key of what.keys) known.add(key);
      this.count += known.size - before;
      if (this.count > this.limit) this.addEverything();
    } else this.whole.add(what.namespace);
  }

  get isEmpty(): boolean {
    return !this.overflowed && this.count === 0 && this.whole.size === 0;
  }

  /** Takes everything out. `everything` says that more was pending than could be remembered. */
  take(): {
    everything: boolean;
    keys: ReadonlyMap<string, ReadonlySet<string>>;
    whole: ReadonlySet<string>;
  } {
    const taken = { everything: this.overflowed, keys: this.keys, whole: this.whole };
    this.keys = new Map();
    this.whole = new Set();
    this.count = 0;
    this.overflowed = false;
    return taken;
  }

  /** From now on nothing is remembered one by one. */
  addEverything(): void {
    this.overflowed = true;
    this.keys.clear();
    this.whole.clear();
    this.count = 0;
  }
}
