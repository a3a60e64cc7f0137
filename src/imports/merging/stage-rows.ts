import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { QueryRunner } from 'typeorm';
import {
  STAGED_TABLE_SQL,
  toCopyText,
  toJsonRecords,
  type PlacedItem,
  type StagingForm,
} from './staged-columns.js';

/** Puts rows into the staging table of the running transaction. */
export async function stageRows(
  runner: QueryRunner,
  rows: readonly PlacedItem[],
  form: StagingForm,
): Promise<void> {
  await runner.query('DROP TABLE IF EXISTS staged, resolved, matched');
  await runner.query(STAGED_TABLE_SQL);
  if (form === 'json') {
    await runner.query('INSERT INTO staged SELECT * FROM json_populate_recordset(NULL::staged, $1::json)', [
      toJsonRecords(rows),
    ]);
  } else {
    // TypeORM's own name for the pooled client of this transaction.
    const client = (await runner.connect()) as PoolClient;
    const stream = client.query(copyFrom('COPY staged FROM STDIN'));
    await new Promise<void>((resolve, reject) => {
      stream.once('finish', resolve);
      stream.once('error', reject);
      stream.end(toCopyText(rows));
    });
  }
}
