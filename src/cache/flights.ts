import type { Invalidation } from './ports/shared-tier.port.js';
import { compileGlob } from './glob.js';

/** A read under way: those who ask for the same key wait for it, unless the key was invalidated after it began. */
export interface Flight<T = unknown> {
  readonly namespace: string;
  readonly key: string;
  /** Generation of the namespace in the local tier when it began. */
  readonly generation: number;
  readonly session: number | null;
  /** Monotonic time, milliseconds. */
  readonly began: number;
  /** False once an invalidation overtook it: its value is for those who already wait, and for nobody else. */
  live: boolean;
  promise: Promise<T>;
}

/** Reads under way in this process, by key. */
export class Flights {
  private readonly byId = new Map<string, Flight>();

  get(namespace: string, key: string): Flight | undefined {
    return this.byId.get(`${namespace}:${key}`);
  }

  start<T>(
    departure: Pick<Flight, 'namespace' | 'key' | 'generation' | 'session' | 'began'>,
    run: (flight: Flight<T>) => Promise<T>,
  ): Flight<T> {
    const id = `${departure.namespace}:${departure.key}`;
    const flight: Flight<T> = {
      ...departure,
      live: true,
      promise: undefined as unknown as Promise<T>, // Set below, before anybody can see the flight.
    };
    const previous = this.byId.get(id);
    if (previous) previous.live = false; // No longer told of invalidations, so it must not put anything.
    this.byId.set(id, flight);
    flight.promise = run(flight).finally(() => {
      if (this.byId.get(id) === flight) this.byId.delete(id);
    });
    return flight;
  }

  forget(invalidation: Invalidation): void {
    if ('keys' in invalidation) {
      for (const key of invalidation.keys) this.drop(`${invalidation.namespace}:${key}`);
      return;
    }
    const matches =
      'pattern' in invalidation
        ? compileGlob(invalidation.pattern)
        : { test: (id: string) => id.startsWith(`${invalidation.namespace}:`) };
    for (const id of [...this.byId.keys()]) if (matches.test(id)) this.drop(id);
  }

  get size(): number {
    return this.byId.size;
  }

  private drop(id: string): void {
    const flight = this.byId.get(id);
    if (!flight) return;
    flight.live = false;
    this.byId.delete(id);
  }
}
