import type { EntityManager, QueryRunner } from 'typeorm';
import type { MergeResult } from './batch-merger.js';
import { DRY_RUN_VANISHED } from './merge-sql.js';

/** Outcomes kept of a dry run by kind, the first ones of the file; every warning and rejection is kept. */
const SAMPLES = { created: 1_000, unchanged: 1_000, updated: 10_000, vanished: 10_000 } as const;
type Sampled = keyof typeof SAMPLES;

/** Carries the outcomes of a dry run over the rollback: a sample of what would be done, and everything that is wrong. */
export class DryRunRecord {
  private rows = '[]';
  private readonly sampled: Record<Sampled, number> = { created: 0, unchanged: 0, updated: 0, vanished: 0 };
  private from = 1;
  /** Ids of the offers that the file has, 16 bytes each: the outcomes that say so are rolled back. */
  private readonly seen: Buffer[] = [];

  constructor(private readonly importId: string) {}

  /** Reads what the batch wrote, before it is rolled back. */
  async collect(runner: QueryRunner): Promise<void> {
    await this.see(runner);
    const rooms = Object.fromEntries(
      (Object.keys(SAMPLES) as Sampled[]).map((status) => [status, SAMPLES[status] - this.sampled[status]]),
    );
    const [answer] = (await runner.query(
      `SELECT coalesce(json_agg(r ORDER BY position)::text, '[]') AS rows, coalesce(max(position), $2 - 1)::int AS last,
         count(*) FILTER (WHERE status = 'created')::int AS created, count(*) FILTER (WHERE status = 'unchanged')::int AS unchanged,
         count(*) FILTER (WHERE status = 'updated')::int AS updated, count(*) FILTER (WHERE status = 'vanished')::int AS vanished
       FROM (
         SELECT import_id, position, status, row_number, sheet, CASE WHEN status <> 'created' THEN offer_id END AS offer_id,
           price_amount, price_currency, column_name, code, message, value, changes, NULL::jsonb AS before, item,
           row_number() OVER (PARTITION BY status ORDER BY position) AS place
         FROM import_rows WHERE import_id = $1 AND position >= $2
       ) AS r WHERE place <= coalesce(($3::jsonb ->> status)::int, place)`,
      [this.importId, this.from, JSON.stringify(rooms)],
    )) as [Record<Sampled, number> & { rows: string; last: number }];
    this.rows = answer.rows;
    for (const status of Object.keys(SAMPLES) as Sampled[]) this.sampled[status] += answer[status];
    this.from = answer.last + 1;
  }

  /** The current offers of the supplier that the file does not have, as outcomes of the batch; all are counted, some are written. */
  async withdraw(
    runner: QueryRunner,
    supplierId: string,
    position: number,
  ): Promise<Pick<MergeResult, 'vanished' | 'nextPosition' | 'changed'>> {
    await this.see(runner);
    const seen = Buffer.concat(this.seen);
    const rows = (await runner.query(DRY_RUN_VANISHED, [
      this.importId,
      supplierId,
      position,
      seen,
      seen.length / 16,
      SAMPLES.vanished,
    ])) as { vanished: number; written: number }[];
    const { vanished = 0, written = 0 } = rows[0] ?? {};
    return { vanished, nextPosition: position + written, changed: [] };
  }

  /** Writes it where readers find it. */
  async write(manager: EntityManager): Promise<void> {
    await manager.query(
      'INSERT INTO import_rows SELECT * FROM json_populate_recordset(NULL::import_rows, $1::json)',
      [this.rows],
    );
  }

  private async see(runner: QueryRunner): Promise<void> {
    const rows = (await runner.query(
      `SELECT string_agg(replace(offer_id::text, '-', ''), '') AS ids FROM import_rows
       WHERE import_id = $1 AND position >= $2 AND offer_id IS NOT NULL AND status <> 'created' AND status <> 'vanished'`,
      [this.importId, this.from],
    )) as { ids: string | null }[];
    const ids = rows[0]?.ids;
    if (ids) this.seen.push(Buffer.from(ids, 'hex'));
  }
}
