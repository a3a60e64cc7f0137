import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  decodeCursor,
  encodeCursor,
  moneyFromColumns,
  validationError,
  type Money,
  type Page,
} from '../common/index.js';

export const ROW_STATUSES = ['created', 'updated', 'unchanged', 'vanished', 'warning', 'rejected'] as const;
export type RowStatus = (typeof ROW_STATUSES)[number];

/** What became of a row of a file, or a remark on it. */
export interface ImportRow {
  /** As in the file; null for an offer that the file no longer has. */
  row: number | null;
  sheet: string | null;
  status: RowStatus;
  /** Of the offer, where the row became one. */
  name: string | null;
  price: Money | null;
  /** Header of the column that a remark is about. */
  column: string | null;
  code: string | null;
  message: string | null;
  value: string | null;
  /** Of an update: field → { from, to }. */
  changes: Record<string, unknown> | null;
  /** What the row says, or of a vanished offer what it said; null where only the remark was kept. */
  item: RowItem | null;
  /** Of an update that moved the price. */
  priceChange: PriceChange | null;
}

export interface RowItem {
  name: string;
  sku: string | null;
  category: string | null;
  brand: string | null;
  unit: string | null;
  packQuantity: string;
  price: Money | null;
  priceKind: string;
  pricePerBaseUnit: Money | null;
}

export interface PriceChange {
  from: Money | null;
  to: Money | null;
  /** From the old price to the new one, "-12.5" for an eighth less; null between currencies, and from or to no price. */
  percent: string | null;
}

/** Which rows are wanted. */
export interface RowFilter {
  status?: RowStatus | undefined;
  /** Only rows whose price moved by this many percent or more, up or down. */
  minPriceChange?: number | undefined;
}

interface StoredRow {
  position: number;
  row_number: number | null;
  sheet: string | null;
  status: RowStatus;
  column_name: string | null;
  code: string | null;
  message: string | null;
  value: string | null;
  changes: Record<string, unknown> | null;
  name: string | null;
  sku: string | null;
  category_path: string | null;
  brand: string | null;
  unit: string | null;
  pack_quantity: string | null;
  price_kind: string | null;
  base_price: string | null;
  price_amount: string | null;
  price_currency: string | null;
  price_from: string | null;
  currency_from: string | null;
  percent: string | null;
}

/** A price that moved within one currency, as percent of what it was. */
const PERCENT = `CASE WHEN r.changes ? 'price_amount' AND NOT r.changes ? 'price_currency'
  THEN round(((r.changes->'price_amount'->>'to')::numeric / nullif((r.changes->'price_amount'->>'from')::numeric, 0) - 1) * 100, 1) END`;

/** What the outcome keeps of its item, or the offer has now. */
const either = (column: string): string => `coalesce(r.item->>'${column}', o.${column}) AS ${column}`;

const DOWNLOAD_PAGE = 1_000;

/** Outcomes of rows, in the order of the file as far as they were written. */
@Injectable()
export class ImportRowStore {
  constructor(private readonly dataSource: DataSource) {}

  async page(importId: string, filter: RowFilter, limit: number, cursor?: string): Promise<Page<ImportRow>> {
    const after = cursor === undefined ? 0 : decodeCursor(cursor, 1)[0];
    if (typeof after !== 'number' || !Number.isInteger(after) || after < 0 || after > 2_147_483_647) {
      throw validationError([
        {
          path: 'cursor',
          code: 'invalid_cursor',
          message: 'Use the nextCursor of the page before, as it was given.',
        },
      ]);
    }
    const rows = await this.read(importId, filter, after, limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(toImportRow),
      nextCursor: rows.length > limit && last ? encodeCursor([last.position]) : null,
    };
  }

  async *all(importId: string, filter: RowFilter): AsyncGenerator<ImportRow> {
    for (let after = 0; ; ) {
      const rows = await this.read(importId, filter, after, DOWNLOAD_PAGE);
      for (const row of rows) yield toImportRow(row);
      const last = rows.at(-1);
      if (!last || rows.length < DOWNLOAD_PAGE) return;
      after = last.position;
    }
  }

  private async read(
    importId: string,
    { status, minPriceChange }: RowFilter,
    after: number,
    limit: number,
  ): Promise<StoredRow[]> {
    return await this.dataSource.query(
      `SELECT r.position, r.row_number, r.sheet, r.status, r.column_name, r.code, r.message, r.value, r.changes,
         r.price_amount::text AS price_amount, r.price_currency, trim_scale(${PERCENT})::text AS percent,
         r.changes->'price_amount'->>'from' AS price_from, r.changes->'price_currency'->>'from' AS currency_from,
         ${either('name')}, ${either('sku')}, ${either('category_path')}, ${either('brand')}, ${either('price_kind')},
         coalesce(r.item->>'unit_code', r.item->>'unit_raw', o.unit_code, o.unit_raw) AS unit,
         trim_scale(coalesce((r.item->>'pack_quantity')::numeric, o.pack_quantity))::text AS pack_quantity,
         coalesce((r.item->>'base_price')::numeric, o.base_price)::text AS base_price
       FROM import_rows r LEFT JOIN offers o ON r.item IS NULL AND o.id = r.offer_id AND r.status NOT IN ('warning', 'rejected')
       WHERE r.import_id = $1 AND r.position > $2 AND ($3::varchar IS NULL OR r.status = $3)
         AND ($5::numeric IS NULL OR abs(${PERCENT}) >= $5)
       ORDER BY r.position LIMIT $4`,
      [importId, after, status ?? null, limit, minPriceChange ?? null],
    );
  }
}

function toImportRow(row: StoredRow): ImportRow {
  return {
    row: row.row_number,
    sheet: row.sheet,
    status: row.status,
    name: row.name,
    price: moneyFromColumns(row.price_amount, row.price_currency),
    column: row.column_name,
    code: row.code,
    message: row.message,
    value: row.value,
    changes: row.changes,
    item: row.name === null ? null : toItem(row, row.name),
    priceChange: toPriceChange(row),
  };
}

function toItem(row: StoredRow, name: string): RowItem {
  return {
    name,
    sku: row.sku,
    category: row.category_path,
    brand: row.brand,
    unit: row.unit,
    packQuantity: row.pack_quantity ?? '1',
    price: moneyFromColumns(row.price_amount, row.price_currency),
    priceKind: row.price_kind ?? 'none',
    pricePerBaseUnit: moneyFromColumns(row.base_price, row.price_currency),
  };
}

function toPriceChange({ changes, ...row }: StoredRow): PriceChange | null {
  const moved = changes !== null && 'price_amount' in changes;
  const other = changes !== null && 'price_currency' in changes;
  if (!moved && !other) return null;
  return {
    from: moneyFromColumns(
      moved ? row.price_from : row.price_amount,
      other ? row.currency_from : row.price_currency,
    ),
    to: moneyFromColumns(row.price_amount, row.price_currency),
    percent: row.percent,
  };
}
