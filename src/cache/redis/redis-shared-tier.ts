import { Logger } from '@nestjs/common';
import { newId, type Clock } from '../../common/index.js';
import type { CacheEntry } from '../cache-entry.js';
import type { DurableEpoch } from '../ports/durable-epoch.port.js';
import { SharedTier, type Acquired, type Invalidation, type Lease } from '../ports/shared-tier.port.js';
import { decodeEntry, encodeEntry, generationText } from './entry-codec.js';
import { Fleet } from './fleet.js';
import { PendingInvalidations } from './pending-invalidations.js';
import type { RedisConnections } from './redis-connections.js';
import { scanRemove } from './scan-remove.js';
import { ACQUIRE, BUMP_GENERATION, FILL, READ_GENERATION, RELEASE } from './scripts.js';

export interface RedisSharedTierSettings {
  prefix: string;
  /** How long a loader may hold the right to fill a key. */
  leaseMs: number;
  localMaxStaleMs: number;
  redisRetryMaxMs: number;
  batchSize: number;
}

/** A generation outlives every entry that was stored under it. */
const GENERATION_KEEP_MS = 30 * 24 * 3600 * 1000;
const MAX_PENDING_KEYS = 100_000;

/** The shared tier in Redis. Any failure ends the session; until the next one every method answers at once that there is no cache. */
export class RedisSharedTier extends SharedTier {
  private readonly logger = new Logger('CacheRedis');
  private readonly fleet: Fleet;
  private readonly pending = new PendingInvalidations(MAX_PENDING_KEYS);
  private listener: (what: Invalidation) => void = () => undefined;
  /** Generations known in this session. */
  private generations = { session: -1, byNamespace: new Map<string, number>() };

  constructor(
    protected readonly connections: RedisConnections,
    durable: DurableEpoch,
    clock: Clock,
    protected readonly settings: RedisSharedTierSettings,
  ) {
    super();
    this.fleet = new Fleet(
      connections,
      durable,
      clock,
      { prefix: settings.prefix, leaseMs: settings.localMaxStaleMs, retryMaxMs: settings.redisRetryMaxMs },
      {
        forget: (what) => this.hear(what),
        removeFromStore: (what, epoch) => this.remove(what, epoch),
        catchUp: (epoch) => this.catchUp(epoch),
        isCaughtUp: () => this.pending.isEmpty,
      },
    );
  }

  /** @returns when the first attempt to reach Redis has ended, whichever way. */
  start(): Promise<void> {
    return this.fleet.start();
  }

  stop(): Promise<void> {
    return this.fleet.stop();
  }

  get instanceId(): string {
    return this.fleet.me;
  }

  session(): number | null {
    return this.fleet.session();
  }

  onInvalidation(listener: (what: Invalidation) => void): void {
    this.listener = listener;
  }

  async read(namespace: string, keys: readonly string[]): Promise<(CacheEntry | null)[]> {
    const absent = keys.map(() => null);
    if (this.session() === null) return absent;
    return this.orElse(absent, async () => {
      const generation = await this.generation(namespace);
      const names = keys.map((key) => this.valueKey(this.fleet.epoch, namespace, key));
      const found = await this.connections.within(this.getAll(names));
      return found.map((bytes) => {
        const decoded = bytes && decodeEntry(bytes);
        return decoded && decoded.generation >= generation ? decoded.entry : null;
      });
    });
  }

  async acquire(
    namespace: string,
    keys: readonly string[],
    mode: 'miss' | 'refresh' | 'force',
  ): Promise<Acquired[]> {
    const unavailable = keys.map((): Acquired => ({ kind: 'unavailable' }));
    if (this.session() === null) return unavailable;
    return this.orElse(unavailable, async () => {
      const generation = await this.generation(namespace);
      const epoch = this.fleet.epoch;
      return this.connections.within(
        Promise.all(
          keys.map(async (key): Promise<Acquired> => {
            const token = newId();
            const value = this.valueKey(epoch, namespace, key);
            const [kind, bytes] = (await ACQUIRE.run(
              this.connections.client,
              [value, leaseKey(value)],
              [token, this.settings.leaseMs, mode, generationText(generation)],
            )) as [Buffer, Buffer?];
            if (kind.toString() === 'b') return { kind: 'busy' };
            const decoded = bytes && decodeEntry(bytes);
            if (decoded) return { kind: 'entry', entry: decoded.entry };
            // A value that cannot be read (another version's) is as good as none, but the script gave no lease for it.
            if (bytes) return { kind: 'unavailable' };
            return { kind: 'lease', lease: { token, generation, epoch } };
          }),
        ),
      );
    });
  }

  async fill(namespace: string, key: string, lease: Lease, entry: CacheEntry): Promise<boolean> {
    if (this.session() === null) return false;
    return this.orElse(false, async () => {
      const value = this.valueKey(lease.epoch, namespace, key);
      const ttlMs = Math.max(1, Math.ceil(entry.staleUntil - entry.loadedAt));
      return this.connections.within(this.store(value, lease, encodeEntry(entry, lease.generation), ttlMs));
    });
  }

  async release(namespace: string, key: string, lease: Lease): Promise<void> {
    if (this.session() === null) return;
    await this.orElse(undefined, async () => {
      const value = this.valueKey(lease.epoch, namespace, key);
      await this.connections.within(RELEASE.run(this.connections.client, [leaseKey(value)], [lease.token]));
    });
  }

  async invalidate(namespace: string, keys: readonly string[]): Promise<void> {
    await this.announce({ namespace, keys });
  }

  async invalidateAll(namespace: string): Promise<void> {
    if (this.session() === null) return this.postpone({ namespace, generation: 0 });
    const what = { namespace, generation: 0 };
    try {
      // The number first: instances that hear of it out of order keep the highest.
      what.generation = await this.bumpGeneration(this.fleet.epoch, namespace, 0);
      await this.fleet.announce(what, async (epoch) => {
        if (epoch !== this.fleet.epoch) await this.bumpGeneration(epoch, namespace, what.generation);
      });
    } catch (error) {
      this.fleet.lose('an invalidation failed', error);
      await this.postpone(what);
    }
  }

  async invalidatePattern(pattern: string): Promise<number> {
    let removed = 0;
    await this.announce({ pattern }, (count) => (removed += count));
    return removed;
  }

  /** The guarded write: only who still holds the lease stores. A test replaces it to show what the guard is for. */
  protected async store(value: string, lease: Lease, bytes: Buffer, ttlMs: number): Promise<boolean> {
    const stored = await FILL.run(
      this.connections.client,
      [value, leaseKey(value)],
      [lease.token, bytes, ttlMs],
    );
    return stored === 1;
  }

  protected hear(what: Invalidation): void {
    if ('generation' in what) {
      const known = this.generations.byNamespace.get(what.namespace) ?? 0;
      this.generations.byNamespace.set(what.namespace, Math.max(known, what.generation));
    }
    this.listener(what);
  }

  // --- invalidating --------------------------------------------------------------------------------------------------------

  private async announce(
    what: Invalidation,
    count: (removed: number) => void = () => undefined,
  ): Promise<void> {
    if (this.session() === null) return this.postpone(what);
    try {
      await this.fleet.announce(what, async (epoch) => count(await this.remove(what, epoch)));
    } catch (error) {
      this.fleet.lose('an invalidation failed', error);
      await this.postpone(what);
    }
  }

  /** Redis cannot be told now: it is told before it is used again, and whoever connects to it earlier does not see what it holds. */
  private async postpone(what: Invalidation): Promise<void> {
    this.hear(what);
    this.pending.add(what);
    try {
      await this.fleet.raiseEpoch();
    } catch (error) {
      this.logger.error({
        msg: 'The cache epoch could not be raised; the invalidation is pending here',
        err: error,
      });
    }
  }

  private async catchUp(epoch: number): Promise<void> {
    while (!this.pending.isEmpty) {
      const { everything, keys, whole } = this.pending.take();
      try {
        if (everything) {
          // Thrown on purpose: the next attempt to join reads the raised epoch.
          await this.fleet.raiseEpoch(true);
          throw new Error('More was pending than could be remembered; starting in a new key space.');
        }
        for (const [namespace, set] of keys) {
          await this.fleet.announce({ namespace, keys: [...set] }, async (at) => {
            await this.remove({ namespace, keys: [...set] }, at);
          });
        }
        for (const namespace of whole) {
          const generation = await this.bumpGeneration(epoch, namespace, 0);
          await this.fleet.announce({ namespace, generation }, async (at) => {
            if (at !== epoch) await this.bumpGeneration(at, namespace, generation);
          });
        }
      } catch (error) {
        for (const [namespace, set] of keys) this.pending.add({ namespace, keys: [...set] });
        for (const namespace of whole) this.pending.add({ namespace, generation: 0 });
        throw error;
      }
    }
  }

  /** @returns how many values were removed; leases count for nothing. */
  private async remove(what: Invalidation, epoch: number): Promise<number> {
    if ('pattern' in what) {
      return scanRemove(
        this.connections,
        `${this.keySpace(epoch)}{${what.pattern}}*`,
        this.settings.batchSize,
      );
    }
    if ('generation' in what) {
      await this.bumpGeneration(epoch, what.namespace, what.generation);
      return 0;
    }
    const removed = await this.connections.within(
      Promise.all(
        what.keys.map((key) => {
          const value = this.valueKey(epoch, what.namespace, key);
          // Both in one command: a fill between the two would survive.
          return this.connections.client.unlink(value, leaseKey(value));
        }),
      ),
    );
    return removed.filter((count) => count > 0).length;
  }

  // --- generations ---------------------------------------------------------------------------------------------------------

  /** The namespace's generation: remembered while the session lasts, because then every change of it is heard. */
  private async generation(namespace: string): Promise<number> {
    const session = this.session();
    if (session === null) throw new Error('No session.');
    if (this.generations.session !== session) this.generations = { session, byNamespace: new Map() };
    const known = this.generations.byNamespace.get(namespace);
    if (known !== undefined) return known;
    const { byNamespace } = this.generations;
    const text = await this.connections.within(
      READ_GENERATION.run(
        this.connections.client,
        [this.generationKey(this.fleet.epoch, namespace)],
        [GENERATION_KEEP_MS],
      ),
    );
    const generation = Math.max(byNamespace.get(namespace) ?? 0, Number(String(text)));
    byNamespace.set(namespace, generation);
    return generation;
  }

  private async bumpGeneration(epoch: number, namespace: string, floor: number): Promise<number> {
    const text = await this.connections.within(
      BUMP_GENERATION.run(
        this.connections.client,
        [this.generationKey(epoch, namespace)],
        [GENERATION_KEEP_MS, floor],
      ),
    );
    return Number(String(text));
  }

  // --- keys ----------------------------------------------------------------------------------------------------------------

  private keySpace(epoch: number): string {
    return `${this.settings.prefix}${epoch}:`;
  }

  private valueKey(epoch: number, namespace: string, key: string): string {
    // The braces are a cluster's hash tag: a value and its lease lie in one slot, different keys spread over all.
    return `${this.keySpace(epoch)}{${namespace}:${key}}`;
  }

  private generationKey(epoch: number, namespace: string): string {
    return `${this.keySpace(epoch)}generation:${namespace}`;
  }

  private async getAll(names: readonly string[]): Promise<(Buffer | null)[]> {
    const { client } = this.connections;
    const [only] = names;
    if (names.length === 1 && only !== undefined) return [await client.getBuffer(only)];
    return this.connections.isCluster
      ? Promise.all(names.map((name) => client.getBuffer(name)))
      : client.mgetBuffer(...names);
  }

  private async orElse<T>(fallback: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.fleet.lose('a command failed', error);
      return fallback;
    }
  }
}

function leaseKey(valueKey: string): string {
  return `${valueKey}:lease`;
}
