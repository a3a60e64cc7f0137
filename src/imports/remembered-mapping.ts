import type { EntityManager } from 'typeorm';
import type { Mapping } from './reading/find-header.js';

/** Columns of the supplier's lists so far. */
export async function rememberedMapping(supplierId: string, manager: EntityManager): Promise<Mapping> {
  const rows: { column_mapping: Mapping | null }[] = await manager.query(
    'SELECT column_mapping FROM suppliers WHERE id = $1',
    [supplierId],
  );
  return rows[0]?.column_mapping ?? {};
}

export async function rememberMapping(
  supplierId: string,
  mapping: Mapping,
  manager: EntityManager,
): Promise<void> {
  await manager.query('UPDATE suppliers SET column_mapping = $2 WHERE id = $1', [
    supplierId,
    JSON.stringify(mapping),
  ]);
}
