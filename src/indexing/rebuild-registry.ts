import type { DataSource } from 'typeorm';
import { identityKey } from '../embeddings/index.js';
import type { LiveVectorIndex } from '../vector-index/index.js';

export interface Rebuild {
  collection: string;
  lastMaterialId: string | null;
  enqueued: number;
  allEnqueued: boolean;
  startedAt: Date;
}

interface Row {
  collection: string;
  last_material_id: string | null;
  enqueued: number;
  all_enqueued: boolean;
  started_at: Date;
}

/** Rebuilds under way, kept in PostgreSQL: every instance feeds the collection being built, and a killed rebuild is carried on. */
export class RebuildRegistry {
  private readonly identity: string;
  private readonly backend: string;

  constructor(
    private readonly dataSource: DataSource,
    index: LiveVectorIndex,
  ) {
    this.identity = identityKey(index.identity);
    this.backend = index.store.backend;
  }

  /** The rebuild of our identity, when one is under way; of another model's we neither can nor should know more. */
  async current(): Promise<Rebuild | null> {
    const rows: Row[] = await this.dataSource.query(
      'SELECT * FROM index_rebuilds WHERE backend = $1 AND identity = $2',
      [this.backend, this.identity],
    );
    const row = rows[0];
    if (!row) return null;
    return {
      collection: row.collection,
      lastMaterialId: row.last_material_id,
      enqueued: row.enqueued,
      allEnqueued: row.all_enqueued,
      startedAt: row.started_at,
    };
  }

  async collections(): Promise<string[]> {
    const current = await this.current();
    return current ? [current.collection] : [];
  }

  /** Of every identity. */
  async allCollections(): Promise<string[]> {
    const rows: { collection: string }[] = await this.dataSource.query(
      'SELECT collection FROM index_rebuilds WHERE backend = $1',
      [this.backend],
    );
    return rows.map(({ collection }) => collection);
  }

  /** @returns false when another instance began one at the same time; that one counts. */
  async begin(collection: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH begun AS (
         INSERT INTO index_rebuilds (collection, backend, identity) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING RETURNING collection)
       SELECT collection FROM begun`,
      [collection, this.backend, this.identity],
    );
    return rows.length > 0;
  }

  /**
   * Queues the next materials of a rebuild, in one transaction with the note of how far it is: a kill repeats nothing and skips
   * nothing. Two instances do not queue the same.
   * @returns how many were queued; 0 when all are, or another instance is at it.
   */
  async enqueueNext(collection: string, limit: number): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const rows: Row[] = await manager.query(
        'SELECT * FROM index_rebuilds WHERE collection = $1 AND NOT all_enqueued FOR UPDATE SKIP LOCKED',
        [collection],
      );
      const row = rows[0];
      if (!row) return 0;
      const ids: { id: string }[] = await manager.query(
        'SELECT id FROM materials WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2',
        [row.last_material_id, limit],
      );
      await manager.query(
        `INSERT INTO outbox (material_id, operation, priority, lexical_done)
         SELECT unnest($1::uuid[]), 'upsert', 1, true`,
        [ids.map(({ id }) => id)],
      );
      await manager.query(
        `UPDATE index_rebuilds SET last_material_id = $2, enqueued = enqueued + $3, all_enqueued = $4 WHERE collection = $1`,
        [collection, ids.at(-1)?.id ?? row.last_material_id, ids.length, ids.length < limit],
      );
      return ids.length;
    });
  }

  async end(collection: string): Promise<void> {
    await this.dataSource.query('DELETE FROM index_rebuilds WHERE collection = $1', [collection]);
  }
}
