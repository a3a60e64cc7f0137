import type { EntityManager } from 'typeorm';
import type { ClaimedImport } from '../import.js';
import type { MergeTarget } from './merge-sql.js';

/** The price list of an import, made with its first batch. */
export async function ensurePriceList(
  manager: EntityManager,
  target: MergeTarget,
  job: Pick<ClaimedImport, 'fileName' | 'options'>,
): Promise<void> {
  await manager.query(
    `INSERT INTO price_lists (id, supplier_id, import_id, file_name, currency, valid_from)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (import_id) DO NOTHING`,
    [
      target.priceListId,
      target.supplierId,
      target.importId,
      job.fileName,
      job.options.currency,
      target.validFrom,
    ],
  );
}

/** Id of the price list that an interrupted import has made; null before its first batch. */
export async function findPriceList(manager: EntityManager, importId: string): Promise<string | null> {
  const rows: { id: string }[] = await manager.query('SELECT id FROM price_lists WHERE import_id = $1', [
    importId,
  ]);
  return rows[0]?.id ?? null;
}
