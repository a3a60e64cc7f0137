import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';
import { parseRedisUrl, type RedisTarget } from './redis-url.js';

export interface RedisConnectionSettings {
  url: string;
  poolSize: number;
  connectTimeoutMs: number;
  commandTimeoutMs: number;
  retryMaxMs: number;
}

export type RedisClient = Redis | Cluster;

/** A command had no answer in time. Whether it was carried out is not known. */
export class RedisDeadlineError extends Error {
  override readonly name = 'RedisDeadlineError';
}

/** The connections of one process: a pool that is used in turn, and one that only listens. */
export class RedisConnections {
  readonly target: RedisTarget;
  readonly subscriber: RedisClient;
  private readonly pool: RedisClient[];
  private next = 0;
  private closed = false;

  constructor(readonly settings: RedisConnectionSettings) {
    this.target = parseRedisUrl(settings.url);
    this.pool = Array.from({ length: settings.poolSize }, (_, i) => this.open(`pool-${i}`));
    this.subscriber = this.open('subscriber');
  }

  /** A connection of the pool, the one after that next time; one that is not ready is passed over while another is. */
  get client(): RedisClient {
    const { length } = this.pool;
    for (let tried = 0; tried < length; tried++) {
      this.next = (this.next + 1) % length;
      const client = this.pool[this.next] as RedisClient;
      if (client.status === 'ready') return client;
    }
    this.next = (this.next + 1) % length;
    return this.pool[this.next] as RedisClient;
  }

  get isCluster(): boolean {
    return this.target.kind === 'cluster';
  }

  get clients(): readonly RedisClient[] {
    return this.pool;
  }

  /** Connections of the pool that can take a command now. */
  get available(): number {
    return this.pool.filter((client) => client.status === 'ready').length;
  }

  /** Nodes that hold keys: the server, or the masters of a cluster. */
  masters(): Redis[] {
    const client = this.client;
    return client instanceof Cluster ? client.nodes('master') : [client];
  }

  /** Calls back whenever a connection is lost. */
  onLost(listener: () => void): void {
    for (const client of [...this.pool, this.subscriber]) {
      client.on('close', listener);
      client.on('-node', listener);
    }
  }

  /** Opens what is closed, and replaces connections that do not answer. @throws when one is not usable within the deadlines. */
  async ensure(): Promise<void> {
    await Promise.all(
      [...this.pool, this.subscriber].map(async (client) => {
        if (this.closed) throw new Error('Closed.');
        if (client.status === 'wait' || client.status === 'end') client.connect().catch(() => undefined); // Told by 'ready' or not at all.
        await whenReady(client, this.settings.connectTimeoutMs);
        try {
          if (client !== this.subscriber) await this.within(client.ping());
        } catch (error) {
          // A socket that hangs never says so; a new one does or works.
          client.disconnect(true);
          throw error;
        }
      }),
    );
  }

  /** @throws RedisDeadlineError when the answer does not come in time; the command may still be carried out. */
  within<T>(answer: Promise<T>, ms: number = this.settings.commandTimeoutMs): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new RedisDeadlineError(`Redis did not answer within ${ms} ms.`)),
        ms,
      );
      answer.then(
        (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  close(): void {
    this.closed = true;
    for (const client of [...this.pool, this.subscriber]) client.disconnect();
  }

  private open(name: string): RedisClient {
    const { nodes, tls, username, password, db, masterName, kind } = this.target;
    const retry = (times: number): number | null =>
      this.closed ? null : Math.min(50 * 2 ** Math.min(times, 10), this.settings.retryMaxMs);
    const options: RedisOptions = {
      lazyConnect: true,
      connectTimeout: this.settings.connectTimeoutMs,
      // A command waits for no connection: it fails at once and the caller goes to the database.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      enableAutoPipelining: name !== 'subscriber',
      keepAlive: 10_000,
      noDelay: true,
      connectionName: `catalogue-${name}`,
      retryStrategy: retry,
      db,
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
      ...(tls ? { tls: {} } : {}),
    };
    const client = this.create(kind, nodes, options, retry, masterName);
    // Without a listener an error event ends the process; what it means shows in the commands.
    client.on('error', (error: Error) => this.logger.debug({ msg: 'Redis connection', name, err: error }));
    return client;
  }

  private readonly logger = new Logger('Redis');

  private create(
    kind: RedisTarget['kind'],
    nodes: RedisTarget['nodes'],
    options: RedisOptions,
    retry: (times: number) => number | null,
    masterName: string | undefined,
  ): RedisClient {
    if (kind === 'cluster') {
      const {
        enableAutoPipelining: _,
        retryStrategy: __,
        lazyConnect: ___,
        db: ____,
        ...redisOptions
      } = options;
      const clusterOptions: ClusterOptions = {
        lazyConnect: true,
        enableOfflineQueue: false,
        // Groups commands by their first argument's slot, which of a script is its digest and no key.
        enableAutoPipelining: false,
        clusterRetryStrategy: retry,
        slotsRefreshTimeout: this.settings.connectTimeoutMs,
        redisOptions,
      };
      return new Cluster(nodes, clusterOptions);
    }
    if (kind === 'sentinel') {
      return new Redis({
        ...options,
        sentinels: nodes,
        name: masterName ?? '',
        sentinelRetryStrategy: retry,
        failoverDetector: true,
        ...(options.tls ? { enableTLSForSentinelMode: true } : {}),
      });
    }
    return new Redis({ ...options, ...nodes[0] });
  }
}

async function whenReady(client: RedisClient, timeoutMs: number): Promise<void> {
  if (client.status !== 'ready') await once(client, 'ready', { signal: AbortSignal.timeout(timeoutMs) });
}
