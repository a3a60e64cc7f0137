import { LEASE_SUFFIX } from './cache-keys.js';
import type { RedisConnections } from './redis-connections.js';

const SCAN_COUNT = 1_000;
/** Counting more would take the server's time for nothing that anybody asked. */
const MAX_KEYS = 200_000;
const NAMESPACE = /\{([^:}]+):/;

/**
 * Counts entries and bytes by namespace, by SCAN and STRLEN, so that the server never stands still.
 *
 * @throws TooManyKeysError when a node holds more than `maxKeys` of them.
 * @param pattern glob of the values' names, their namespace after the first brace.
 */
export async function measureSizes(
  connections: RedisConnections,
  pattern: string,
  maxKeys = MAX_KEYS,
): Promise<Map<string, { entries: number; bytes: number }>> {
  const sizes = new Map<string, { entries: number; bytes: number }>();
  for (const node of connections.masters()) {
    const seen = new Set<string>(); // SCAN may name a key twice.
    let cursor = '0';
    do {
      const [next, keys] = await connections.within(node.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT));
      cursor = next;
      const values = keys.filter((key) => !key.endsWith(LEASE_SUFFIX) && !seen.has(key));
      const lengths = await connections.within(
        Promise.all(values.map((key) => connections.client.strlen(key))),
      );
      values.forEach((key, i) => {
        seen.add(key);
        const namespace = NAMESPACE.exec(key)?.[1];
        const bytes = lengths[i] ?? 0;
        if (namespace === undefined || bytes === 0) return; // Expired meanwhile.
        const size = sizes.get(namespace) ?? { entries: 0, bytes: 0 };
        sizes.set(namespace, { entries: size.entries + 1, bytes: size.bytes + bytes });
      });
    } while (cursor !== '0' && seen.size < maxKeys);
    if (cursor !== '0') throw new TooManyKeysError(`More than ${maxKeys} keys on one node.`);
  }
  return sizes;
}

export class TooManyKeysError extends Error {}
