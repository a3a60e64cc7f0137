import type { HealthDetail } from '../../common/index.js';
import type { RedisConnections } from './redis-connections.js';

/** What `GET /health` says of Redis. In a cluster numbers are sums over the masters. */
export interface RedisHealth extends HealthDetail {
  status: 'up' | 'down';
  version?: string;
  pingMs?: number;
  connectedClients?: number;
  /** Bytes. */
  usedMemory?: number;
  usedMemoryHuman?: string;
  pool: { max: number; available: number };
}

/** Asks every node; never rejects. */
export async function readRedisHealth(connections: RedisConnections): Promise<RedisHealth> {
  const pool = { max: connections.settings.poolSize, available: connections.available };
  try {
    const began = performance.now();
    await connections.within(connections.client.ping());
    const pingMs = Number((performance.now() - began).toFixed(2));
    const infos = await Promise.all(connections.masters().map((node) => connections.within(node.info())));
    const usedMemory = sumOf(infos, 'used_memory');
    return {
      status: 'up',
      version: field(infos[0] ?? '', 'redis_version') ?? 'unknown',
      pingMs,
      connectedClients: sumOf(infos, 'connected_clients'),
      usedMemory,
      usedMemoryHuman: human(usedMemory),
      pool,
    };
  } catch {
    return { status: 'down', pool };
  }
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

function sumOf(infos: readonly string[], name: string): number {
  return infos.reduce((sum, info) => sum + Number(field(info, name) ?? 0), 0);
}

function human(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 2)} ${units[power] ?? ''}`;
}
