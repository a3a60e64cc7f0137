import type { Item } from '../interpreting/item.js';

/** An item with everything the database needs to place it. */
export interface StagedItem {
  /** Position of its outcome among the rows of the import. */
  position: number;
  rowNumber: number;
  sheet: string | null;
  newOfferId: string;
  newMaterialId: string;
  categoryId: string | null;
  item: Item;
}

type Value = string | number | boolean | null;

/** Columns of the staging table: name, type, and how an item fills it. */
const COLUMNS: readonly (readonly [name: string, type: string, value: (row: StagedItem) => Value])[] = [
  ['position', 'integer', (row) => row.position],
  ['row_number', 'integer', (row) => row.rowNumber],
  ['sheet', 'varchar(100)', (row) => row.sheet],
  ['new_offer_id', 'uuid', (row) => row.newOfferId],
  ['new_material_id', 'uuid', (row) => row.newMaterialId],
  ['category_id', 'uuid', (row) => row.categoryId],
  ['item_key', 'uuid', ({ item }) => item.itemKey],
  ['sku', 'varchar(100)', ({ item }) => item.sku],
  ['name', 'varchar(500)', ({ item }) => item.name],
  ['description', 'text', ({ item }) => item.description],
  ['category_path', 'text', ({ item }) => item.categoryPath],
  ['brand', 'varchar(200)', ({ item }) => item.brand],
  ['unit_code', 'varchar(20)', ({ item }) => item.unitCode],
  ['unit_raw', 'varchar(100)', ({ item }) => item.unitRaw],
  ['pack_quantity', 'numeric(18,6)', ({ item }) => item.packQuantity],
  ['price_kind', 'varchar(10)', ({ item }) => item.priceKind],
  ['price_amount', 'numeric(18,4)', ({ item }) => item.priceAmount],
  ['price_currency', 'char(3)', ({ item }) => item.priceCurrency],
  ['unit_price', 'numeric(18,4)', ({ item }) => item.unitPrice],
  ['base_price', 'numeric(28,10)', ({ item }) => item.basePrice],
  ['vat_included', 'boolean', ({ item }) => item.vatIncluded],
  ['vat_rate', 'numeric(5,2)', ({ item }) => item.vatRate],
  ['price_date', 'date', ({ item }) => item.priceDate],
  ['stock', 'numeric(18,3)', ({ item }) => item.stock],
  ['gtin', 'varchar(14)', ({ item }) => item.gtin],
  ['attributes', 'jsonb', ({ item }) => JSON.stringify(item.attributes)],
];

export const STAGED_TABLE_SQL = `CREATE TEMP TABLE staged (${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')}) ON COMMIT DROP`;

/** The rows as the text format of COPY has them. */
export function toCopyText(rows: readonly StagedItem[]): string {
  let text = '';
  for (const row of rows) {
    let first = true;
    for (const [, , valueOf] of COLUMNS) {
      if (!first) text += '\t';
      first = false;
      const value = valueOf(row);
      text += value === null ? '\\N' : typeof value === 'string' ? escapeCopy(value) : String(value);
    }
    text += '\n';
  }
  return text;
}

const COPY_SPECIAL = /[\\\t\n\r]/;
const COPY_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

function escapeCopy(text: string): string {
  return COPY_SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (char) => COPY_ESCAPES[char] ?? char) : text;
}

/** The rows as JSON records of the staging table. */
export function toJsonRecords(rows: readonly StagedItem[]): string {
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        COLUMNS.map(([name, type, valueOf]) => [name, type === 'jsonb' ? row.item.attributes : valueOf(row)]),
      ),
    ),
  );
}
