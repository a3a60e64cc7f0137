import type { DataSource } from 'typeorm';
import { newId } from '../common/index.js';
import { ADVISORY_LOCK } from '../database/index.js';
import type { IndexFailure } from './ports/indexing-admin.port.js';

/** Longest pause before a failed change is tried again. */
const MAX_PAUSE_MS = 600_000;
const FIRST_PAUSE_MS = 1_000;

export interface ClaimedChange {
  /** Of the outbox row. */
  id: string;
  materialId: string;
}

export interface Claim {
  /** Names this claim: only its holder may finish or give back the rows. */
  token: string;
  changes: ClaimedChange[];
}

export interface OutboxState {
  backlog: number;
  lexicalBacklog: number;
  oldestSeconds: number;
  parked: number;
}

/**
 * The outbox as a queue with two stages: words first, then vectors. A row stays until both have seen it; whatever dies meanwhile,
 * its claim runs out and another instance goes on.
 */
export class Outbox {
  constructor(private readonly dataSource: DataSource) {}

  /** Rows whose words are to be indexed, changes before what a rebuild goes through. */
  async claimLexical(limit: number, leaseMs: number): Promise<ClaimedChange[]> {
    return this.returning(
      `UPDATE outbox SET lexical_claimed_until = clock_timestamp() + $2 * interval '1 millisecond'
       WHERE id IN (
         SELECT id FROM outbox
         WHERE parked_at IS NULL AND NOT lexical_done
           AND (lexical_claimed_until IS NULL OR lexical_claimed_until < clock_timestamp())
         ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, material_id`,
      [limit, leaseMs],
    );
  }

  /** The words of these rows are indexed. `last`: there is no second stage, so the rows are done. */
  async finishLexical(ids: readonly string[], last: boolean): Promise<void> {
    await this.dataSource.query(
      last
        ? 'DELETE FROM outbox WHERE id = ANY($1::bigint[])'
        : 'UPDATE outbox SET lexical_done = true, lexical_claimed_until = NULL WHERE id = ANY($1::bigint[])',
      [ids],
    );
  }

  async releaseLexical(ids: readonly string[]): Promise<void> {
    await this.dataSource.query(
      'UPDATE outbox SET lexical_claimed_until = NULL WHERE id = ANY($1::bigint[])',
      [ids],
    );
  }

  /**
   * Rows whose vectors are to be indexed. Of one material only one instance holds rows at a time, so that its changes are applied in
   * order: a delete after an upsert stays deleted.
   */
  async claimVectors(limit: number, leaseMs: number): Promise<Claim> {
    const token = newId();
    const changes = await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK.outboxClaim]);
      const rows: { id: string; material_id: string }[] = await manager.query(
        `WITH claimed AS (
           UPDATE outbox SET claim = $3, claimed_until = clock_timestamp() + $2 * interval '1 millisecond'
           WHERE id IN (
             SELECT id FROM outbox o
             WHERE parked_at IS NULL AND lexical_done AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
               AND NOT EXISTS (
                 SELECT 1 FROM outbox held
                 WHERE held.material_id = o.material_id AND held.claim IS NOT NULL AND held.claimed_until >= clock_timestamp())
             ORDER BY priority, id LIMIT $1 FOR UPDATE SKIP LOCKED)
           RETURNING id, material_id)
         SELECT id, material_id FROM claimed ORDER BY id`,
        [limit, leaseMs, token],
      );
      return rows.map(toChange);
    });
    return { token, changes };
  }

  /** @returns false when the claim has been taken over. */
  async renew(token: string, leaseMs: number): Promise<boolean> {
    const rows = await this.returning(
      `UPDATE outbox SET claimed_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE claim = $1
       RETURNING id, material_id`,
      [token, leaseMs],
    );
    return rows.length > 0;
  }

  /**
   * Deletes exactly the rows claimed; rows written since stay. Rows that were taken over meanwhile are queued anew, for what we wrote
   * late may have hidden what the other wrote. Parked rows of a material that went through now are done with.
   */
  async finish(token: string, changes: readonly ClaimedChange[]): Promise<void> {
    if (changes.length === 0) return;
    const deleted = await this.returning(
      'DELETE FROM outbox WHERE claim = $1 AND id = ANY($2::bigint[]) RETURNING id, material_id',
      [token, changes.map(({ id }) => id)],
    );
    const ours = new Set(deleted.map(({ id }) => id));
    const lost = changes.filter(({ id }) => !ours.has(id)).map(({ materialId }) => materialId);
    if (lost.length > 0) await this.enqueue(lost, 0);
    await this.dataSource.query(
      'DELETE FROM outbox WHERE parked_at IS NOT NULL AND material_id = ANY($1::uuid[])',
      [changes.map(({ materialId }) => materialId)],
    );
  }

  /** Gives rows back untouched, to be claimed at once or after a pause. */
  async release(token: string, changes: readonly ClaimedChange[], pauseMs = 0): Promise<void> {
    await this.dataSource.query(
      `UPDATE outbox SET claim = NULL,
         claimed_until = CASE WHEN $3 > 0 THEN clock_timestamp() + $3 * interval '1 millisecond' END
       WHERE claim = $1 AND id = ANY($2::bigint[])`,
      [token, changes.map(({ id }) => id), pauseMs],
    );
  }

  /** Notes a failure: the next try waits, twice as long each time, and the last one parks the row. */
  async fail(changes: readonly ClaimedChange[], error: string, maxAttempts: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE outbox SET attempts = attempts + 1, last_error = $2, claim = NULL,
         claimed_until = clock_timestamp() + least($4 * 2 ^ attempts, $5) * interval '1 millisecond',
         lexical_claimed_until = clock_timestamp() + least($4 * 2 ^ attempts, $5) * interval '1 millisecond',
         parked_at = CASE WHEN attempts + 1 >= $3 THEN clock_timestamp() END
       WHERE id = ANY($1::bigint[])`,
      [changes.map(({ id }) => id), error.slice(0, 1_000), maxAttempts, FIRST_PAUSE_MS, MAX_PAUSE_MS],
    );
  }

  /** Queues materials as if they had changed. */
  async enqueue(materialIds: readonly string[], priority: 0 | 1): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO outbox (material_id, operation, priority, lexical_done) SELECT unnest($1::uuid[]), 'upsert', $2, true`,
      [materialIds, priority],
    );
  }

  async state(): Promise<OutboxState> {
    const rows: OutboxState[] = await this.dataSource.query(`
      SELECT count(*) FILTER (WHERE parked_at IS NULL)::int AS backlog,
        count(*) FILTER (WHERE parked_at IS NULL AND NOT lexical_done)::int AS "lexicalBacklog",
        coalesce(extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE parked_at IS NULL)), 0)::float8
          AS "oldestSeconds",
        count(DISTINCT material_id) FILTER (WHERE parked_at IS NOT NULL)::int AS parked
      FROM outbox`);
    const state = rows[0] ?? { backlog: 0, lexicalBacklog: 0, oldestSeconds: 0, parked: 0 };
    return { ...state, oldestSeconds: Math.max(0, Math.round(state.oldestSeconds)) };
  }

  /** Those of the materials that have changes still on their way. */
  async pending(materialIds: readonly string[]): Promise<Set<string>> {
    if (materialIds.length === 0) return new Set();
    const rows: { material_id: string }[] = await this.dataSource.query(
      'SELECT DISTINCT material_id FROM outbox WHERE parked_at IS NULL AND material_id = ANY($1::uuid[])',
      [materialIds],
    );
    return new Set(rows.map((row) => row.material_id));
  }

  /** Rows of a rebuild not done yet. */
  async rebuildBacklog(): Promise<number> {
    const rows: { count: number }[] = await this.dataSource.query(
      'SELECT count(*)::int AS count FROM outbox WHERE priority = 1 AND parked_at IS NULL AND lexical_done',
    );
    return rows[0]?.count ?? 0;
  }

  async failures(limit: number): Promise<IndexFailure[]> {
    const rows: { material_id: string; attempts: number; last_error: string | null; parked_at: Date }[] =
      await this.dataSource.query(
        `SELECT * FROM (
           SELECT DISTINCT ON (material_id) material_id, attempts, last_error, parked_at FROM outbox
           WHERE parked_at IS NOT NULL ORDER BY material_id, parked_at DESC) latest
         ORDER BY parked_at DESC, material_id LIMIT $1`,
        [limit],
      );
    return rows.map((row) => ({
      materialId: row.material_id,
      attempts: row.attempts,
      error: row.last_error ?? '',
      parkedAt: row.parked_at,
    }));
  }

  /** @returns how many materials were put back. */
  async retry(materialIds?: readonly string[]): Promise<number> {
    const changes = await this.returning(
      `UPDATE outbox SET parked_at = NULL, attempts = 0, claim = NULL, claimed_until = NULL, lexical_claimed_until = NULL
       WHERE parked_at IS NOT NULL AND ($1::uuid[] IS NULL OR material_id = ANY($1::uuid[]))
       RETURNING id, material_id`,
      [materialIds ?? null],
    );
    return new Set(changes.map(({ materialId }) => materialId)).size;
  }

  /** `query` answers an UPDATE or DELETE with rows and their number; within a WITH it answers with the rows alone. */
  private async returning(sql: string, parameters: unknown[]): Promise<ClaimedChange[]> {
    const rows: { id: string; material_id: string }[] = await this.dataSource.query(
      `WITH changed AS (${sql}) SELECT id, material_id FROM changed ORDER BY id`,
      parameters,
    );
    return rows.map(toChange);
  }
}

function toChange(row: { id: string; material_id: string }): ClaimedChange {
  return { id: row.id, materialId: row.material_id };
}
