import { cellText, isEmptyCell, type RawRow } from '../values/cell.js';
import type { UnitLookup } from '../values/unit-value.js';
import { fieldsOfHeader, foldHeader, type Field } from './fields.js';
import { findHeader, type Mapping } from './find-header.js';
import type { TableHead } from './table-head.js';

/** One of the tables that stand one below another in a sheet. */
export interface StackedTable {
  head: TableHead;
  /** Rows below its header. */
  rows: readonly RawRow[];
  /** What stands between it and the table above: the title of its goods; null where nothing does, and of the first. */
  title: string | null;
}

/** A row is a header for sure when it names the goods and one of these in cells of their own. */
const BESIDE_NAME: readonly Field[] = ['price', 'unit', 'sku'];
/** How surely a header must mean its field for that. */
const SURELY = 0.8;

/**
 * The tables that the first rows of a sheet hold, each with the columns of its own header; nearly always there is one. Who has decided what the
 * columns mean has one header in mind.
 *
 * @param sample first rows of the sheet.
 * @param title what the tab of the sheet says of its goods, or null.
 * @returns none when no row has a name column.
 * @throws ImportFault `mapping_column_missing`.
 */
export function stackedTables(
  sample: readonly RawRow[],
  lookup: UnitLookup,
  mapping: Mapping,
  remembered: Mapping,
  title: string | null,
): StackedTable[] {
  const isDecided = Object.values(mapping).some((header) => header !== '');
  const starts = isDecided ? [] : headerRows(sample).slice(1);
  const tables: StackedTable[] = [];
  [0, ...starts].forEach((start, i) => {
    const rows = sample.slice(start, starts[i] ?? sample.length);
    const head = findHeader(rows, lookup, mapping, remembered, title);
    if (head)
      tables.push({ head, rows: rows.slice(head.skip), title: head.title ?? titleOf(sample[start - 1]) });
  });
  return tables;
}

function titleOf(above: RawRow | undefined): string | null {
  const [only, ...others] = above?.cells.filter((cell) => !isEmptyCell(cell)) ?? [];
  return only === undefined || others.length > 0 ? null : cellText(only);
}

/** Rows that are headers for sure and others than the one before; the second row of one header is none. */
function headerRows(sample: readonly RawRow[]): number[] {
  const starts: number[] = [];
  let last = '';
  sample.forEach(({ cells }, i) => {
    if (!isHeader(cells.filter((cell) => !isEmptyCell(cell)).map(cellText))) return;
    const header = cells.map((cell) => foldHeader(cellText(cell))).join('\n');
    if (header !== last && i - (starts.at(-1) ?? -2) > 1) starts.push(i);
    last = header;
  });
  return starts;
}

function isHeader(texts: readonly string[]): boolean {
  if (texts.length < 2 || texts.some((text) => text.length > 60 || /^[\d\s.,]+$/.test(text))) return false;
  const fields = new Set(
    texts.flatMap((text) => {
      const [best] = fieldsOfHeader(text);
      return best && best.score >= SURELY ? [best.field] : [];
    }),
  );
  return fields.has('name') && BESIDE_NAME.some((field) => fields.has(field));
}
