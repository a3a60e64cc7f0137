import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** An answer as it went out. */
export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export type Beginning =
  /** Nobody has sent this before: carry on. */
  | { state: 'first' }
  | { state: 'answered'; answer: StoredAnswer }
  | { state: 'running' }
  /** The key came with another body before. */
  | { state: 'reused' };

interface KeyRow {
  fingerprint: Buffer;
  attempt: string;
  status: number | null;
  headers: Record<string, string> | null;
  body: Buffer | null;
}

export const KEEP_MS = 24 * 3_600_000;
/** A request that has not answered for so long has died with its instance. */
const LOCK_MS = 120_000;

/** Idempotency keys and their answers in PostgreSQL. */
@Injectable()
export class IdempotencyStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Takes a key for an attempt, or says what became of it. One statement, so that of two callers one is the first. */
  async begin(scope: Buffer, fingerprint: Buffer, attempt: string, now: Date): Promise<Beginning> {
    const rows: KeyRow[] = await this.dataSource.query(
      `WITH old AS (DELETE FROM idempotency_keys WHERE scope IN
         (SELECT scope FROM idempotency_keys WHERE created_at < $5 AND scope <> $1 ORDER BY created_at LIMIT 20))
       INSERT INTO idempotency_keys AS k (scope, fingerprint, attempt, locked_until, created_at)
       VALUES ($1, $2, $3, $6, $4)
       ON CONFLICT (scope) DO UPDATE SET
         attempt = CASE WHEN k.created_at < $5 OR (k.status IS NULL AND k.locked_until < $4 AND k.fingerprint = $2)
           THEN $3 ELSE k.attempt END,
         locked_until = CASE WHEN k.created_at < $5 OR (k.status IS NULL AND k.locked_until < $4 AND k.fingerprint = $2)
           THEN $6 ELSE k.locked_until END,
         fingerprint = CASE WHEN k.created_at < $5 THEN $2 ELSE k.fingerprint END,
         status = CASE WHEN k.created_at < $5 THEN NULL ELSE k.status END,
         body = CASE WHEN k.created_at < $5 THEN NULL ELSE k.body END,
         created_at = CASE WHEN k.created_at < $5 THEN $4 ELSE k.created_at END
       RETURNING fingerprint, attempt, status, headers, body`,
      [
        scope,
        fingerprint,
        attempt,
        now,
        new Date(now.getTime() - KEEP_MS),
        new Date(now.getTime() + LOCK_MS),
      ],
    );
    const row = rows[0] as KeyRow;
    if (row.attempt === attempt) return { state: 'first' };
    if (!row.fingerprint.equals(fingerprint)) return { state: 'reused' };
    if (row.status === null || row.body === null) return { state: 'running' };
    return {
      state: 'answered',
      answer: { status: row.status, headers: row.headers ?? {}, body: row.body },
    };
  }

  async finish(scope: Buffer, attempt: string, { status, headers, body }: StoredAnswer): Promise<void> {
    await this.dataSource.query(
      'UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 WHERE scope = $1 AND attempt = $2',
      [scope, attempt, status, JSON.stringify(headers), body],
    );
  }

  /** Nothing came of it: the next attempt is a first one. */
  async abandon(scope: Buffer, attempt: string): Promise<void> {
    await this.dataSource.query('DELETE FROM idempotency_keys WHERE scope = $1 AND attempt = $2', [
      scope,
      attempt,
    ]);
  }
}
