import type { Clock } from '../common/index.js';
import type { CacheEntry } from './cache-entry.js';
import { Flights, type Flight } from './flights.js';
import type { LocalTier } from './local-tier.js';
import type { Invalidation, SharedTier } from './ports/shared-tier.port.js';

/** The session of a cache without a shared tier: this process hears all its own writes. */
const ALONE = 0;

/**
 * Both tiers of this process, and the one rule by which something read or loaded may enter the local one: in the session it was begun
 * in, and only while no invalidation has overtaken it.
 */
export class Tiers {
  private readonly underWay: Flights[] = [];

  constructor(
    readonly local: LocalTier,
    readonly shared: SharedTier | null,
    private readonly clock: Clock,
    /** Oldest read under way that may be joined while no session is held. */
    private readonly localMaxStaleMs: number,
  ) {
    shared?.onInvalidation((invalidation) => this.forget(invalidation));
  }

  /** A list of reads under way that hears of every invalidation; there is no other way to get one. */
  newFlights(): Flights {
    const flights = new Flights();
    this.underWay.push(flights);
    return flights;
  }

  /** Names the stretch of time in which this process hears every invalidation before it is acknowledged; null: it may not. */
  session(): number | null {
    return this.shared ? this.shared.session() : ALONE;
  }

  forget(invalidation: Invalidation): void {
    this.local.forget(invalidation);
    for (const flights of this.underWay) flights.forget(invalidation);
  }

  departure(
    namespace: string,
    key: string,
    session: number | null,
  ): Pick<Flight, 'namespace' | 'key' | 'generation' | 'session' | 'began'> {
    const generation = this.local.generation(namespace);
    return { namespace, key, generation, session, began: this.clock.monotonic() };
  }

  putLocal(flight: Flight, entry: CacheEntry): void {
    if (!flight.live || flight.session === null || this.session() !== flight.session) return;
    this.local.put(flight.namespace, flight.key, entry, flight.session, flight.generation);
  }

  /** The read of a key that is under way and that a reader who begins now may wait for. */
  joinable<R>(
    flights: Flights,
    namespace: string,
    key: string,
    session: number | null,
  ): Flight<R> | undefined {
    const flight = flights.get(namespace, key);
    if (!flight?.live || flight.session !== session) return undefined;
    // Without a session other instances' writes do not reach the flight, so only a young one is joined.
    const old = this.clock.monotonic() - flight.began > this.localMaxStaleMs;
    return session === null && old ? undefined : (flight as Flight<R>);
  }
}
