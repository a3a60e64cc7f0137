/** Fills an empty database with the generated catalogue. */
import { FAMILIES } from './families.mjs';
import { item } from './generator.mjs';

/** Rows of one statement. */
const BATCH = 5_000;

/**
 * @param dataSource a migrated database. The change feed is off meanwhile: nobody follows it, and a million rows of it would be measured
 *   as well.
 */
export async function fillCatalogue(dataSource, size, onProgress = () => undefined) {
  const categories = await makeCategories(dataSource);
  const units = await dataSource.query('SELECT alias_key, unit_code FROM unit_aliases');
  const unitCodes = new Map(units.map(({ alias_key, unit_code }) => [alias_key, unit_code]));
  await dataSource.query('ALTER TABLE materials DISABLE TRIGGER materials_feed_insert');
  for (let from = 0; from < size; from += BATCH) {
    const rows = [];
    for (let i = from; i < Math.min(size, from + BATCH); i++) {
      const { sku, name, category, unit, brand, description, price } = item(i);
      rows.push({
        sku,
        name,
        description,
        brand,
        category_id: categories.get(category),
        unit_code: unitCodes.get(unit) ?? null,
        price_amount: price,
        price_currency: 'RUB',
      });
    }
    await dataSource.query(
      `INSERT INTO materials (sku, name, description, brand, category_id, unit_code, price_amount, price_currency)
       SELECT sku, name, description, brand, category_id, unit_code, price_amount, price_currency
       FROM jsonb_to_recordset($1::jsonb) AS d (sku text, name text, description text, brand text, category_id uuid, unit_code text,
         price_amount numeric, price_currency text)`,
      [JSON.stringify(rows)],
    );
    onProgress(from + rows.length);
  }
  await dataSource.query('ALTER TABLE materials ENABLE TRIGGER materials_feed_insert');
}

async function makeCategories(dataSource) {
  const ids = new Map();
  for (const { category } of FAMILIES) {
    const [root, leaf] = category.split('/');
    for (const [path, name, parent] of [
      [root, root, null],
      [category, leaf, root],
    ]) {
      if (ids.has(path)) continue;
      const [{ id }] = await dataSource.query(
        'INSERT INTO categories (parent_id, name) VALUES ($1, $2) RETURNING id',
        [parent === null ? null : ids.get(parent), name],
      );
      ids.set(path, id);
    }
  }
  return ids;
}
