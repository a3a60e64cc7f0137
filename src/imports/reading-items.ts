import { ImportFault } from './import-error.js';
import type { ClaimedImport, ImportFormat } from './import.js';
import type { ReadRow } from './interpreting/item.js';
import { RowInterpreter } from './interpreting/row-interpreter.js';
import { RowNumbers } from './interpreting/row-numbers.js';
import { foldHeader, type Field } from './reading/fields.js';
import { noHeaderFault, withoutColumn, type Mapping } from './reading/find-header.js';
import type { OpenFile, Sheet } from './reading/sheet.js';
import { stackedTables, type StackedTable } from './reading/stacked-tables.js';
import { tablesOf } from './reading/tables.js';
import { cellText, type RawRow } from './values/cell.js';
import type { UnitLookup } from './values/unit-value.js';

/** Rows looked at before it is decided what the columns mean. */
const SAMPLE_ROWS = 260;
/** What a reader is shown of them: a table's worth, since it travels with every state of the import. */
const SHOWN_ROWS = 5;
const SHOWN_COLUMNS = 60;
const SHOWN_CHARACTERS = 120;

type RowReader = (row: RawRow) => ReadRow | null;

/** A row of the file, and its number among all that the reader gave: what "merged up to" counts by. Tables side by side have the same numbers. */
export interface ReadRecord {
  row: ReadRow | null;
  record: number;
}

/**
 * Rows of a file as items, some at a time, in the order of the file and the same at every reading of it. Sheets without a table of goods are left
 * out, unless there is no other.
 *
 * @param onFormat told once, when the first table is understood.
 * @throws ImportFault when no sheet has a name column, or the file cannot be read.
 */
export async function* readItems(
  file: OpenFile,
  job: Pick<ClaimedImport, 'options' | 'remembered'>,
  lookup: UnitLookup,
  onFormat: (format: ImportFormat) => Promise<void>,
): AsyncGenerator<readonly ReadRecord[]> {
  const seen = new RowNumbers();
  let record = 0;
  let firstFault: ImportFault | null = null;
  let understood = false;
  for await (const sheet of file.sheets()) {
    const rows = sheet.rows[Symbol.asyncIterator]();
    const sample = await take(rows, SAMPLE_ROWS);
    if (sample.length === 0) continue;
    let tables: StackedTable[];
    try {
      tables = stackedTables(sample, lookup, job.options.mapping, job.remembered, sheet.title);
    } catch (error) {
      if (!(error instanceof ImportFault)) throw error;
      firstFault ??= error;
      continue;
    }
    const [first] = tables;
    if (first === undefined) {
      firstFault ??= noHeaderFault(sample);
      continue;
    }
    if (!understood) {
      understood = true;
      await onFormat(formatOf(file, sheet, first, job));
    }
    let readRow: RowReader[] = [];
    const read = (chunk: readonly RawRow[]): ReadRecord[] => {
      const records: ReadRecord[] = [];
      for (const row of chunk) {
        record += 1;
        for (const readOne of readRow) records.push({ row: readOne(row), record });
      }
      return records;
    };
    for (const { head, rows: below, title } of tables) {
      readRow = tablesOf(head).map(({ head: ofTable, rowOf }) => {
        const interpreter = new RowInterpreter(
          ofTable,
          lookup,
          job.options.currency,
          seen,
          title ?? sheet.title,
        );
        return (row) => interpreter.read(rowOf(row));
      });
      yield read(below);
    }
    for (let next = await rows.next(); next.done !== true; next = await rows.next()) yield read(next.value);
  }
  if (!understood) {
    throw firstFault ?? new ImportFault('empty_file', 'The file holds no rows.');
  }
}

/** At least `count` rows where there are so many; the rest of a batch comes along. */
async function take(rows: AsyncIterator<readonly RawRow[]>, count: number): Promise<RawRow[]> {
  const taken: RawRow[] = [];
  while (taken.length < count) {
    const next = await rows.next();
    if (next.done === true) break;
    taken.push(...next.value);
  }
  return taken;
}

function formatOf(
  file: OpenFile,
  sheet: Sheet,
  { head, rows }: StackedTable,
  { options, remembered }: Pick<ClaimedImport, 'options' | 'remembered'>,
): ImportFormat {
  const mapping: Mapping = {};
  const mappingFrom: ImportFormat['mappingFrom'] = {};
  const same = (a: string | undefined, b: string): boolean =>
    a !== undefined && foldHeader(a) === foldHeader(b);
  for (const [field, column] of Object.entries(head.columns) as [Field, number][]) {
    const header = head.headers[column] ?? '';
    mapping[field] = header;
    mappingFrom[field] = same(options.mapping[field], header)
      ? 'given'
      : same(remembered[field], header)
        ? 'remembered'
        : 'chosen';
  }
  for (const field of withoutColumn({ ...remembered, ...options.mapping })) {
    mapping[field] = '';
    mappingFrom[field] = options.mapping[field] === '' ? 'given' : 'remembered';
  }
  const used = new Set([
    ...tablesOf(head).flatMap((table) => Object.values(table.head.columns)),
    ...(head.matrix?.columns ?? []),
  ]);
  return {
    encoding: file.encoding,
    delimiter: file.delimiter,
    ...(sheet.name === null ? {} : { sheet: sheet.name }),
    headerRow: head.headerRow,
    mapping,
    mappingFrom,
    unmapped: head.headers
      .filter((header, column) => header !== '' && !used.has(column))
      .slice(0, SHOWN_COLUMNS),
    headers: head.headers.slice(0, SHOWN_COLUMNS).map((text) => text.slice(0, 200)),
    sample: rows
      .slice(0, SHOWN_ROWS)
      .map(({ cells }) =>
        cells.slice(0, SHOWN_COLUMNS).map((cell) => cellText(cell).slice(0, SHOWN_CHARACTERS)),
      ),
  };
}
