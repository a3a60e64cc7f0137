/** The statements that take back one price list, in order; $1 is its import unless said otherwise. All run in one transaction. */

const STATED = [
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
  'unit_price',
  'base_price',
  'price_date',
  'available',
] as const;

/** What the list did to each offer, with the state before it. */
export const EFFECTS = `
  CREATE TEMP TABLE effects ON COMMIT DROP AS
  SELECT r.status, r.before, o.id AS offer_id, o.material_id, o.makes_material
  FROM import_rows r JOIN offers o ON o.id = r.offer_id
  WHERE r.import_id = $1 AND r.status IN ('created', 'updated', 'vanished')`;

export const ANALYZE_EFFECTS = 'ANALYZE effects (status, offer_id, material_id, makes_material)';

export const TOUCHED_MATERIALS = 'SELECT DISTINCT material_id AS id FROM effects';

/** The material goes back with the offer that made it, but for what a person has changed since. */
export const RESTORE_MATERIALS = `
  UPDATE materials m SET
    name = CASE WHEN m.name = o.name THEN b.name ELSE m.name END,
    description = CASE WHEN m.description IS NOT DISTINCT FROM o.description THEN b.description ELSE m.description END,
    brand = CASE WHEN m.brand IS NOT DISTINCT FROM o.brand THEN b.brand ELSE m.brand END,
    attributes = CASE WHEN m.attributes = o.attributes THEN b.attributes ELSE m.attributes END,
    category_id = CASE WHEN lower(c.path) IS NOT DISTINCT FROM lower(o.category_path)
      THEN (SELECT id FROM categories WHERE lower(path) = lower(b.category_path)) ELSE m.category_id END,
    unit_raw = CASE WHEN m.unit_code IS NOT DISTINCT FROM o.unit_code
      THEN CASE WHEN b.unit_code IS NULL THEN b.unit_raw END ELSE m.unit_raw END,
    unit_code = CASE WHEN m.unit_code IS NOT DISTINCT FROM o.unit_code THEN b.unit_code ELSE m.unit_code END
  FROM effects e JOIN offers o ON o.id = e.offer_id AND o.makes_material
    JOIN materials was ON was.id = o.material_id
    LEFT JOIN categories c ON c.id = was.category_id
    CROSS JOIN LATERAL jsonb_populate_record(NULL::offers, e.before) AS b
  WHERE e.status = 'updated' AND m.id = o.material_id
    AND (o.name, o.description, o.brand, o.attributes, o.category_path, o.unit_code, o.unit_raw)
      IS DISTINCT FROM (b.name, b.description, b.brand, b.attributes, b.category_path, b.unit_code, b.unit_raw)`;

export const RESTORE_OFFERS = `
  UPDATE offers o SET updated_at = clock_timestamp(), ${STATED.map((column) => `${column} = b.${column}`).join(', ')}
  FROM effects e CROSS JOIN LATERAL jsonb_populate_record(NULL::offers, e.before) AS b
  WHERE e.status <> 'created' AND o.id = e.offer_id`;

/** $1 price list. */
export const DELETE_HISTORY = 'DELETE FROM price_history WHERE price_list_id = $1';
/** $1 price list. */
export const REOPEN_HISTORY =
  'UPDATE price_history SET valid_to = NULL, closed_by = NULL WHERE closed_by = $1';

/** Materials that the list made and nobody else offers or has changed go with it. */
export const DELETE_MATERIALS = `
  DELETE FROM materials m USING effects e, offers o
  WHERE e.status = 'created' AND e.makes_material AND o.id = e.offer_id AND m.id = e.material_id
    AND (m.name, m.description, m.brand, m.attributes) IS NOT DISTINCT FROM (o.name, o.description, o.brand, o.attributes)
    AND NOT EXISTS (SELECT 1 FROM offers other WHERE other.material_id = m.id AND other.id <> o.id)`;

export const DELETE_OFFERS = `
  DELETE FROM offers o USING effects e WHERE e.status = 'created' AND o.id = e.offer_id`;

/** A price that a person had set comes back when the list's offer was the only one. */
export const RESTORE_PRICES = `
  UPDATE materials m SET price_amount = (e.before->>'price_amount')::numeric, price_currency = e.before->>'price_currency'
  FROM effects e
  WHERE e.status = 'created' AND NOT e.makes_material AND m.id = e.material_id
    AND NOT EXISTS (SELECT 1 FROM offers other WHERE other.material_id = m.id)`;
