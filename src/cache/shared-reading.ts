import type { Clock } from '../common/index.js';
import { inBatches, pausesMs } from './batches.js';
import type { CachePolicy, CacheReadOptions } from './cache-aside.js';
import type { CacheEntry } from './cache-entry.js';
import type { EntryLife } from './entry-life.js';
import type { Flight } from './flights.js';
import type { Loading, LoadMany, Read } from './loading.js';
import type { Acquired, Lease, SharedTier } from './ports/shared-tier.port.js';
import type { Refreshing } from './refreshing.js';
import type { Tiers } from './tiers.js';

export interface SharedReadingSettings {
  batchSize: number;
  /** How long a miss waits for another instance that loads the same key. */
  waitMs: number;
}

/** What happens behind the local tier: look in the shared one, get the right to fill or wait for who has it, load what is left. */
export class SharedReading {
  constructor(
    private readonly tiers: Tiers,
    private readonly life: EntryLife,
    private readonly loading: Loading,
    private readonly refreshing: Refreshing,
    private readonly clock: Clock,
    private readonly settings: SharedReadingSettings,
  ) {}

  /** Reads the keys of these flights, all begun in one session. */
  async read<T>(
    policy: CachePolicy,
    flights: readonly Flight[],
    load: LoadMany<T>,
    options: CacheReadOptions,
  ): Promise<Map<string, Read<T>>> {
    const { shared } = this.tiers;
    if (!shared || flights[0]?.session === null) {
      return this.loading.load(policy, flights, new Map(), load);
    }
    const reads = new Map<string, Read<T>>();
    const due = new Map<string, CacheEntry>();
    let missing = flights;
    if (!options.bypass && !options.knownMiss) {
      const entries = await inBatches(flights, this.settings.batchSize, (batch) =>
        shared.read(policy.namespace, keysOf(batch)),
      );
      missing = flights.filter((flight, i) => !this.take(flight, entries[i], reads, due));
    }
    if (missing.length > 0) await this.loadUnderLease(shared, policy, missing, load, options, reads, due);
    if (due.size > 0) this.refreshing.start(policy, due, load);
    return reads;
  }

  /** In rounds: what can be loaded now is loaded, and then whatever others were loading meanwhile is asked for again. */
  private async loadUnderLease<T>(
    shared: SharedTier,
    policy: CachePolicy,
    flights: readonly Flight[],
    load: LoadMany<T>,
    options: CacheReadOptions,
    reads: Map<string, Read<T>>,
    due: Map<string, CacheEntry>,
  ): Promise<void> {
    const deadline = this.clock.monotonic() + this.settings.waitMs;
    let missing = flights;
    for (const pauseMs of pausesMs()) {
      const acquired = await inBatches<Flight, Acquired>(missing, this.settings.batchSize, (batch) =>
        shared.acquire(policy.namespace, keysOf(batch), options.bypass ? 'force' : 'miss'),
      );
      const mayWait = this.clock.monotonic() < deadline;
      const leases = new Map<string, Lease>();
      const mine: Flight[] = [];
      const busy: Flight[] = [];
      missing.forEach((flight, i) => {
        const found = acquired[i];
        if (found?.kind === 'entry' && this.take(flight, found.entry, reads, due)) return;
        if (found?.kind === 'lease') leases.set(flight.key, found.lease);
        // Who waited long enough loads without the right to fill.
        if (found?.kind === 'busy' && mayWait) busy.push(flight);
        else mine.push(flight);
      });
      if (mine.length > 0) {
        const loaded = await this.loading.load(policy, mine, leases, load);
        for (const [key, read] of loaded) reads.set(key, read);
      }
      if (busy.length === 0) return;
      missing = busy;
      await this.clock.sleep(pauseMs);
    }
  }

  /** @returns whether there is an entry that may be served. */
  private take<T>(
    flight: Flight,
    entry: CacheEntry | null | undefined,
    reads: Map<string, Read<T>>,
    due: Map<string, CacheEntry>,
  ): boolean {
    if (!entry) return false;
    const state = this.life.stateOf(entry);
    if (state === 'GONE') return false;
    this.tiers.putLocal(flight, entry);
    if (state === 'STALE' || this.life.isDue(flight.namespace, flight.key, entry)) due.set(flight.key, entry);
    const { value, negative } = entry as CacheEntry<T>;
    reads.set(flight.key, { value, status: state, ageMs: this.life.ageMs(entry), negative, tier: 'redis' });
    return true;
  }
}

function keysOf(flights: readonly Flight[]): string[] {
  return flights.map(({ key }) => key);
}
