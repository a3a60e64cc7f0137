import { LRUCache } from 'lru-cache';
import type { CacheEntry } from './cache-entry.js';
import { CachedBody } from './cached-body.js';
import type { Invalidation } from './ports/shared-tier.port.js';
import { compileGlob } from './glob.js';

interface Held {
  namespace: string;
  entry: CacheEntry;
  session: number;
  generation: number;
  sizeBytes: number;
}

/** Bookkeeping per entry: the map's slot, the objects, the key twice. */
const OVERHEAD_BYTES = 300;

/** The tier in the process: bounded by bytes, least recently used leaves first. What it holds is valid only in the session it was put in. */
export class LocalTier {
  private readonly entries: LRUCache<string, Held> | null;
  private readonly generations = new Map<string, number>();
  private readonly usage = new Map<string, { entries: number; bytes: number }>();

  constructor(maxBytes: number) {
    this.entries =
      maxBytes === 0
        ? null
        : new LRUCache<string, Held>({
            maxSize: maxBytes,
            sizeCalculation: (held) => held.sizeBytes,
            dispose: (held) => this.count(held, -1),
            onInsert: (held) => this.count(held, 1),
          });
  }

  get(namespace: string, key: string, session: number): CacheEntry | undefined {
    const id = `${namespace}:${key}`;
    const held = this.entries?.get(id);
    if (!held) return undefined;
    if (held.session !== session || held.generation !== this.generation(namespace)) {
      this.entries?.delete(id);
      return undefined;
    }
    return held.entry;
  }

  /** Number of times the whole namespace was forgotten; an entry is put under the one its load began with. */
  generation(namespace: string): number {
    return this.generations.get(namespace) ?? 0;
  }

  put(namespace: string, key: string, entry: CacheEntry, session: number, generation: number): void {
    if (generation !== this.generation(namespace)) return;
    const sizeBytes = sizeOf(entry.value) + 2 * key.length + OVERHEAD_BYTES;
    this.entries?.set(`${namespace}:${key}`, { namespace, entry, session, generation, sizeBytes });
  }

  forget(invalidation: Invalidation): void {
    if ('pattern' in invalidation) {
      const matches = compileGlob(invalidation.pattern);
      for (const id of [...(this.entries?.keys() ?? [])]) if (matches.test(id)) this.entries?.delete(id);
    } else if ('keys' in invalidation) {
      for (const key of invalidation.keys) this.entries?.delete(`${invalidation.namespace}:${key}`);
    } else {
      this.generations.set(invalidation.namespace, this.generation(invalidation.namespace) + 1);
    }
  }

  countMatching(pattern: string): number {
    const matches = compileGlob(pattern);
    let count = 0;
    for (const id of this.entries?.keys() ?? []) if (matches.test(id)) count++;
    return count;
  }

  /** Drops everything; used when a session ends, so that memory is not held by what is void. */
  clear(): void {
    this.entries?.clear();
  }

  /** Entries and bytes per namespace, those not yet found to be outdated included. */
  sizes(): ReadonlyMap<string, { entries: number; bytes: number }> {
    return this.usage;
  }

  private count(held: Held, sign: 1 | -1): void {
    const usage = this.usage.get(held.namespace) ?? { entries: 0, bytes: 0 };
    usage.entries += sign;
    usage.bytes += sign * held.sizeBytes;
    this.usage.set(held.namespace, usage);
  }
}

/** Approximate heap bytes of a value: exact for bytes, by its JSON for plain data. */
export function sizeOf(value: unknown): number {
  if (value instanceof CachedBody) return value.bytes.byteLength + 200;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return 2 * value.length;
  if (typeof value !== 'object' || value === null) return 16;
  // Twice the text: objects cost about that much more than the characters that describe them.
  try {
    return 2 * (JSON.stringify(value)?.length ?? 8);
  } catch {
    return 1_024;
  }
}
