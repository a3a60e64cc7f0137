import { LEASE_SUFFIX } from './cache-keys.js';
import type { RedisConnections } from './redis-connections.js';

const SCAN_COUNT = 1_000;

/**
 * Removes the keys of a pattern in batches, by SCAN and UNLINK, so that the server never stands still. Twice: a lease that the first
 * pass did not reach in time may have become a value behind its back, and leases given later belong to loads that began later.
 *
 * @param pattern Redis glob over whole keys.
 * @returns how many keys were removed, those ending in `:lease` not counted.
 */
export async function scanRemove(
  connections: RedisConnections,
  pattern: string,
  batchSize: number,
): Promise<number> {
  let removed = 0;
  for (let pass = 0; pass < 2; pass++) {
    for (const node of connections.masters()) {
      let cursor = '0';
      do {
        const [next, keys] = await connections.within(
          node.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT),
        );
        cursor = next;
        for (let i = 0; i < keys.length; i += batchSize) {
          const batch = keys.slice(i, i + batchSize);
          const counts = await connections.within(
            Promise.all(batch.map((key) => connections.client.unlink(key))),
          );
          removed += batch.filter((key, at) => counts[at] === 1 && !key.endsWith(LEASE_SUFFIX)).length;
        }
      } while (cursor !== '0');
    }
  }
  return removed;
}
