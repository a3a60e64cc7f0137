import { ImportFault } from '../../import-error.js';
import { isEmptyCell, type Cell, type RawRow } from '../../values/cell.js';
import type { ReadLimits } from '../limits.js';
import type { CellStyle } from './workbook-parts.js';
import { attribute, type XmlHandler } from './xml-scanner.js';

const DAY_MS = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

export interface SheetContext {
  name: string;
  strings: readonly string[];
  styles: readonly CellStyle[];
  epoch1904: boolean;
  limits: ReadLimits;
}

/** Collects the rows of one sheet as its XML goes by. Formulas count by their values; hidden rows are rows. */
export class SheetRows implements XmlHandler {
  private done: RawRow[] = [];
  private cells: Cell[] = [];
  private rowNumber = 0;
  private column = -1;
  private type = '';
  private style = -1;
  private value = '';
  private reading = false;
  private rows = 0;

  constructor(private readonly sheet: SheetContext) {}

  /** Rows completed since the last call; empty ones are left out. */
  take(): RawRow[] {
    const rows = this.done;
    this.done = [];
    return rows;
  }

  open(name: string, attributes: string): void {
    if (name === 'row') {
      const number = Number(attribute(attributes, 'r') ?? this.rowNumber + 1);
      this.rowNumber = Number.isSafeInteger(number) && number > 0 ? number : this.rowNumber + 1;
      this.cells = [];
      this.column = -1;
    } else if (name === 'c') {
      const place = attribute(attributes, 'r');
      this.column = place === null ? this.column + 1 : columnIndex(place);
      this.type = attribute(attributes, 't') ?? 'n';
      this.style = Number(attribute(attributes, 's') ?? -1);
      this.value = '';
    } else if (name === 'v' || name === 't') this.reading = true;
  }

  text(text: string): void {
    if (!this.reading) return;
    this.value += text;
    if (this.value.length > this.sheet.limits.cellChars) {
      throw new ImportFault(
        'cell_too_large',
        `Sheet "${this.sheet.name}", row ${this.rowNumber}: a cell has more than ${this.sheet.limits.cellChars} characters.`,
      );
    }
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.reading = false;
    else if (name === 'c') this.endCell();
    else if (name === 'row') this.endRow();
  }

  private endCell(): void {
    const cell = this.cellValue();
    if (isEmptyCell(cell)) return;
    if (this.column >= this.sheet.limits.columns || this.column < 0) {
      throw new ImportFault(
        'too_many_columns',
        `Sheet "${this.sheet.name}", row ${this.rowNumber} has more than ${this.sheet.limits.columns} columns.`,
      );
    }
    while (this.cells.length < this.column) this.cells.push(null);
    this.cells[this.column] = cell;
  }

  private endRow(): void {
    if (this.cells.length === 0) return;
    this.rows += 1;
    if (this.rows > this.sheet.limits.rows) {
      throw new ImportFault(
        'too_many_rows',
        `The sheet has more than ${this.sheet.limits.rows} rows. Split it.`,
      );
    }
    this.done.push({ rowNumber: this.rowNumber, sheet: this.sheet.name, cells: this.cells });
    this.cells = [];
  }

  private cellValue(): Cell {
    const { value } = this;
    if (value === '') return null;
    switch (this.type) {
      case 's':
        return this.sheet.strings[Number(value)] ?? null;
      case 'b':
        return value === '1' || value === 'true';
      case 'd': {
        const date = new Date(value);
        return Number.isNaN(date.getTime()) ? value : date;
      }
      case 'n':
        return this.number(value);
      default:
        return value; // Inline text, a formula's text, an error.
    }
  }

  private number(text: string): Cell {
    const value = Number(text);
    if (!Number.isFinite(value)) return text;
    const style = this.sheet.styles[this.style];
    if (style?.date && value >= 0 && value < 2_958_466) {
      return new Date((this.sheet.epoch1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(value * DAY_MS));
    }
    return style && style.zeros > 0 && Number.isSafeInteger(value) ? text.padStart(style.zeros, '0') : value;
  }
}

/** "AB12" → 27. */
function columnIndex(place: string): number {
  let index = 0;
  for (let i = 0; i < place.length; i += 1) {
    const code = place.charCodeAt(i);
    if (code < 65 || code > 90) break;
    index = index * 26 + (code - 64);
  }
  return index - 1;
}
