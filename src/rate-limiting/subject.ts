import { isIPv6 } from 'node:net';
import type { Principal } from '../common/index.js';

export interface Caller {
  principal: Principal;
  ip: string;
}

/** Who spends: a key or user, or else an address. */
export function subjectOf({ principal, ip }: Caller): string {
  return principal.id === null ? `address:${networkOf(ip)}` : `${principal.kind}:${principal.id}`;
}

/** One household or machine has a whole /64 of IPv6 addresses to go through, so that counts as one. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined
      ? left
      : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
