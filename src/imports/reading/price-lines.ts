import type { RawRow } from '../values/cell.js';
import { fieldsOfHeader } from './fields.js';

/** Lines as people send them, without a table: "Цемент М500 50 кг - 450 руб/меш", "Песок ........ 150". */
const LINE =
  /^(?:[•*·–—-]|\d{1,3}[.)])? ?(\S.{2,199}?) ?(?: [-–—=] ?|: | ?\.{3,} ?| ?…+ ?)((?:от )?\d[\d ]{0,12}(?:[.,]\d{1,2})? ?(?:руб(?:лей|ля|\.)?|р\.|₽|rub|\$|€)?(?: ?(?:\/|за) ?\p{L}[\p{L}\d.]{0,9})?\.?)(?: ?[,(] ?(\S.{0,199}?)\)?)?$/iu;
/** Without a row of dots only a currency tells a price: "ПК 60 - 12" has none. */
const HAS_DOTS = /\.{3,}|…/u;
const NAMES_CURRENCY = /руб|р\.|₽|rub|\$|€/iu;
const LONGEST = 300;
/** A sign that parts cells: such lines are a table. */
const IS_TABLE = /[;\t|]/;
/** Share of the lines that must end in a price; the others are titles and greetings. */
const MOSTLY = 0.5;
const FEWEST = 2;

/** What a line names, what it costs, and what is said behind that; null for any other line. */
export function readPriceLine(line: string): string[] | null {
  if (line.length > LONGEST || IS_TABLE.test(line)) return null;
  const text = line.replace(/\s+/g, ' ').trim();
  const [, name, price, note] = LINE.exec(text) ?? [];
  if (name === undefined || price === undefined || !/\p{L}{2}/u.test(name)) return null;
  if (!HAS_DOTS.test(text) && !NAMES_CURRENCY.test(price)) return null;
  return note === undefined ? [name, price] : [name, price, note];
}

/** Whether a text is lines that name goods with their prices, and no table. */
export function arePriceLines(sample: string): boolean {
  const lines = sample.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const priced = lines.filter((line) => readPriceLine(line) !== null);
  return priced.length >= FEWEST && priced.length >= MOSTLY * lines.length;
}

/** The row as one of a table of names and prices; a line without a price keeps its one cell, the title of what follows: "Сухие смеси:". */
export function rowOfPriceLine(row: RawRow): RawRow {
  const [line] = row.cells;
  if (typeof line !== 'string') return row;
  const isHeader = fieldsOfHeader(line)[0]?.field === 'name';
  return { ...row, cells: readPriceLine(line) ?? (isHeader ? [line, 'Цена'] : [line.replace(/ ?: ?$/, '')]) };
}
