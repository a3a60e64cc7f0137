import { Logger } from '@nestjs/common';
import { KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-ioredis-yet';
import { Keyv, type StoredData } from 'keyv';
import type { RedisConnections } from './redis/redis-connections.js';

/**
 * The store behind `@nestjs/cache-manager`: `cache-manager-ioredis-yet` on a connection of ours, or memory. It has no leases and
 * encodes twice, so it holds small values for which some seconds of staleness are agreed, such as the fleet's statistics. Never
 * `clear()` it: that would be FLUSHDB.
 */
export function openSharedValues(connections: RedisConnections | null, prefix: string): Keyv {
  if (!connections) return new Keyv();
  const [client] = connections.clients;
  if (!client) throw new Error('A pool has a connection.');
  const keyv = new Keyv({
    store: new BoundedAdapter(
      connections,
      // Its types extend an interface that cache-manager 7 no longer has; the methods are there (shared-values.spec.ts).
      redisInsStore(client) as unknown as Store,
    ),
    namespace: `${prefix}shared`,
    useKeyPrefix: true,
  });
  // Without a listener an error event ends the process; a lost value is loaded again.
  keyv.on('error', (error: unknown) => new Logger('SharedValues').debug({ msg: 'Shared value', err: error }));
  return keyv;
}

type Store = ConstructorParameters<typeof KeyvAdapter>[0];

/** `cache-manager-ioredis-yet` waits for an answer for ever; nobody else does. */
class BoundedAdapter extends KeyvAdapter {
  constructor(
    private readonly connections: RedisConnections,
    store: Store,
  ) {
    super(store);
  }

  override get<T>(key: string): Promise<StoredData<T> | undefined> {
    return this.connections.within(super.get<T>(key));
  }

  override set(key: string, value: unknown, ttl?: number): Promise<boolean> {
    return this.connections.within(super.set(key, value, ttl));
  }
}
