import type { CacheKeys } from './cache-keys.js';
import type { RedisConnections } from './redis-connections.js';
import { BUMP_GENERATION, READ_GENERATION } from './scripts.js';

/** A generation outlives every entry that was stored under it. */
const KEEP_MS = 30 * 24 * 3600 * 1000;

/** The generation of each namespace: an entry counts while no higher one than its own is known. */
export class Generations {
  private session = -1;
  private byNamespace = new Map<string, number>();

  constructor(
    private readonly connections: RedisConnections,
    private readonly keys: CacheKeys,
  ) {}

  /** Remembered while the session lasts, because then every change of it is heard. */
  async current(epoch: number, namespace: string, session: number): Promise<number> {
    if (this.session !== session) {
      this.session = session;
      this.byNamespace = new Map();
    }
    const { byNamespace } = this;
    const known = byNamespace.get(namespace);
    if (known !== undefined) return known;
    const text = await this.connections.within(
      READ_GENERATION.run(this.connections.client, [this.keys.generation(epoch, namespace)], [KEEP_MS]),
    );
    const generation = Math.max(byNamespace.get(namespace) ?? 0, Number(String(text)));
    byNamespace.set(namespace, generation);
    return generation;
  }

  /** @param floor the new one is not lower. @returns the new one. */
  async raise(epoch: number, namespace: string, floor: number): Promise<number> {
    const text = await this.connections.within(
      BUMP_GENERATION.run(
        this.connections.client,
        [this.keys.generation(epoch, namespace)],
        [KEEP_MS, floor],
      ),
    );
    return Number(String(text));
  }

  hear(namespace: string, generation: number): void {
    this.byNamespace.set(namespace, Math.max(this.byNamespace.get(namespace) ?? 0, generation));
  }
}
