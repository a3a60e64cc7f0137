import type { ReadRow } from '../interpreting/item.js';
import { readItems } from '../reading-items.js';
import type { Mapping } from '../reading/find-header.js';
import type { OpenFile } from '../reading/sheet.js';
import type { Cell } from '../values/cell.js';
import { knownUnits } from './known-units.js';

/** Rows of cells, as a file would have them. */
export type Table = readonly (readonly Cell[])[];

function fileOf(table: Table, title: string | null): OpenFile {
  const rows = table.map((cells, i) => ({ rowNumber: i + 1, sheet: null, cells }));
  return {
    encoding: 'utf-8',
    delimiter: ';',
    async *sheets() {
      yield await Promise.resolve({
        name: null,
        title,
        rows: (async function* () {
          yield await Promise.resolve(rows);
        })(),
      });
    },
  };
}

/** What is read of a table. @param title what its tab says of its goods. @param remembered columns of the supplier's last list. */
export async function rowsOf(
  table: Table,
  title: string | null = null,
  remembered: Mapping = {},
): Promise<{ row: ReadRow; record: number }[]> {
  const read: { row: ReadRow; record: number }[] = [];
  const job = { options: { mapping: {}, currency: 'RUB' }, remembered } as never;
  for await (const chunk of readItems(fileOf(table, title), job, knownUnits(), () => Promise.resolve())) {
    for (const { row, record } of chunk) if (row) read.push({ row, record });
  }
  return read;
}
