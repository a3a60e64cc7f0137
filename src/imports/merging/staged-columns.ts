import { newId } from '../../common/index.js';
import type { Item, ReadRow } from '../interpreting/item.js';

/** How the database takes rows in: a server by COPY, in its text format; the embedded one, whose bridge has no COPY, as JSON. */
export type StagingForm = 'copy' | 'json';

export interface PreparedItem {
  categoryPath: string | null;
  /** Its columns but for the two that the database decides, in the form it is staged in. */
  text: string;
}

/** An item with what the database said of it. */
export interface PlacedItem extends PreparedItem {
  /** Position of its outcome among the rows of the import. */
  position: number;
  categoryId: string | null;
}

interface Source {
  rowNumber: number;
  sheet: string | null;
  item: Item;
}

type Value = string | number | boolean | null;

/** Columns of the staging table that depend on the row alone: name, type, and how it fills them. */
const COLUMNS: readonly (readonly [name: string, type: string, value: (source: Source) => Value])[] = [
  ['row_number', 'integer', (source) => source.rowNumber],
  ['sheet', 'varchar(100)', ({ sheet }) => sheet?.slice(0, 100) ?? null],
  ['new_offer_id', 'uuid', newId],
  ['new_material_id', 'uuid', newId],
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

export const STAGED_TABLE_SQL = `CREATE TEMP TABLE staged (position integer, category_id uuid, ${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')}) ON COMMIT DROP`;

/**
 * Rows made ready for the database as far as that needs no answer from it: while it merges the batch before, and one by one, for nobody
 * else in this process gets a turn meanwhile.
 */
export class PreparedRows {
  readonly rows: ReadRow[] = [];
  readonly items: PreparedItem[] = [];

  constructor(readonly form: StagingForm) {}

  add(row: ReadRow): void {
    this.rows.push(row);
    const { item, rowNumber, sheet } = row;
    if (!item) return;
    const source = { item, rowNumber, sheet };
    const text = this.form === 'copy' ? copyText(source) : jsonText(source);
    this.items.push({ categoryPath: item.categoryPath, text });
  }
}

/** The rows as the text format of COPY has them. */
export function toCopyText(rows: readonly PlacedItem[]): string {
  return rows
    .map(({ position, categoryId, text }) => `${position}\t${categoryId ?? '\\N'}\t${text}\n`)
    .join('');
}

/** The rows as JSON records of the staging table. */
export function toJsonRecords(rows: readonly PlacedItem[]): string {
  const records = rows.map(
    ({ position, categoryId, text }) =>
      `{"position":${position},"category_id":${JSON.stringify(categoryId)},${text.slice(1)}`,
  );
  return `[${records.join(',')}]`;
}

function copyText(source: Source): string {
  return COLUMNS.map(([, , valueOf]) => {
    const value = valueOf(source);
    return value === null ? '\\N' : typeof value === 'string' ? escapeCopy(value) : String(value);
  }).join('\t');
}

function jsonText(source: Source): string {
  return JSON.stringify(
    Object.fromEntries(
      COLUMNS.map(([name, type, valueOf]) => [
        name,
        type === 'jsonb' ? source.item.attributes : valueOf(source),
      ]),
    ),
  );
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
