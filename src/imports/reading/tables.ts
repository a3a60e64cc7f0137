import { foldHeader, type Field } from './fields.js';
import type { TableHead } from './table-head.js';
import { isKindHeader } from './kind-headers.js';
import { rowOfKind, type PriceMatrix } from './price-matrix.js';
import type { RawRow } from '../values/cell.js';

/** A table of a sheet, and the columns it stands in. */
export interface SheetTable {
  head: TableHead;
  /** The cells of the other tables of the row left out. */
  rowOf: (row: RawRow) => RawRow;
}

/**
 * The tables that stand side by side below one header row, as lists are laid out to be printed: "Наименование, Цена | Наименование, Цена".
 * Nearly always there is one. The kinds of a matrix of prices are a table each.
 */
export function tablesOf(head: TableHead): SheetTable[] {
  if (head.matrix) return kindsOf(head, head.matrix);
  const starts = startsOf(head);
  if (starts.length < 2) return [{ head, rowOf: (row) => row }];
  return starts.map((start, table) => {
    const end = starts[table + 1] ?? head.headers.length;
    const shift = start - (starts[0] ?? 0);
    const isOurs = (column: number): boolean => column >= start && column < end;
    const columns = Object.fromEntries(
      Object.entries(head.columns).map(([field, column]) => [field, column + shift]),
    ) as TableHead['columns'];
    const headers = head.headers.map((header, column) => (isOurs(column) ? header : ''));
    return {
      head: { ...head, headers, columns },
      rowOf: (row) => ({ ...row, cells: row.cells.map((cell, column) => (isOurs(column) ? cell : null)) }),
    };
  });
}

/** The column each table begins with; one or none where the chosen headers are not all there again. */
function startsOf({ headers, columns }: TableHead): number[] {
  const folded = headers.map(foldHeader);
  const chosen = Object.entries(columns) as [Field, number][];
  const used = chosen.map(([, column]) => column);
  const [first, last] = [Math.min(...used), Math.max(...used)];
  const name = columns.name ?? first;
  // A name alone is told twice in many lists: "Наименование" and "Наименование" of the maker.
  if (columns.price === undefined || chosen.length < 2) return [];
  const starts = [first];
  for (let again = last + 1; again < folded.length; again++) {
    const shift = again - name;
    const isTable = used.every(
      (column) => folded[column] !== '' && folded[column + shift] === folded[column],
    );
    if (folded[again] === folded[name] && isTable && first + shift > (starts.at(-1) ?? 0))
      starts.push(first + shift);
  }
  return starts;
}

/** A table for each kind, which has the kind in a column and its price in one more at the end; article numbers are those of no kind. */
function kindsOf({ headers, columns, ...head }: TableHead, matrix: PriceMatrix): SheetTable[] {
  const width = headers.length;
  const [first = 0] = matrix.columns;
  const isTold = isKindHeader(foldHeader(matrix.kind));
  const { sku: _sku, ...others } = columns;
  const ofKinds = headers.map((header, column) =>
    column === first ? (isTold ? matrix.kind : 'Размер') : matrix.columns.includes(column) ? '' : header,
  );
  const priceHeader = isTold || matrix.kind === '' ? 'Цена' : matrix.kind;
  return matrix.columns.map((_, kind) => ({
    head: {
      ...head,
      headers: [...ofKinds, priceHeader],
      columns: { ...others, price: width },
      namesRepeated: true,
    },
    rowOf: (row) => rowOfKind(row, matrix, kind, width),
  }));
}
