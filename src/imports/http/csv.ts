import type { ImportRow } from '../import-row.store.js';

const COLUMNS: readonly (readonly [name: string, value: (row: ImportRow) => string | number | null])[] = [
  ['row', (row) => row.row],
  ['sheet', (row) => row.sheet],
  ['status', (row) => row.status],
  ['column', (row) => row.column],
  ['code', (row) => row.code],
  ['message', (row) => row.message],
  ['value', (row) => row.value],
  ['sku', ({ item }) => item?.sku ?? null],
  ['name', ({ item }) => item?.name ?? null],
  ['price', ({ item }) => item?.price?.amount ?? null],
  ['priceBefore', ({ priceChange }) => priceChange?.from?.amount ?? null],
  ['currency', ({ item }) => item?.price?.currency ?? null],
];
/** A spreadsheet program takes a cell that begins with one of these for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV (RFC 4180) with a byte order mark, which spreadsheet programs need to read UTF-8. */
export async function* toCsv(rows: AsyncIterable<ImportRow>): AsyncGenerator<string> {
  yield `\ufeff${COLUMNS.map(([name]) => name).join(',')}\r\n`;
  for await (const row of rows) yield `${COLUMNS.map(([, value]) => cell(value(row))).join(',')}\r\n`;
}
