import { Injectable } from '@nestjs/common';

/**
 * What a dependency says of itself. `up`; `degraded`: answers, but worse than it should; `down`: does not answer; `unused`: this
 * installation runs without it. More members are shown as they are, so none may hold a host name or a driver's message.
 */
export interface HealthDetail {
  status: 'up' | 'degraded' | 'down' | 'unused';
  [member: string]: unknown;
}

export interface HealthIndicator {
  /** Name in the answer of `GET /health`: `postgres`, `redis`, `indexer`. */
  key: string;
  /** True when no read can be answered without it: then `down` takes the instance out of rotation. */
  critical: boolean;
  /** Asks the dependency. May reject or be slow: the caller has a deadline, and shows neither the reason nor the text. */
  check(signal: AbortSignal): Promise<HealthDetail>;
}

/**
 * Where every room registers its own indicator, so that `health` knows no feature. It lives here because the rooms under `health`
 * (database, cache) register too.
 */
@Injectable()
export class HealthRegistry {
  private readonly indicators = new Map<string, HealthIndicator>();

  /** A second registration of a key replaces the first. */
  register(indicator: HealthIndicator): void {
    this.indicators.set(indicator.key, indicator);
  }

  /** By key, so that answers do not depend on the order of modules. */
  all(): HealthIndicator[] {
    return [...this.indicators.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}
