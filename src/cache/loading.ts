import type { Clock } from '../common/index.js';
import type { CacheAnswer, CachePolicy, Loaded } from './cache-aside.js';
import type { CacheStats, Tier } from './cache-stats.js';
import type { EntryLife } from './entry-life.js';
import type { Flight } from './flights.js';
import type { Lease } from './ports/shared-tier.port.js';
import type { Tiers } from './tiers.js';

/** What a reader got, and which tier had it (null: it was loaded). */
export interface Read<T> extends CacheAnswer<T> {
  tier: Tier | null;
}

export type LoadMany<T> = (missing: readonly string[]) => Promise<ReadonlyMap<string, Loaded<T>>>;

/** Loads what no tier has, and keeps it: in this process by the rule of `Tiers`, for all under the leases that were got. */
export class Loading {
  constructor(
    private readonly tiers: Tiers,
    private readonly life: EntryLife,
    private readonly stats: CacheStats,
    private readonly clock: Clock,
  ) {}

  /** @returns what was found; a key that `load` leaves out is absent. Rejects with the error of `load`, of which nothing is kept. */
  async load<T>(
    policy: CachePolicy,
    flights: readonly Flight[],
    leases: ReadonlyMap<string, Lease>,
    load: LoadMany<T>,
  ): Promise<Map<string, Read<T>>> {
    const { namespace } = policy;
    const { shared } = this.tiers;
    const began = this.clock.monotonic();
    let loaded: ReadonlyMap<string, Loaded<T>>;
    try {
      loaded = await load(flights.map(({ key }) => key));
    } catch (error) {
      this.stats.count(namespace, 'errors');
      await Promise.all([...leases].map(async ([key, lease]) => shared?.release(namespace, key, lease)));
      throw error;
    }
    const loadMs = this.clock.monotonic() - began;
    this.stats.loaded(namespace, loadMs);
    const reads = new Map<string, Read<T>>();
    await Promise.all(
      flights.map(async (flight) => {
        const { key } = flight;
        const found = loaded.get(key);
        const lease = leases.get(key);
        const entry = found && this.life.entryOf(policy, found, loadMs);
        if (found) reads.set(key, { value: found.value, status: 'MISS', ageMs: 0, tier: null });
        if (entry) {
          this.tiers.putLocal(flight, entry);
          this.stats.count(namespace, 'writes');
          if (lease) await shared?.fill(namespace, key, lease, entry);
        } else if (lease) await shared?.release(namespace, key, lease);
      }),
    );
    return reads;
  }
}
