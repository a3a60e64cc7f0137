import { Logger } from '@nestjs/common';
import { newId, type Clock } from '../../common/index.js';
import type { News } from '../cache-aside.js';
import type { CacheEntry } from '../cache-entry.js';
import type { DurableEpoch } from '../ports/durable-epoch.port.js';
import {
  SharedTier,
  type Acquired,
  type AcquireMode,
  type Invalidation,
  type Lease,
} from '../ports/shared-tier.port.js';
import { CacheKeys } from './cache-keys.js';
import { decodeEntry, encodeEntry, generationText } from './entry-codec.js';
import { Fleet } from './fleet.js';
import { Generations } from './generations.js';
import { Invalidations } from './invalidations.js';
import type { RedisConnections } from './redis-connections.js';
import { ACQUIRE, FILL, RELEASE } from './scripts.js';
import { measureSizes } from './tier-sizes.js';

export interface RedisSharedTierSettings {
  prefix: string;
  /** How long a loader may hold the right to fill a key. */
  leaseMs: number;
  localMaxStaleMs: number;
  redisRetryMaxMs: number;
  batchSize: number;
}

/** The shared tier in Redis. Any failure ends the session; until the next one every method answers at once that there is no cache. */
export class RedisSharedTier extends SharedTier {
  private readonly logger = new Logger('CacheRedis');
  private readonly keys: CacheKeys;
  private readonly fleet: Fleet;
  private readonly generations: Generations;
  private readonly invalidations: Invalidations;
  private listener: (what: Invalidation) => void = () => undefined;

  constructor(
    protected readonly connections: RedisConnections,
    durable: DurableEpoch,
    clock: Clock,
    protected readonly settings: RedisSharedTierSettings,
  ) {
    super();
    this.keys = new CacheKeys(settings.prefix);
    this.generations = new Generations(connections, this.keys);
    this.invalidations = new Invalidations(
      connections,
      this.keys,
      this.generations,
      settings.batchSize,
      () => this.fleet,
      (what) => this.hear(what),
    );
    this.fleet = new Fleet(
      connections,
      durable,
      clock,
      { prefix: settings.prefix, leaseMs: settings.localMaxStaleMs, retryMaxMs: settings.redisRetryMaxMs },
      {
        forget: (what) => this.hear(what),
        removeFromStore: (what, epoch) => this.invalidations.remove(what, epoch),
        catchUp: () => this.invalidations.catchUp(),
        isCaughtUp: () => this.invalidations.isCaughtUp,
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
    return this.inSession(absent, async (session) => {
      const { epoch } = this.fleet;
      const generation = await this.generations.current(epoch, namespace, session);
      const names = keys.map((key) => this.keys.value(epoch, namespace, key));
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
    mode: AcquireMode,
    loadedAt: readonly number[] = [],
  ): Promise<Acquired[]> {
    const unavailable = keys.map((): Acquired => ({ kind: 'unavailable' }));
    return this.inSession(unavailable, async (session) => {
      const { epoch } = this.fleet;
      const generation = await this.generations.current(epoch, namespace, session);
      return this.connections.within(
        Promise.all(
          keys.map(async (key, i): Promise<Acquired> => {
            const token = newId();
            const value = this.keys.value(epoch, namespace, key);
            const [kind, bytes] = (await ACQUIRE.run(
              this.connections.client,
              [value, this.keys.lease(value)],
              [token, this.settings.leaseMs, mode, generationText(generation), loadedAt[i] ?? 0],
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
    return this.inSession(false, async () => {
      const value = this.keys.value(lease.epoch, namespace, key);
      const ttlMs = Math.max(1, Math.ceil(entry.staleUntil - entry.loadedAt));
      return this.connections.within(this.store(value, lease, encodeEntry(entry, lease.generation), ttlMs));
    });
  }

  async release(namespace: string, key: string, lease: Lease): Promise<void> {
    await this.inSession(undefined, async () => {
      const value = this.keys.value(lease.epoch, namespace, key);
      await this.connections.within(
        RELEASE.run(this.connections.client, [this.keys.lease(value)], [lease.token]),
      );
    });
  }

  invalidate(namespace: string, keys: readonly string[], news: News): Promise<void> {
    return this.invalidations.forgetKeys(namespace, keys, news);
  }

  invalidateAll(namespace: string, news: News): Promise<void> {
    return this.invalidations.forgetAll(namespace, news);
  }

  invalidatePattern(pattern: string): Promise<number> {
    return this.invalidations.forgetPattern(pattern);
  }

  async sizes(): Promise<ReadonlyMap<string, { entries: number; bytes: number }> | null> {
    if (this.session() === null) return null;
    try {
      return await measureSizes(this.connections, this.keys.matching(this.fleet.epoch, '*'));
    } catch (error) {
      // Counting is a luxury: whatever is wrong, the requests will find out.
      this.logger.debug({ msg: 'The size of the tier is not known', err: error });
      return null;
    }
  }

  /** The guarded write: only who still holds the lease stores. A test replaces it to show what the guard is for. */
  protected async store(value: string, lease: Lease, bytes: Buffer, ttlMs: number): Promise<boolean> {
    const stored = await FILL.run(
      this.connections.client,
      [value, this.keys.lease(value)],
      [lease.token, bytes, ttlMs],
    );
    return stored === 1;
  }

  protected hear(what: Invalidation): void {
    if ('generation' in what) this.generations.hear(what.namespace, what.generation);
    this.listener(what);
  }

  private async getAll(names: readonly string[]): Promise<(Buffer | null)[]> {
    const { client } = this.connections;
    const [only] = names;
    if (names.length === 1 && only !== undefined) return [await client.getBuffer(only)];
    return this.connections.isCluster
      ? Promise.all(names.map((name) => client.getBuffer(name)))
      : client.mgetBuffer(...names);
  }

  /** What `work` found, if the session it began in lasted until then; a failure ends the session. */
  private async inSession<T>(otherwise: T, work: (session: number) => Promise<T>): Promise<T> {
    const session = this.session();
    if (session === null) return otherwise;
    try {
      const found = await work(session);
      // What two sessions have seen does not go together: another epoch, other generations.
      return this.session() === session ? found : otherwise;
    } catch (error) {
      this.fleet.lose('a command failed', error);
      return otherwise;
    }
  }
}
