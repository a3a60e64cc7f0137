import { ConfigError } from '../../config/index.js';

/** Where Redis is, as `REDIS_URL` says it. */
export interface RedisTarget {
  kind: 'single' | 'sentinel' | 'cluster';
  nodes: { host: string; port: number }[];
  tls: boolean;
  username?: string;
  password?: string;
  /** Database number; always 0 in a cluster. */
  db: number;
  /** Name of the monitored master, for Sentinel. */
  masterName?: string;
}

const FORM = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?#]+)(?:\/([^/?#]*))?(?:\/(\d+))?$/;
const DEFAULT_PORT = { single: 6379, sentinel: 26_379, cluster: 6379 } as const;

/**
 * Parses `redis[s]://[user:password@]host[:port][/db]`, `redis[s]+sentinel://[user:password@]host[:port],…/master[/db]` and
 * `redis[s]+cluster://[user:password@]host[:port],…`. User and password are percent-encoded.
 *
 * @throws ConfigError that names the rule and never the value, which holds a secret.
 */
export function parseRedisUrl(url: string): RedisTarget {
  const match = FORM.exec(url);
  if (!match) throw new ConfigError('REDIS_URL: not one of the forms in docs/caching.md.');
  const [, secure, form, credentials, hosts = '', path = '', lastPart] = match;
  const kind = form === 'sentinel' || form === 'cluster' ? form : 'single';
  const nodes = hosts.split(',').map((text) => parseNode(text, DEFAULT_PORT[kind]));
  if (kind === 'single' && nodes.length > 1)
    throw new ConfigError('REDIS_URL: several hosts need +cluster or +sentinel.');
  if (kind === 'sentinel' && path === '')
    throw new ConfigError('REDIS_URL: +sentinel needs /name-of-the-master.');
  const dbText = kind === 'sentinel' ? (lastPart ?? '') : path;
  if (!/^\d{0,4}$/.test(dbText)) throw new ConfigError('REDIS_URL: the database must be a number.');
  if (kind === 'cluster' && dbText !== '' && dbText !== '0')
    throw new ConfigError('REDIS_URL: a cluster has only database 0.');
  return {
    kind,
    nodes,
    tls: secure === 's',
    ...parseCredentials(credentials),
    db: Number(dbText || 0),
    ...(kind === 'sentinel' ? { masterName: decodeURIComponent(path) } : {}),
  };
}

function parseNode(text: string, fallback: number): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? fallback);
  if (!host || port < 1 || port > 65_535) throw new ConfigError('REDIS_URL: a host is not host[:port].');
  return { host, port };
}

function parseCredentials(text: string | undefined): { username?: string; password?: string } {
  if (!text) return {};
  const colon = text.indexOf(':');
  const username = decodeURIComponent(colon < 0 ? text : text.slice(0, colon));
  const password = colon < 0 ? '' : decodeURIComponent(text.slice(colon + 1));
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
}
