import { Logger } from '@nestjs/common';
import type { News } from '../cache-aside.js';
import type { Invalidation } from '../ports/shared-tier.port.js';
import type { CacheKeys } from './cache-keys.js';
import type { Fleet } from './fleet.js';
import type { Generations } from './generations.js';
import { PendingInvalidations } from './pending-invalidations.js';
import type { RedisConnections } from './redis-connections.js';
import { scanRemove } from './scan-remove.js';

const MAX_PENDING_KEYS = 100_000;

/** Forgets in Redis and in every instance; what Redis cannot be told now is remembered and carried out before it is used again. */
export class Invalidations {
  private readonly logger = new Logger('CacheRedis');
  private readonly pending = new PendingInvalidations(MAX_PENDING_KEYS);

  constructor(
    private readonly connections: RedisConnections,
    private readonly keys: CacheKeys,
    private readonly generations: Generations,
    private readonly batchSize: number,
    private readonly fleet: () => Fleet,
    /** Forgets in this process. */
    private readonly hear: (what: Invalidation) => void,
  ) {}

  get isCaughtUp(): boolean {
    return this.pending.isEmpty;
  }

  async forgetKeys(namespace: string, keys: readonly string[], news: News): Promise<void> {
    await this.announce({ namespace, keys }, news);
  }

  /** @returns how many values were removed from Redis. */
  async forgetPattern(pattern: string): Promise<number> {
    let removed = 0;
    await this.announce({ pattern }, 'own', (count) => (removed += count));
    return removed;
  }

  async forgetAll(namespace: string, news: News): Promise<void> {
    const fleet = this.fleet();
    const what = { namespace, generation: 0 };
    if (fleet.session() === null) return this.postpone(what, news);
    try {
      // The number first: instances that hear of it out of order keep the highest.
      const raisedIn = fleet.epoch;
      what.generation = await this.generations.raise(raisedIn, namespace, 0);
      await fleet.announce(what, async (epoch) => {
        if (epoch !== raisedIn) await this.remove(what, epoch);
      });
    } catch (error) {
      fleet.lose('an invalidation failed', error);
      await this.postpone(what, news);
    }
  }

  /** Carries out what is pending. @throws when that did not succeed; then it is still pending. */
  async catchUp(): Promise<void> {
    const fleet = this.fleet();
    while (!this.pending.isEmpty) {
      const { everything, keys, whole } = this.pending.take();
      try {
        if (everything) {
          await fleet.raiseEpoch(true);
          // Thrown on purpose: the next attempt to join reads the raised epoch.
          throw new NewKeySpace('More was pending than could be remembered; starting in a new key space.');
        }
        for (const [namespace, set] of keys) {
          const what = { namespace, keys: [...set] };
          await fleet.announce(what, async (epoch) => void (await this.remove(what, epoch)));
        }
        for (const namespace of whole) {
          const raisedIn = fleet.epoch;
          const what = { namespace, generation: await this.generations.raise(raisedIn, namespace, 0) };
          await fleet.announce(what, async (epoch) => {
            if (epoch !== raisedIn) await this.remove(what, epoch);
          });
        }
      } catch (error) {
        if (everything && !(error instanceof NewKeySpace)) this.pending.addEverything();
        for (const [namespace, set] of keys) this.pending.add({ namespace, keys: [...set] });
        for (const namespace of whole) this.pending.add({ namespace, generation: 0 });
        throw error;
      }
    }
  }

  /** @returns how many values were removed; counted for patterns alone. */
  async remove(what: Invalidation, epoch: number): Promise<number> {
    if ('pattern' in what) {
      return scanRemove(this.connections, this.keys.matching(epoch, what.pattern), this.batchSize);
    }
    if ('generation' in what) {
      await this.generations.raise(epoch, what.namespace, what.generation);
      return 0;
    }
    // Batch after batch: a deadline is for one command, not for ten thousand.
    for (let i = 0; i < what.keys.length; i += this.batchSize) {
      const values = what.keys
        .slice(i, i + this.batchSize)
        .map((key) => this.keys.value(epoch, what.namespace, key));
      await this.connections.within(this.unlinkWithLeases(values));
    }
    return 0;
  }

  /** Value and lease in one command: a fill between the two would survive. */
  private async unlinkWithLeases(values: readonly string[]): Promise<void> {
    const { client } = this.connections;
    if (this.connections.isCluster) {
      await Promise.all(values.map((value) => client.unlink(value, this.keys.lease(value))));
    } else await client.unlink(...values.flatMap((value) => [value, this.keys.lease(value)]));
  }

  private async announce(
    what: Invalidation,
    news: News,
    count: (removed: number) => void = () => undefined,
  ): Promise<void> {
    const fleet = this.fleet();
    if (fleet.session() === null) return this.postpone(what, news);
    try {
      await fleet.announce(what, async (epoch) => count(await this.remove(what, epoch)));
    } catch (error) {
      fleet.lose('an invalidation failed', error);
      await this.postpone(what, news);
    }
  }

  /** Redis cannot be told now: it is told before it is used again, and whoever connects to it earlier does not see what it holds. */
  private async postpone(what: Invalidation, news: News): Promise<void> {
    this.hear(what);
    this.pending.add(what);
    // Who uses Redis now has heard it as well; who starts while nobody does begins in a new key space anyway.
    if (news === 'heard') return;
    try {
      await this.fleet().raiseEpoch();
      await this.fleet().untilOthersKnow();
    } catch (error) {
      this.logger.error({
        msg: 'The cache epoch could not be raised; the invalidation is pending here',
        err: error,
      });
    }
  }
}

class NewKeySpace extends Error {}
