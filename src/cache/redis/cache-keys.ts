/** Names of what cache-aside keeps in Redis. The epoch is part of each: what belongs to an older one is out of reach. */
export class CacheKeys {
  constructor(private readonly prefix: string) {}

  value(epoch: number, namespace: string, key: string): string {
    // The braces are a cluster's hash tag: a value and its lease lie in one slot, different keys spread over all.
    return `${this.space(epoch)}{${namespace}:${key}}`;
  }

  lease(valueKey: string): string {
    return `${valueKey}${LEASE_SUFFIX}`;
  }

  generation(epoch: number, namespace: string): string {
    return `${this.space(epoch)}generation:${namespace}`;
  }

  /** Glob of the values, and their leases, of a glob over `namespace:key`. The prefix has no special characters by its setting. */
  matching(epoch: number, pattern: string): string {
    return `${this.space(epoch)}{${pattern}}*`;
  }

  private space(epoch: number): string {
    return `${this.prefix}${epoch}:`;
  }
}

export const LEASE_SUFFIX = ':lease';
