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
}

interface StoredRow {
  position: number;
  row_number: number | null;
  sheet: string | null;
  status: RowStatus;
  name: string | null;
  price_amount: string | null;
  price_currency: string | null;
  column_name: string | null;
  code: string | null;
  message: string | null;
  value: string | null;
  changes: Record<string, unknown> | null;
}

const DOWNLOAD_PAGE = 1_000;

/** Outcomes of rows, in the order of the file as far as they were written. */
@Injectable()
export class ImportRowStore {
  constructor(private readonly dataSource: DataSource) {}

  async page(
    importId: string,
    status: RowStatus | undefined,
    limit: number,
    cursor?: string,
  ): Promise<Page<ImportRow>> {
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
    const rows = await this.read(importId, status, after, limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(toImportRow),
      nextCursor: rows.length > limit && last ? encodeCursor([last.position]) : null,
    };
  }

  async *all(importId: string, status: RowStatus | undefined): AsyncGenerator<ImportRow> {
    for (let after = 0; ; ) {
      const rows = await this.read(importId, status, after, DOWNLOAD_PAGE);
      for (const row of rows) yield toImportRow(row);
      const last = rows.at(-1);
      if (!last || rows.length < DOWNLOAD_PAGE) return;
      after = last.position;
    }
  }

  private async read(
    importId: string,
    status: RowStatus | undefined,
    after: number,
    limit: number,
  ): Promise<StoredRow[]> {
    return await this.dataSource.query(
      // A dry run leaves no offer behind: it notes the name where a real one keeps the state before.
      `SELECT r.position, r.row_number, r.sheet, r.status, coalesce(o.name, r.before->>'name') AS name, r.price_amount, r.price_currency,
         r.column_name, r.code, r.message, r.value, r.changes
       FROM import_rows r LEFT JOIN offers o ON o.id = r.offer_id
       WHERE r.import_id = $1 AND r.position > $2 AND ($3::varchar IS NULL OR r.status = $3) ORDER BY r.position LIMIT $4`,
      [importId, after, status ?? null, limit],
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
  };
}
