import type { EntityManager, QueryRunner } from 'typeorm';

/** Outcomes kept of a dry run, besides every warning and rejection. */
const SAMPLES = 1_000;

/** Carries the outcomes of a dry run over the rollback: a sample of what would be done, and everything that is wrong. */
export class DryRunRecord {
  private rows = '[]';
  private vanished = '[]';
  private sampled = 0;
  private from = 1;
  /** Offers that the file has: the outcomes that say so are rolled back. */
  private readonly seen = new Set<string>();

  constructor(private readonly importId: string) {}

  /** Reads what the batch wrote, before it is rolled back. */
  async collect(runner: QueryRunner): Promise<void> {
    const offers = (await runner.query(
      `SELECT offer_id AS id FROM import_rows WHERE import_id = $1 AND position >= $2 AND offer_id IS NOT NULL AND status <> 'created'`,
      [this.importId, this.from],
    )) as { id: string }[];
    for (const { id } of offers) this.seen.add(id);
    const [answer] = (await runner.query(
      `SELECT coalesce(json_agg(r ORDER BY position)::text, '[]') AS rows,
         count(*) FILTER (WHERE status NOT IN ('warning', 'rejected'))::int AS samples, coalesce(max(position), $2 - 1)::int AS last
       FROM (
         SELECT import_id, position, status, row_number, sheet, CASE WHEN status <> 'created' THEN offer_id END AS offer_id,
           price_amount, price_currency, column_name, code, message, value, changes,
           CASE WHEN status = 'created' THEN (SELECT jsonb_build_object('name', o.name) FROM offers o WHERE o.id = offer_id) END AS before,
           row_number() OVER (PARTITION BY status IN ('warning', 'rejected') ORDER BY position) AS place
         FROM import_rows WHERE import_id = $1 AND position >= $2
       ) AS r WHERE status IN ('warning', 'rejected') OR place <= $3`,
      [this.importId, this.from, SAMPLES - this.sampled],
    )) as [{ rows: string; samples: number; last: number }];
    this.rows = answer.rows;
    this.sampled += answer.samples;
    this.from = answer.last + 1;
  }

  /** How many current offers of the supplier the file does not have; the first of them are kept as a sample. */
  async countVanished(runner: QueryRunner, supplierId: string): Promise<number> {
    const [answer] = (await runner.query(
      `WITH gone AS (
         SELECT o.id, o.price_amount, o.price_currency, row_number() OVER (ORDER BY o.id)::int AS place
         FROM offers o LEFT JOIN unnest($2::uuid[]) AS s (id) ON s.id = o.id
         WHERE o.supplier_id = $1 AND o.available AND s.id IS NULL
           AND o.xmin IS DISTINCT FROM pg_current_xact_id()::xid
       )
       SELECT (SELECT count(*)::int FROM gone) AS n, coalesce(json_agg(json_build_object(
         'import_id', $3::uuid, 'position', $4::int - 1 + place, 'status', 'vanished', 'offer_id', id,
         'price_amount', price_amount, 'price_currency', price_currency) ORDER BY place)::text, '[]') AS rows
       FROM gone WHERE place <= $5`,
      [supplierId, [...this.seen], this.importId, this.from, SAMPLES],
    )) as [{ n: number; rows: string }];
    this.vanished = answer.rows;
    return answer.n;
  }

  /** Writes it where readers find it. */
  async write(manager: EntityManager): Promise<void> {
    for (const rows of [this.rows, this.vanished]) {
      await manager.query(
        'INSERT INTO import_rows SELECT * FROM json_populate_recordset(NULL::import_rows, $1::json)',
        [rows],
      );
    }
  }
}
