import type { MaterialPatch } from './material.js';
import { normaliseUnitKey } from './unit-key.js';

/** `create` refuses a SKU that is taken; `upsert` replaces the material that has it. */
export type WriteMode = 'create' | 'upsert';

/** One element of the JSON that a write statement reads its rows from. */
export interface InputRow {
  position: number;
  id: string;
  sku: string | null;
  name: string | null;
  description: string | null;
  category: string | null;
  unit_key: string | null;
  unit_raw: string | null;
  brand: string | null;
  attributes: Record<string, unknown>;
  amount: string | null;
  currency: string | null;
}

const INPUT_COLUMNS = `(position int, id uuid, sku text, name text, description text, category text, unit_key text,
  unit_raw text, brand text, attributes jsonb, amount numeric, currency text)`;

/** Columns a draft sets, and where their values come from within `ready`. */
const WRITTEN = {
  sku: ['sku'],
  name: ['name'],
  description: ['description'],
  category: ['category_id'],
  unit: ['unit_code', 'unit_raw'],
  brand: ['brand'],
  attributes: ['attributes'],
  price: ['price_amount', 'price_currency'],
} as const satisfies Record<keyof MaterialPatch, readonly string[]>;
const COLUMNS = Object.values(WRITTEN).flat();

export function toInputRow(draft: MaterialPatch, id: string, position: number): InputRow {
  return {
    position,
    id,
    sku: draft.sku ?? null,
    name: draft.name ?? null,
    description: draft.description ?? null,
    category: draft.category ?? null,
    unit_key: draft.unit ? normaliseUnitKey(draft.unit) : null,
    unit_raw: draft.unit ?? null,
    brand: draft.brand ?? null,
    attributes: draft.attributes ?? {},
    amount: draft.price?.amount ?? null,
    currency: draft.price?.currency ?? null,
  };
}

/** `ready`: the input with its category's id (created where it lacks) and its unit's code. `$1` is the JSON. */
const READY = `ready AS (
    SELECT i.position, i.id, i.sku, i.name, i.description, cat.category_id, a.unit_code,
      CASE WHEN a.unit_code IS NULL THEN i.unit_raw END AS unit_raw, i.brand, i.attributes,
      i.amount AS price_amount, i.currency AS price_currency
    FROM input i
    LEFT JOIN cat ON cat.asked = i.category
    LEFT JOIN unit_aliases a ON a.alias_key = i.unit_key
  )`;

/**
 * CTEs `input`, `cat`, `ready`, `written` (rows of `materials` that were inserted or changed; what is unchanged is not in it).
 * Rows are taken in SKU order, so that two batches over the same SKUs wait for each other instead of deadlocking.
 */
export function insertSql(mode: WriteMode): string {
  const conflict =
    mode === 'create'
      ? 'NOTHING'
      : `UPDATE SET ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}
         WHERE (${COLUMNS.map((column) => `m.${column}`).join(', ')})
           IS DISTINCT FROM (${COLUMNS.map((column) => `excluded.${column}`).join(', ')})`;
  // A draft that will be refused creates no category.
  const creates =
    mode === 'create' ? 'AND NOT EXISTS (SELECT 1 FROM materials taken WHERE taken.sku = i.sku)' : '';
  return `WITH input AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS i ${INPUT_COLUMNS}
  ), cat AS MATERIALIZED (
    SELECT * FROM ensure_categories(
      ARRAY(SELECT DISTINCT i.category FROM input i WHERE i.category IS NOT NULL ${creates}))
  ), ${READY}, written AS (
    INSERT INTO materials AS m (id, ${COLUMNS.join(', ')})
      SELECT id, ${COLUMNS.join(', ')} FROM ready ORDER BY sku COLLATE "C", position
    ON CONFLICT (sku) DO ${conflict}
    RETURNING m.*
  )`;
}

/**
 * Whoever reads a material, changes one attribute and writes all of them back gives none of those that its name had said: they would
 * otherwise outlive a change of the name.
 */
const GIVEN_ATTRIBUTES = `(SELECT coalesce(jsonb_object_agg(given.key, given.value), '{}') FROM jsonb_each(ready.attributes) AS given
      WHERE (SELECT d.attributes FROM lexical_documents d WHERE d.material_id = m.id) -> given.key IS DISTINCT FROM given.value)`;

/** The same for one material, changing what the patch names. `$1` is the JSON of one row, `$2` the accepted versions or null. */
export function updateSql(patch: MaterialPatch): string {
  const columns = (Object.keys(WRITTEN) as (keyof MaterialPatch)[])
    .filter((field) => patch[field] !== undefined)
    .flatMap((field) => [...WRITTEN[field]]);
  const assignments = columns.map((column) =>
    column === 'attributes' ? `attributes = ${GIVEN_ATTRIBUTES}` : `${column} = ready.${column}`,
  );
  const matches = 'm.id = i.id AND ($2::int[] IS NULL OR m.version = ANY ($2::int[]))';
  return `WITH input AS MATERIALIZED (
    SELECT * FROM json_to_record($1::json) AS i ${INPUT_COLUMNS}
  ), cat AS MATERIALIZED (
    SELECT * FROM ensure_categories(ARRAY(
      SELECT i.category FROM input i
      WHERE i.category IS NOT NULL AND EXISTS (SELECT 1 FROM materials m WHERE ${matches})))
  ), ${READY}, written AS (
    UPDATE materials m SET ${assignments.length > 0 ? assignments.join(', ') : 'name = m.name'}
    FROM ready
    WHERE ${matches.replaceAll('i.id', 'ready.id')}
    RETURNING m.*
  )`;
}
