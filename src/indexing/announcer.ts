import type { Clock } from '../common/index.js';
import type { CatalogueChange, ChangeFeed } from '../database/index.js';

/** While much is indexed, caches of searches are dropped this often at most. */
const INTERVAL_MS = 2_000;
/** Naming more would cost more than it saves. */
const MAX_IDS = 2_000;

/**
 * Tells the other rooms what can be found now, so that cached searches drop: the first news at once, further ones together every two
 * seconds.
 */
export class Announcer {
  private readonly own = new WeakSet<CatalogueChange>();
  private readonly pending = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private lastAt = -Infinity;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
  ) {}

  /** Announces soon. */
  indexed(materialIds: readonly string[]): void {
    for (const id of materialIds) this.pending.add(id);
    if (this.timer || this.pending.size === 0) return;
    const wait = Math.max(0, this.lastAt + INTERVAL_MS - this.clock.monotonic());
    this.timer = setTimeout(() => void this.flush(), wait);
    this.timer.unref();
  }

  /** Announces what is pending now. */
  async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.pending.size === 0) return;
    this.lastAt = this.clock.monotonic();
    const materialIds = this.pending.size > MAX_IDS ? 'all' : [...this.pending];
    this.pending.clear();
    const change: CatalogueChange = { materialIds, origin: 'local' };
    this.own.add(change);
    await this.feed.announce(change);
  }

  /** True for news of our own, which need no indexing again. */
  isOwn(change: CatalogueChange): boolean {
    return this.own.has(change);
  }
}
