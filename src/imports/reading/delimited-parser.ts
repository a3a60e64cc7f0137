import { ImportFault } from '../import-error.js';
import type { RawRow } from '../values/cell.js';
import type { ReadLimits } from './limits.js';

const QUOTE = 34;
const CR = 13;
const LF = 10;

/**
 * Reads delimited text as suppliers make it, piece by piece: any line end, quotes by RFC 4180 with blanks around them, a quote in the
 * middle of a cell as it stands, and a quote that is never closed as a plain character (its row is then read to the line's end).
 */
export class DelimitedParser {
  private buffer = '';
  private line = 1;
  private rows = 0;
  /** Start of a field whose opening quote never closes; read as plain text. */
  private plainFrom = -1;

  constructor(
    private readonly delimiter: string,
    private readonly limits: Pick<ReadLimits, 'columns' | 'rows' | 'cellChars'>,
  ) {}

  /** Rows completed by this piece of text. */
  push(text: string): RawRow[] {
    this.buffer = this.buffer === '' ? text : this.buffer + text;
    return this.take(false);
  }

  /** Rows that the end of the text completes. */
  end(): RawRow[] {
    return this.take(true);
  }

  private take(atEnd: boolean): RawRow[] {
    const rows: RawRow[] = [];
    let position = 0;
    for (;;) {
      const next = this.readRow(position, atEnd, rows);
      if (next < 0) break;
      position = next;
    }
    this.buffer = this.buffer.slice(position);
    if (this.plainFrom >= 0) this.plainFrom -= position;
    return rows;
  }

  /** Reads the row at `start`. @returns where the next one starts, or -1 when the text does not hold the whole row yet. */
  private readRow(start: number, atEnd: boolean, rows: RawRow[]): number {
    const { buffer } = this;
    const length = buffer.length;
    if (start >= length) return -1;
    const delimiter = this.delimiter.charCodeAt(0);
    const cells: string[] = [];
    let lines = 0;
    let at = start;
    for (;;) {
      // One field: from `at` to a delimiter or a line end.
      let open = at;
      while (buffer.charCodeAt(open) === 32) open += 1;
      let value: string | null = null;
      let end = at;
      if (buffer.charCodeAt(open) === QUOTE && at !== this.plainFrom) {
        const quoted = this.readQuoted(open, atEnd, delimiter);
        if (quoted === null) {
          if (!atEnd && length - open <= this.limits.cellChars) return -1;
          this.plainFrom = at; // Never closed within the bound: the quote is a character.
        } else {
          value = quoted.value;
          end = quoted.end;
          if (end >= length && !atEnd) return -1;
          for (let i = value.indexOf('\n'); i >= 0; i = value.indexOf('\n', i + 1)) lines += 1;
        }
      }
      if (value === null) {
        end = at;
        for (; end < length; end += 1) {
          const code = buffer.charCodeAt(end);
          if (code === delimiter || code === LF || code === CR) break;
        }
        if (end - at > this.limits.cellChars) {
          throw new ImportFault(
            'cell_too_large',
            `Line ${this.line}: a cell has more than ${this.limits.cellChars} characters. Is this a table?`,
          );
        }
        if (end >= length && !atEnd) return -1;
        value = buffer.slice(at, end);
      }
      cells.push(value);
      if (cells.length > this.limits.columns) {
        throw new ImportFault(
          'too_many_columns',
          `Line ${this.line} has more than ${this.limits.columns} columns. Check the delimiter, or split the sheet.`,
        );
      }
      if (buffer.charCodeAt(end) === delimiter) {
        at = end + 1;
        if (at >= length && !atEnd) return -1;
        continue;
      }
      let next = end;
      if (buffer.charCodeAt(next) === CR) {
        if (next + 1 >= length && !atEnd) return -1; // Whether a line feed follows is not known yet.
        next += 1;
      }
      if (buffer.charCodeAt(next) === LF && next < length) next += 1;
      this.rows += 1;
      if (this.rows > this.limits.rows) {
        throw new ImportFault(
          'too_many_rows',
          `The file has more than ${this.limits.rows} rows. Split it into several.`,
        );
      }
      rows.push({ rowNumber: this.line, sheet: null, cells });
      this.line += lines + 1;
      this.plainFrom = -1;
      return next;
    }
  }

  /** @returns null when the closing quote is not in the text; else the value and where its delimiter or line end stands. */
  private readQuoted(open: number, atEnd: boolean, delimiter: number): { value: string; end: number } | null {
    const { buffer } = this;
    let doubled = false;
    let from = open + 1;
    for (;;) {
      const close = buffer.indexOf('"', from);
      if (close < 0 || close - open > this.limits.cellChars) return null;
      if (buffer.charCodeAt(close + 1) === QUOTE) {
        doubled = true;
        from = close + 2;
        continue;
      }
      let end = close + 1;
      while (buffer.charCodeAt(end) === 32 || (buffer.charCodeAt(end) === 9 && delimiter !== 9)) end += 1;
      const code = buffer.charCodeAt(end);
      if (end >= buffer.length ? atEnd : code === delimiter || code === CR || code === LF) {
        const value = buffer.slice(open + 1, close);
        return { value: doubled ? value.replaceAll('""', '"') : value, end };
      }
      if (end >= buffer.length) return null;
      from = close + 1; // A quote within the text: "КОРОЕД" 25 кг.
    }
  }
}
