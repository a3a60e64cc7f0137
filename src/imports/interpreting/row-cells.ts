import type { TableHead } from '../reading/table-head.js';
import type { Field } from '../reading/fields.js';
import { cellText, isEmptyCell, type Cell, type RawRow } from '../values/cell.js';
import type { Item, ReadRow, RowIssue } from './item.js';

/** The cells of one row by what they mean, and what there is to say of them. */
export class RowCells {
  private readonly issues: RowIssue[] = [];

  constructor(
    private readonly head: TableHead,
    readonly row: RawRow,
  ) {}

  at(field: Field): Cell {
    const column = this.head.columns[field];
    return column === undefined ? null : (this.row.cells[column] ?? null);
  }

  text(field: Field): string {
    return cellText(this.at(field));
  }

  warn(field: Field | null, code: string, message: string, value: Cell): void {
    this.issues.push(this.issue('warning', field, code, message, value));
  }

  /** What was read of the row. */
  done(item: Item, itemKey: string): ReadRow {
    return { ...this.place, item, itemKey, issues: this.issues };
  }

  /** The row as one that cannot be taken. @param itemKey its identity, where that could be told. */
  rejected(field: Field, code: string, message: string, value: Cell, itemKey: string | null = null): ReadRow {
    this.issues.push(this.issue('rejected', field, code, message, value));
    return { ...this.place, item: null, itemKey, issues: this.issues };
  }

  /** Cuts a text that is too long, and says so. */
  limited(text: string, max: number, field: Field): string {
    if (text.length <= max) return text;
    this.warn(field, 'text_cut', `Cut to ${max} characters.`, text);
    // Not through the middle of a character beyond the basic plane.
    return text
      .slice(0, max)
      .replace(/[\ud800-\udbff]$/u, '')
      .trim();
  }

  private get place(): Pick<ReadRow, 'rowNumber' | 'sheet'> {
    return { rowNumber: this.row.rowNumber, sheet: this.row.sheet };
  }

  private issue(
    status: RowIssue['status'],
    field: Field | null,
    code: string,
    message: string,
    value: Cell,
  ): RowIssue {
    const column = field === null ? undefined : this.head.columns[field];
    return {
      status,
      code,
      message,
      column: column === undefined ? null : (this.head.headers[column] ?? null),
      value: isEmptyCell(value) ? null : cellText(value).slice(0, 500),
    };
  }
}
