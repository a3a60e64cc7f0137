import { Decimal } from 'decimal.js';
import type { TableHead } from '../reading/table-head.js';
import { foldHeader } from '../reading/fields.js';
import { cellText, isEmptyCell, type Cell } from '../values/cell.js';
import { findCurrency } from '../values/currency.js';
import { readDate } from '../values/date-value.js';
import { readDecimal } from '../values/decimal-text.js';
import { readGtin } from '../values/gtin.js';
import { readPrice, type PriceReading } from '../values/money-value.js';
import { readUnit, type UnitLookup, type UnitReading } from '../values/unit-value.js';
import { findVat, type Vat } from '../values/vat.js';
import type { RowCells } from './row-cells.js';

const NO_UNIT: UnitReading = { unit: null, packQuantity: '1' };

const PRICE_REMARKS: Readonly<Record<string, string>> = {
  ambiguous_number: 'Three digits after the mark: read as a fraction.',
  price_rounded: 'Rounded to four fraction digits.',
  zero_price: 'A price of zero is taken as no price.',
};

const IS_REDUCED =
  /^(?:sale price|special price|promo price|discount(?:ed)? price|price after discount|акция|акционная цена|цена по акции|спеццена|цена (?:со|с учетом|после) скидк(?:ой|и)|со скидкой)(?: |$)/;

/** @param text of the unit's column, or what the price says it is for. */
export function unitOf(cells: RowCells, text: string, lookup: UnitLookup): UnitReading {
  const unit = text === '' ? NO_UNIT : readUnit(text, lookup);
  if (text !== '' && unit.unit === null) {
    cells.warn('unit', 'unknown_unit', 'The unit is not known; it is kept as it is written.', text);
  }
  return unit;
}

/** What the header of the prices says that they are for: "Цена за м2", "Цена, руб/шт", "Цена за 1000 шт"; '' where it says nothing. */
export function unitOfHeader(header: string, lookup: UnitLookup): string {
  const text =
    /(?:\sза|\sper|\/)\s*(?:1\s+)?((?:\d+\s?)?[^\s,()/\d]+(?:\s?[м²23])?)/iu.exec(header)?.[1] ?? '';
  return text !== '' && readUnit(text, lookup).unit !== null ? text : '';
}

/** How many are in a pack is told beside the price of one; it does not divide the price. What cannot be read is told. */
export function checkPackQuantity(cells: RowCells): void {
  const cell = cells.at('packQuantity');
  if (isEmptyCell(cell)) return;
  const read = readDecimal(cellText(cell).replace(/\s*\p{L}[\p{L}.]*$/u, ''));
  const amount = read && new Decimal(read.value);
  if (!amount || amount.lte(0) || amount.gte('1e9')) {
    cells.warn('packQuantity', 'bad_quantity', 'The quantity in a pack cannot be read.', cell);
  }
}

/** The column of kopecks right beside that of the roubles, or null. */
export function kopecksBeside({ headers, columns }: TableHead): number | null {
  const beside = (columns.price ?? Number.NaN) + 1;
  return /^коп(?:ейки|еек)?\.?$/iu.test(headers[beside]?.trim() ?? '') ? beside : null;
}

/** The column of prices that hold for some of the goods for a while, beside that of the usual ones; or null. */
export function reducedBeside({ headers, columns }: TableHead): number | null {
  const reduced = headers.findIndex(
    (header, column) => column !== columns.price && IS_REDUCED.test(foldHeader(header)),
  );
  return columns.price === undefined || reduced < 0 ? null : reduced;
}

/** A "special price" that is none is that of a lot, or of who takes many. */
function isLess(reduced: PriceReading | null, usual: PriceReading | null): boolean {
  if (reduced?.amount == null) return false;
  return usual?.amount == null || new Decimal(reduced.amount).lt(usual.amount);
}

/** The cell of the price, with the kopecks of the next column, or that of the reduced price where the row has one. */
export function priceCellOf(cells: RowCells, kopecks: number | null, reduced: number | null): Cell {
  const price = cells.at('price');
  const instead = reduced === null ? null : (cells.row.cells[reduced] ?? null);
  if (instead !== null && isLess(readPrice(instead), readPrice(price))) return instead;
  if (kopecks === null) return price;
  const [roubles, rest] = [cellText(price), cellText(cells.row.cells[kopecks] ?? null)];
  return /^\d[\d\s]*$/.test(roubles) && /^\d{1,2}$/.test(rest)
    ? `${roubles},${rest.padStart(2, '0')}`
    : price;
}

export function remarkOnPrice(cells: RowCells, price: PriceReading): void {
  const cell = cells.at('price');
  for (const remark of price.remarks) cells.warn('price', remark, PRICE_REMARKS[remark] ?? remark, cell);
  if (price.kind === 'none' && price.remarks.length === 0) {
    cells.warn('price', 'no_price', 'The row has no price.', cell);
  }
}

/** The price's own currency, else that of its column, else `otherwise`. */
export function currencyOf(cells: RowCells, price: PriceReading, otherwise: string): string {
  const cell = cells.at('currency');
  const text = cellText(cell);
  const stated = text === '' ? null : (findCurrency(text)?.code ?? null);
  if (text !== '' && stated === null) {
    cells.warn('currency', 'unknown_currency', 'The currency is not known; the default is taken.', cell);
  }
  return price.currency ?? stated ?? otherwise;
}

/** @param ofHeader what the header of the prices says, for prices that say nothing. */
export function vatOf(cells: RowCells, price: PriceReading, ofHeader: Vat | null): Vat | null {
  const cell = cells.at('vat');
  const base = price.vat ?? ofHeader;
  const text = cellText(cell);
  if (text === '') return base;
  const rate = /(\d{1,2}(?:[.,]\d{1,2})?)/.exec(text)?.[1]?.replace(',', '.') ?? null;
  const percent = typeof cell === 'number' && cell > 0 && cell < 1 ? String(Math.round(cell * 100)) : rate;
  const said = findVat(`ндс ${text}`);
  return { included: base?.included ?? said?.included ?? null, rate: percent ?? base?.rate ?? null };
}

export function gtinOf(cells: RowCells): string | null {
  const cell = cells.at('gtin');
  const text = cellText(cell);
  if (text === '') return null;
  const read = readGtin(text.split(/[;,]/)[0] ?? '');
  if ('gtin' in read) return read.gtin;
  const message =
    read.fault === 'length'
      ? 'A barcode has 8, 12, 13 or 14 digits.'
      : 'The check digit of the barcode is wrong; it is left out.';
  cells.warn('gtin', 'bad_gtin', message, cell);
  return null;
}

export function priceDateOf(cells: RowCells): string | null {
  const cell = cells.at('priceDate');
  if (isEmptyCell(cell)) return null;
  const date = readDate(cell);
  if (date === null) cells.warn('priceDate', 'bad_date', 'The date cannot be read.', cell);
  return date;
}

/** @returns the amount, or null where the column says something else ("на заказ"): then that is an attribute. */
export function stockOf(text: string): string | null {
  const read = readDecimal(
    text.replace(/^(>|>=|более|больше|от|свыше)\s*/iu, '').replace(/\s*\p{L}[\p{L}.\d]*$/u, ''),
  );
  if (read && new Decimal(read.value).lt('1e15')) return new Decimal(read.value).toDecimalPlaces(3).toFixed();
  return /^(нет|немає|жоқ|отсутствует|-|–|—|no|out)/iu.test(text) ? '0' : null;
}
