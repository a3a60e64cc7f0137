import type { DataSource } from 'typeorm';
import type { Embedder } from '../embeddings/index.js';
import { decodeHalf, encodeHalf } from './half-float.js';

/** Texts forgotten in one statement: a model's worth of them takes longer than a statement may. */
const FORGET_BATCH = 10_000;

export interface HashedText {
  /** Names text and model; hexadecimal. */
  contentHash: string;
  text: string;
}

export interface TextVectorsResult {
  /** By content hash. */
  vectors: Map<string, Float32Array>;
  /** Hashes of texts another instance is embedding right now: ask again soon. */
  elsewhere: Set<string>;
  /** How many had to be embedded. */
  embedded: number;
}

/**
 * Vectors of texts, each text embedded once: what was embedded before, for whichever material and before whichever restart, comes
 * from PostgreSQL. Also two instances do not embed the same text: the first reserves it.
 */
export class TextVectors {
  constructor(
    private readonly dataSource: DataSource,
    private readonly embedder: Embedder,
  ) {}

  /** @param leaseMs how long a reservation holds when its maker dies. */
  async get(texts: readonly HashedText[], leaseMs: number, signal?: AbortSignal): Promise<TextVectorsResult> {
    const byHash = new Map(texts.map(({ contentHash, text }) => [contentHash, text]));
    const vectors = await this.read([...byHash.keys()]);
    const unknown = [...byHash.keys()].filter((hash) => !vectors.has(hash));
    if (unknown.length === 0) return { vectors, elsewhere: new Set(), embedded: 0 };

    const mine = await this.reserve(unknown, leaseMs);
    // Between our look and our reservation another instance may have finished some.
    const late = await this.read(unknown.filter((hash) => !mine.includes(hash)));
    late.forEach((vector, hash) => vectors.set(hash, vector));
    try {
      const fresh = await this.embedder.embedPassages(
        mine.map((hash) => byHash.get(hash) ?? ''),
        { signal },
      );
      const stored = fresh.map(encodeHalf);
      await this.dataSource.query(
        `UPDATE embedded_texts SET vector = fresh.vector, reserved_until = NULL
         FROM unnest($1::bytea[], $2::bytea[]) AS fresh(hash, vector) WHERE content_hash = fresh.hash`,
        [mine.map(toBytes), stored],
      );
      // As they will be read again: the same text has the same vector from its first day.
      mine.forEach((hash, index) => vectors.set(hash, decodeHalf(stored[index] ?? new Uint8Array())));
    } catch (error) {
      await this.giveUp(mine).catch(() => undefined); // Else the reservation runs out by itself.
      throw error;
    }
    return {
      vectors,
      elsewhere: new Set(unknown.filter((hash) => !vectors.has(hash))),
      embedded: mine.length,
    };
  }

  /** Forgets texts not used since that day; after a rebuild, those are the ones no material has any more. */
  async forgetUnusedSince(day: Date): Promise<number> {
    for (let forgotten = 0; ; ) {
      const [, count]: [unknown, number] = await this.dataSource.query(
        `DELETE FROM embedded_texts WHERE ctid = ANY (ARRAY(SELECT ctid FROM embedded_texts WHERE used_at < $1::date LIMIT ${FORGET_BATCH}))`,
        [day.toISOString().slice(0, 10)],
      );
      forgotten += count;
      if (count < FORGET_BATCH) return forgotten;
    }
  }

  private async read(hashes: readonly string[]): Promise<Map<string, Float32Array>> {
    if (hashes.length === 0) return new Map();
    const rows: { content_hash: Buffer; vector: Buffer; stale: boolean }[] = await this.dataSource.query(
      `SELECT content_hash, vector, used_at < current_date AS stale FROM embedded_texts
       WHERE content_hash = ANY($1::bytea[]) AND vector IS NOT NULL`,
      [hashes.map(toBytes)],
    );
    const stale = rows.filter((row) => row.stale).map((row) => row.content_hash);
    if (stale.length > 0) {
      await this.dataSource.query(
        'UPDATE embedded_texts SET used_at = current_date WHERE content_hash = ANY($1::bytea[])',
        [stale],
      );
    }
    return new Map(rows.map((row) => [row.content_hash.toString('hex'), decodeHalf(row.vector)]));
  }

  private async reserve(hashes: readonly string[], leaseMs: number): Promise<string[]> {
    // Sorted, so that two instances reserving the same texts cannot lock each other out.
    const rows: { hash: string }[] = await this.dataSource.query(
      `WITH reserved AS (
         INSERT INTO embedded_texts (content_hash, reserved_until)
         SELECT hash, clock_timestamp() + $2 * interval '1 millisecond' FROM unnest($1::bytea[]) AS hash
         ON CONFLICT (content_hash) DO UPDATE SET reserved_until = EXCLUDED.reserved_until
           WHERE embedded_texts.vector IS NULL AND embedded_texts.reserved_until < clock_timestamp()
         RETURNING content_hash)
       SELECT encode(content_hash, 'hex') AS hash FROM reserved`,
      [[...hashes].sort().map(toBytes), leaseMs],
    );
    return rows.map(({ hash }) => hash);
  }

  private async giveUp(hashes: readonly string[]): Promise<void> {
    await this.dataSource.query(
      'DELETE FROM embedded_texts WHERE content_hash = ANY($1::bytea[]) AND vector IS NULL',
      [hashes.map(toBytes)],
    );
  }
}

function toBytes(hash: string): Buffer {
  return Buffer.from(hash, 'hex');
}
