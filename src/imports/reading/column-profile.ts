import { cellText, type Cell } from '../values/cell.js';
import { readDate } from '../values/date-value.js';
import { readPrice } from '../values/money-value.js';
import { readUnit, type UnitLookup } from '../values/unit-value.js';

/** Which share of a column's filled cells reads as what, each 0 to 1. */
export interface ColumnProfile {
  filled: number;
  unit: number;
  price: number;
  /** Prices that name a currency, or say "on request": no plain number does. */
  money: number;
  date: number;
  /** Cells with a letter. */
  worded: number;
  /** Cells of a single word with a figure in it, as article numbers are. */
  coded: number;
  /** Sample cells that are zero or empty: a price column of nothing else says nothing. */
  hollow: number;
}

/** @param cells a sample of one column, header left out. */
export function profileColumn(cells: readonly Cell[], lookup: UnitLookup): ColumnProfile {
  let [filled, unit, price, money, date, worded, coded, hollow] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const cell of cells) {
    const text = cellText(cell);
    if (text === '') {
      hollow += 1;
      continue;
    }
    filled += 1;
    if (/\p{L}/u.test(text)) worded += 1;
    if (/^\S*\d\S*$/.test(text)) coded += 1;
    if (typeof cell === 'string' && text.length <= 40 && readUnit(text, lookup).unit !== null) unit += 1;
    if (readDate(cell) !== null && (cell instanceof Date || typeof cell === 'string')) date += 1;
    const read = readPrice(cell);
    if (read) {
      price += 1;
      if (read.currency !== null || read.kind === 'request') money += 1;
      if (read.amount === null && read.kind === 'none') hollow += 1;
    }
  }
  const share = (count: number): number => (filled === 0 ? 0 : count / filled);
  return {
    filled,
    unit: share(unit),
    price: share(price),
    money: share(money),
    date: share(date),
    worded: share(worded),
    coded: share(coded),
    hollow: cells.length === 0 ? 1 : hollow / cells.length,
  };
}
