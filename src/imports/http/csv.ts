import type { ImportRow } from '../import-row.store.js';

const COLUMNS = ['row', 'sheet', 'status', 'column', 'code', 'message', 'value'] as const;
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
  yield `\ufeff${COLUMNS.join(',')}\r\n`;
  for await (const row of rows) yield `${COLUMNS.map((column) => cell(row[column])).join(',')}\r\n`;
}
