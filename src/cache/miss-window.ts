import type { NamespaceStats } from './cache-stats.js';

/** Too few to speak of a rate. */
const MIN_READS = 20;

/** Finds the kinds of entry that missed too often since it was last asked. */
export class MissWindow {
  private before = new Map<string, { asked: number; missed: number }>();

  /** @param threshold a miss rate, 0 to 1, that must be exceeded. */
  constructor(private readonly threshold: number) {}

  /** Ends the window and begins the next. @returns the namespaces above the threshold. */
  close(namespaces: ReadonlyMap<string, NamespaceStats>): string[] {
    const exceeded: string[] = [];
    for (const [namespace, { counters }] of namespaces) {
      const asked = counters.hits + counters.stale + counters.misses;
      const last = this.before.get(namespace) ?? { asked: 0, missed: 0 };
      this.before.set(namespace, { asked, missed: counters.misses });
      const inWindow = asked - last.asked;
      if (inWindow < MIN_READS) continue;
      if ((counters.misses - last.missed) / inWindow > this.threshold) exceeded.push(namespace);
    }
    return exceeded;
  }
}
