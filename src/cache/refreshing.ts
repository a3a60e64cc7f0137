import { Logger } from '@nestjs/common';
import type { Clock } from '../common/index.js';
import { inBatches, pausesMs } from './batches.js';
import type { CachePolicy } from './cache-aside.js';
import type { CacheEntry } from './cache-entry.js';
import { deferred } from './deferred.js';
import type { EntryLife } from './entry-life.js';
import type { Flight, Flights } from './flights.js';
import type { Loading, LoadMany } from './loading.js';
import type { Lease, SharedTier } from './ports/shared-tier.port.js';
import type { Tiers } from './tiers.js';

export interface RefreshingSettings {
  batchSize: number;
  waitMs: number;
}

/** Loads stale and soon stale entries in the background, one load at a time per key in the fleet. Readers get what there is meanwhile. */
export class Refreshing {
  private readonly logger = new Logger('Cache');
  private readonly flights: Flights;

  constructor(
    private readonly tiers: Tiers,
    private readonly life: EntryLife,
    private readonly loading: Loading,
    private readonly clock: Clock,
    private readonly settings: RefreshingSettings,
  ) {
    this.flights = tiers.newFlights();
  }

  isUnderWay(namespace: string, key: string): boolean {
    return this.flights.get(namespace, key) !== undefined;
  }

  /** @param due entries that are served now, by key. */
  start<T>(policy: CachePolicy, due: ReadonlyMap<string, CacheEntry>, load: LoadMany<T>): void {
    const { namespace } = policy;
    const session = this.tiers.session();
    if (session === null) return;
    const keys = [...due.keys()].filter((key) => !this.isUnderWay(namespace, key));
    if (keys.length === 0) return;
    const work = deferred<void>();
    const flights = keys.map((key) =>
      this.flights.start(this.tiers.departure(namespace, key, session), () => work.promise),
    );
    this.refresh(policy, flights, due, load).then(work.resolve, work.reject);
    Promise.all(flights.map(({ promise }) => promise)).catch((error: unknown) => {
      // The callers have their answers; the entry lives on until it is too old, and the next reader tries again.
      this.logger.warn({ msg: 'Background refresh failed', namespace, err: error });
    });
  }

  private async refresh<T>(
    policy: CachePolicy,
    flights: readonly Flight[],
    due: ReadonlyMap<string, CacheEntry>,
    load: LoadMany<T>,
  ): Promise<void> {
    const { shared } = this.tiers;
    if (!shared) {
      await this.loading.load(policy, flights, new Map(), load);
      return;
    }
    const deadline = this.clock.monotonic() + this.settings.waitMs;
    let waiting = flights;
    for (const pauseMs of pausesMs()) {
      waiting = await this.round(shared, policy, waiting, due, load);
      if (waiting.length === 0 || this.clock.monotonic() >= deadline) return;
      await this.clock.sleep(pauseMs);
    }
  }

  /** @returns those whose key another instance is loading. */
  private async round<T>(
    shared: SharedTier,
    policy: CachePolicy,
    flights: readonly Flight[],
    due: ReadonlyMap<string, CacheEntry>,
    load: LoadMany<T>,
  ): Promise<Flight[]> {
    const wanted = flights.filter(({ live }) => live);
    const acquired = await inBatches(wanted, this.settings.batchSize, (batch) =>
      shared.acquire(
        policy.namespace,
        batch.map(({ key }) => key),
        'refresh',
        batch.map(({ key }) => due.get(key)?.loadedAt ?? 0),
      ),
    );
    const leases = new Map<string, Lease>();
    const mine: Flight[] = [];
    const busy: Flight[] = [];
    wanted.forEach((flight, i) => {
      const found = acquired[i];
      if (found?.kind === 'busy') busy.push(flight);
      else if (found?.kind === 'lease') {
        leases.set(flight.key, found.lease);
        mine.push(flight);
      } else if (found?.kind === 'entry' && this.life.stateOf(found.entry) === 'HIT') {
        this.tiers.putLocal(flight, found.entry); // Another instance was first.
      }
    });
    if (mine.length > 0) await this.loading.load(policy, mine, leases, load);
    return busy;
  }
}
