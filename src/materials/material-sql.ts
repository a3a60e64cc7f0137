import { moneyFromColumns } from '../common/index.js';
import { attributesOf } from '../text-analysis/index.js';
import type { Material } from './material.js';

/** One row of {@link MATERIAL_COLUMNS}. */
export interface MaterialRow {
  id: string;
  sku: string | null;
  name: string;
  description: string | null;
  category_id: string | null;
  category_name: string | null;
  category_path: string | null;
  unit_code: string | null;
  unit_name: string | null;
  unit_okei: string | null;
  unit_raw: string | null;
  brand: string | null;
  attributes: Record<string, unknown>;
  price_amount: string | null;
  price_currency: string | null;
  created_at: Date;
  updated_at: Date;
  version: number;
}

const OWN_COLUMNS = `m.id, m.sku, m.name, m.description, m.unit_code, m.unit_raw, m.brand, m.attributes,
  m.price_amount::text AS price_amount, m.price_currency, m.created_at, m.updated_at, m.version, m.category_id`;

/** What a reader sees, from `materials m`, `categories c`, `units u`. */
export const MATERIAL_COLUMNS = `${OWN_COLUMNS}, c.name AS category_name, c.path AS category_path,
  u.name AS unit_name, u.okei AS unit_okei`;

/** The same inside a statement that may have created the category itself: `cat` knows those, its snapshot does not. */
export const WRITTEN_COLUMNS = `${OWN_COLUMNS}, COALESCE(cat.category_name, c.name) AS category_name,
  COALESCE(cat.category_path, c.path) AS category_path, u.name AS unit_name, u.okei AS unit_okei`;

export const MATERIAL_JOINS = `LEFT JOIN categories c ON c.id = m.category_id LEFT JOIN units u ON u.code = m.unit_code`;

export function toMaterial(row: MaterialRow): Material {
  return {
    id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description,
    category:
      row.category_id === null
        ? null
        : { id: row.category_id, name: row.category_name ?? '', path: row.category_path ?? '' },
    unit:
      row.unit_code === null ? null : { code: row.unit_code, name: row.unit_name ?? '', okei: row.unit_okei },
    unitRaw: row.unit_raw,
    brand: row.brand,
    // What the name says, told apart from what was given: that stands, whatever the name says.
    attributes: { ...attributesOf(row.name), ...row.attributes },
    price: moneyFromColumns(row.price_amount, row.price_currency),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    version: row.version,
  };
}
