import { escapeLiteral } from 'pg';
import { script } from '../../database/index.js';

/**
 * The statements that merge one staged batch, in order. Parameters are named in the comments; every statement is set-based, and all
 * of them run in one transaction.
 */

/** What an item says, as columns both of `offers` and of `staged`; a difference in one of them is an update. */
const COMPARED = [
  'sku',
  'name',
  'description',
  'category_path',
  'brand',
  'unit_code',
  'unit_raw',
  'pack_quantity',
  'price_kind',
  'price_amount',
  'price_currency',
  'vat_included',
  'vat_rate',
  'stock',
  'gtin',
  'attributes',
] as const;
/** Written with them, but no news by themselves: derived, or new with every list. */
const ALONG = ['unit_price', 'base_price', 'price_date'] as const;
const WRITTEN = [...COMPARED, ...ALONG] as const;

const list = (alias: string, columns: readonly string[]): string =>
  columns.map((column) => `${alias}.${column}`).join(', ');
const state = (alias: string, columns: readonly string[]): string =>
  `jsonb_build_object(${columns.map((column) => `'${column}', ${alias}.${column}`).join(', ')}`;

/** A difference as an object of one key, an empty one where there is none: joined they cost a third of comparing two objects. */
const change = (column: string, was: string, becomes: string): string =>
  `CASE WHEN ${was} IS DISTINCT FROM ${becomes}
      THEN jsonb_build_object('${column}', jsonb_build_object('from', ${was}, 'to', ${becomes})) ELSE '{}'::jsonb END`;

/** $1 supplier. Which staged row is which offer, and what is new in it. */
const RESOLVE = `
  CREATE TEMP TABLE resolved ON COMMIT DROP AS
  SELECT s.*, coalesce(o.id, s.new_offer_id) AS offer_id, coalesce(o.material_id, s.new_material_id) AS material_id,
    o.id IS NULL AS is_new, o.id IS NULL AS makes_material,
    o.id IS NOT NULL AND NOT o.available AS returns,
    o.id IS NOT NULL AND (NOT o.available OR (${list('s', COMPARED)}) IS DISTINCT FROM (${list('o', COMPARED)})) AS is_changed,
    o.id IS NOT NULL AND (NOT o.available OR (s.price_amount, s.price_currency, s.base_price)
      IS DISTINCT FROM (o.price_amount, o.price_currency, o.base_price)) AS is_repriced
  FROM staged s LEFT JOIN offers o ON o.supplier_id = $1 AND o.item_key = s.item_key`;

/** Without it the planner takes a batch for a handful of rows, and compares each with each. */
const ANALYZE_RESOLVED =
  'ANALYZE resolved (position, offer_id, material_id, is_new, is_changed, is_repriced)';

/**
 * $1 supplier. New items find the material of the same name, unit and brand, unless this supplier has an offer on it already:
 * two articles of one supplier are two goods. Several such materials go to several such items in the order of their SKUs.
 * OFFSET 0 keeps the planner at one look into the index for each key: joined, it would compute the key of every material there is. And at
 * the offers of each material: of a supplier that is new nothing is counted yet, and it would go through all it has for each of them.
 */
const MATCH = `
  CREATE TEMP TABLE matched ON COMMIT DROP AS
  WITH wanted AS (
    SELECT position, material_match_key(name, coalesce(unit_code, unit_raw), brand) AS match_key, sku FROM resolved WHERE is_new
  ), ranked AS (
    SELECT position, match_key, row_number() OVER (PARTITION BY match_key ORDER BY sku, position) AS place FROM wanted
  ), free AS (
    SELECT m.id, w.match_key, row_number() OVER (PARTITION BY w.match_key ORDER BY m.sku, m.id) AS place
    FROM (SELECT DISTINCT match_key FROM wanted) w
    CROSS JOIN LATERAL (
      SELECT id, sku FROM materials
      WHERE material_match_key(name, coalesce(unit_code, unit_raw), brand) = w.match_key OFFSET 0
    ) m
    WHERE NOT EXISTS (
      SELECT 1 FROM (SELECT o.supplier_id FROM offers o WHERE o.material_id = m.id OFFSET 0) own WHERE own.supplier_id = $1
    )
  )
  SELECT ranked.position, free.id FROM ranked JOIN free USING (match_key, place)`;

/** Counted, or the planner takes them for a handful, and looks through all of them for each row. */
const ANALYZE_MATCHED = 'ANALYZE matched';

const TAKE_MATCHES = `
  UPDATE resolved r SET material_id = matched.id, makes_material = false FROM matched WHERE matched.position = r.position`;

/** A SKU is the material's own only while no other material has it; the offer keeps the supplier's in any case. */
const INSERT_MATERIALS = `
  INSERT INTO materials (id, sku, name, description, category_id, unit_code, unit_raw, brand, attributes, price_amount, price_currency)
  SELECT material_id,
    CASE WHEN sku IS NOT NULL AND row_number() OVER (PARTITION BY sku ORDER BY position) = 1
      AND NOT EXISTS (SELECT 1 FROM materials other WHERE other.sku = r.sku) THEN sku END,
    name, description, category_id, unit_code, CASE WHEN unit_code IS NULL THEN unit_raw END, brand, attributes, unit_price,
    CASE WHEN unit_price IS NOT NULL THEN price_currency END
  FROM resolved r WHERE makes_material ORDER BY position`;

/** What a reader of a dry run sees of an item. */
const SHOWN = [
  'name',
  'sku',
  'category_path',
  'brand',
  'unit_code',
  'unit_raw',
  'pack_quantity',
  'price_kind',
  'base_price',
];

/**
 * $1 import, $2 whether to keep the items. One outcome a row, with the state before it: what undo needs, and what a reader wants to
 * see.
 */
const INSERT_OUTCOMES = `
  INSERT INTO import_rows (import_id, position, status, row_number, sheet, offer_id, price_amount, price_currency, changes, before, item)
  SELECT $1, r.position, CASE WHEN r.is_new THEN 'created' WHEN r.is_changed THEN 'updated' ELSE 'unchanged' END,
    r.row_number, r.sheet, r.offer_id, r.price_amount, r.price_currency,
    CASE WHEN r.is_changed THEN ${COMPARED.map((column) => change(column, `o.${column}`, `r.${column}`)).join(' || ')}
      || ${change('available', 'o.available', 'true')} END,
    CASE WHEN r.is_changed THEN ${state('o', WRITTEN)}, 'available', o.available)
      WHEN r.is_new AND r.makes_material THEN '{"made": true}'::jsonb
      WHEN r.is_new THEN (SELECT jsonb_build_object('price_amount', price_amount, 'price_currency', price_currency)
        FROM materials WHERE id = r.material_id) END,
    CASE WHEN $2::boolean THEN ${state('r', SHOWN)}) END
  FROM resolved r
  LEFT JOIN offers o ON o.id = CASE WHEN r.is_changed THEN r.offer_id END
  ORDER BY r.position`;

/** The offer that made a material keeps it up to date, but for what a person has changed since: that stays. */
const UPDATE_MATERIALS = `
  UPDATE materials m SET
    name = CASE WHEN m.name = o.name THEN r.name ELSE m.name END,
    description = CASE WHEN m.description IS NOT DISTINCT FROM o.description THEN r.description ELSE m.description END,
    brand = CASE WHEN m.brand IS NOT DISTINCT FROM o.brand THEN r.brand ELSE m.brand END,
    attributes = CASE WHEN m.attributes = o.attributes THEN r.attributes ELSE m.attributes END,
    category_id = CASE WHEN lower(c.path) IS NOT DISTINCT FROM lower(o.category_path) THEN r.category_id ELSE m.category_id END,
    unit_raw = CASE WHEN m.unit_code IS NOT DISTINCT FROM o.unit_code
      THEN CASE WHEN r.unit_code IS NULL THEN r.unit_raw END ELSE m.unit_raw END,
    unit_code = CASE WHEN m.unit_code IS NOT DISTINCT FROM o.unit_code THEN r.unit_code ELSE m.unit_code END
  FROM resolved r JOIN offers o ON o.id = r.offer_id AND o.makes_material
    JOIN materials was ON was.id = o.material_id
    LEFT JOIN categories c ON c.id = was.category_id
  WHERE r.is_changed AND m.id = o.material_id
    AND (r.name, r.description, r.brand, r.attributes, r.category_path, r.unit_code, r.unit_raw)
      IS DISTINCT FROM (o.name, o.description, o.brand, o.attributes, o.category_path, o.unit_code, o.unit_raw)`;

/** $1 supplier. */
const INSERT_OFFERS = `
  INSERT INTO offers (id, supplier_id, material_id, item_key, makes_material, ${WRITTEN.join(', ')})
  SELECT offer_id, $1, material_id, item_key, makes_material, ${WRITTEN.join(', ')} FROM resolved WHERE is_new ORDER BY position`;

const UPDATE_OFFERS = `
  UPDATE offers o SET available = true, updated_at = clock_timestamp(),
    ${WRITTEN.map((column) => `${column} = r.${column}`).join(', ')}
  FROM resolved r WHERE r.is_changed AND o.id = r.offer_id`;

/** $1 price list, $2 when it begins. */
const CLOSE_HISTORY = `
  UPDATE price_history h SET valid_to = greatest($2::timestamptz, h.valid_from), closed_by = $1
  FROM resolved r WHERE r.is_repriced AND h.offer_id = r.offer_id AND h.valid_to IS NULL`;

/** $1 price list, $2 when it begins. */
const INSERT_HISTORY = `
  INSERT INTO price_history (offer_id, price_list_id, price_amount, price_currency, base_price, valid_from)
  SELECT offer_id, $1, price_amount, price_currency, base_price, $2::timestamptz FROM resolved
  WHERE (is_new OR is_repriced) AND price_amount IS NOT NULL ORDER BY position`;

/** Currency that prices are shown in when offers have several: there is no exchange rate here. */
const HOME_CURRENCY = 'RUB';

/** Sets the price of each of the materials to the cheapest current offer, by base unit. */
const reprice = (ids: string): string => `
  WITH cheapest AS (
    SELECT m.id, best.amount, best.price_currency
    FROM materials m
    LEFT JOIN units u ON u.code = m.unit_code
    LEFT JOIN LATERAL (
      SELECT o.price_currency,
        CASE WHEN o.unit_code IS NOT DISTINCT FROM m.unit_code THEN o.unit_price
          ELSE round(o.base_price * coalesce(u.factor_to_base, 1), 4) END AS amount
      FROM offers o WHERE o.material_id = m.id AND o.available AND o.base_price IS NOT NULL
      ORDER BY (o.price_currency = '${HOME_CURRENCY}') DESC, o.price_currency, o.base_price, o.id LIMIT 1
    ) AS best ON true
    WHERE m.id = ANY (${ids})
  )
  UPDATE materials m SET price_amount = c.amount, price_currency = CASE WHEN c.amount IS NOT NULL THEN c.price_currency END
  FROM cheapest c
  WHERE c.id = m.id AND (m.price_amount, m.price_currency)
    IS DISTINCT FROM (c.amount, CASE WHEN c.amount IS NOT NULL THEN c.price_currency END)`;

/** $1 ids of materials. */
export const REPRICE = reprice('$1::uuid[]');

/** Those of the batch whose price may be another now. */
const REPRICE_RESOLVED = reprice(
  'ARRAY(SELECT DISTINCT material_id FROM resolved WHERE is_repriced OR (is_new AND NOT makes_material))',
);

export interface MergeTarget {
  importId: string;
  supplierId: string;
  priceListId: string;
  /** RFC 3339; when the prices of the list begin. */
  validFrom: string;
  /** Whether outcomes say what the row says: a dry run has no offer left that would. */
  keepItems: boolean;
}

/**
 * The whole merge in one message: the process reads the next batch meanwhile, and each statement sent by itself would wait until that
 * lets it have a turn. A simple query takes no parameters, so they stand in it as literals.
 *
 * @param alone what to do before a new item looks for its material.
 */
export function mergeScript(target: MergeTarget, alone: readonly string[]): string {
  const importId = escapeLiteral(target.importId);
  const supplier = escapeLiteral(target.supplierId);
  const priceList = [`${escapeLiteral(target.priceListId)}::uuid`, escapeLiteral(target.validFrom)];
  return script([
    bind(RESOLVE, supplier),
    ANALYZE_RESOLVED,
    ...alone,
    bind(MATCH, supplier),
    ANALYZE_MATCHED,
    TAKE_MATCHES,
    INSERT_MATERIALS,
    bind(INSERT_OUTCOMES, `${importId}::uuid`, String(target.keepItems)),
    UPDATE_MATERIALS,
    bind(INSERT_OFFERS, `${supplier}::uuid`),
    UPDATE_OFFERS,
    bind(CLOSE_HISTORY, ...priceList),
    bind(INSERT_HISTORY, ...priceList),
    REPRICE_RESOLVED,
  ]);
}

function bind(sql: string, ...literals: readonly string[]): string {
  return sql.replace(/\$(\d)/g, (parameter, place: string) => {
    const literal = literals[Number(place) - 1];
    if (literal === undefined) throw new Error(`Nothing was given for ${parameter} of a merge.`);
    return literal;
  });
}

/** $1 how many of the changed materials to name. What the merge of the batch came to. */
export const SUMMARY = `
  SELECT count(*) FILTER (WHERE is_new)::int AS created, count(*) FILTER (WHERE is_changed)::int AS updated,
    count(*) FILTER (WHERE NOT is_new AND NOT is_changed)::int AS unchanged,
    ARRAY(SELECT DISTINCT material_id FROM resolved WHERE is_new OR is_changed LIMIT $1) AS changed
  FROM resolved`;

/** $1 import, $2 supplier, $3 next position. What the list no longer has. */
export const VANISHED_OUTCOMES = `
  INSERT INTO import_rows (import_id, position, status, offer_id, price_amount, price_currency, before)
  SELECT $1, $3 - 1 + row_number() OVER (ORDER BY o.id), 'vanished', o.id, o.price_amount, o.price_currency,
    ${state('o', WRITTEN)}, 'available', true)
  FROM offers o
  WHERE o.supplier_id = $2 AND o.available
    AND NOT EXISTS (SELECT 1 FROM import_rows r WHERE r.import_id = $1 AND r.offer_id = o.id)
  RETURNING offer_id`;

/** $1 ids of offers. */
export const WITHDRAW_OFFERS = `
  UPDATE offers SET available = false, updated_at = clock_timestamp() WHERE id = ANY ($1::uuid[]) RETURNING material_id`;

/** $1 price list, $2 when it begins, $3 ids of offers. */
export const CLOSE_VANISHED = `
  UPDATE price_history SET valid_to = greatest($2::timestamptz, valid_from), closed_by = $1
  WHERE offer_id = ANY ($3::uuid[]) AND valid_to IS NULL`;

/**
 * $1 import, $2 supplier, $3 next position, $4 ids of the offers that the file has, 16 bytes each, $5 how many these are, $6 most
 * outcomes. What a list that is only tried does not have. Offers made by this very batch are not the supplier's yet.
 */
export const DRY_RUN_VANISHED = `
  WITH seen AS (
    SELECT encode(substring($4::bytea FROM 1 + 16 * i FOR 16), 'hex')::uuid AS id FROM generate_series(0, $5::integer - 1) AS i
  ), gone AS (
    SELECT o.id, o.price_amount, o.price_currency, row_number() OVER (ORDER BY o.id) AS place
    FROM offers o
    WHERE o.supplier_id = $2 AND o.available AND o.xmin IS DISTINCT FROM pg_current_xact_id()::xid
      AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.id = o.id)
  ), written AS (
    INSERT INTO import_rows (import_id, position, status, offer_id, price_amount, price_currency)
    SELECT $1, $3 - 1 + place, 'vanished', id, price_amount, price_currency FROM gone WHERE place <= $6
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM gone)::int AS vanished, (SELECT count(*) FROM written)::int AS written`;
