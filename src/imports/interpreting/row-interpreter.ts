import { Decimal } from 'decimal.js';
import { normaliseCategoryPath, normaliseUnitKey } from '../../materials/index.js';
import type { TableHead } from '../reading/find-header.js';
import { foldHeader, type Field } from '../reading/fields.js';
import { cellText, isEmptyCell, type Cell, type RawRow } from '../values/cell.js';
import { findCurrency } from '../values/currency.js';
import { readDate } from '../values/date-value.js';
import { readDecimal } from '../values/decimal-text.js';
import { readGtin } from '../values/gtin.js';
import { itemKey } from '../values/item-key.js';
import { readPrice, type PriceReading } from '../values/money-value.js';
import { readUnit, type UnitLookup, type UnitReading } from '../values/unit-value.js';
import { findVat, type Vat } from '../values/vat.js';
import type { Item, ReadRow, RowIssue } from './item.js';
import { Sections } from './sections.js';
import type { RowNumbers } from './row-numbers.js';

const MAX_ATTRIBUTES = 50;
const MAX_ATTRIBUTE_CHARS = 500;
const NO_UNIT: UnitReading = { unit: null, packQuantity: '1' };

/** Reads the rows of one sheet, in order: sections above items matter, and so does what came before in the file. */
export class RowInterpreter {
  private readonly sections = new Sections();
  private readonly foldedHeaders: string[];
  private readonly headVat: Vat | null;
  private readonly headCurrency: string | null;
  private readonly spare: readonly number[];
  private belowHeader = true;

  /**
   * @param seen identity → row number of every item of the file so far, shared by its sheets.
   */
  constructor(
    private readonly head: TableHead,
    private readonly lookup: UnitLookup,
    private readonly currency: string,
    private readonly seen: RowNumbers,
  ) {
    this.foldedHeaders = head.headers.map(foldHeader);
    const priceHeader = head.columns.price === undefined ? '' : (head.headers[head.columns.price] ?? '');
    this.headVat = findVat(priceHeader);
    this.headCurrency = findCurrency(priceHeader.replaceAll('_', ' '))?.code ?? null;
    const used = new Set(Object.values(head.columns));
    this.spare = head.headers.flatMap((header, column) =>
      used.has(column) || header === '' ? [] : [column],
    );
  }

  /** @returns null for a row that is no item: a section, a repeated header, a line of dashes. */
  read(row: RawRow): ReadRow | null {
    const { columns } = this.head;
    const at = (field: Field): Cell => {
      const column = columns[field];
      return column === undefined ? null : (row.cells[column] ?? null);
    };
    const filled = row.cells.filter((cell) => !isEmptyCell(cell));
    if (filled.length === 0 || filled.every((cell) => /^[-–—=_*.\s]+$/u.test(cellText(cell)))) return null;
    if (this.isHeaderAgain(row)) return null;
    const below = this.belowHeader;
    this.belowHeader = false;
    if (below && isColumnNumbers(filled)) return null;
    const issues: RowIssue[] = [];
    const issue = (
      status: RowIssue['status'],
      field: Field | null,
      code: string,
      message: string,
      value: Cell,
    ): void => {
      const column = field === null ? undefined : columns[field];
      issues.push({
        status,
        code,
        message,
        column: column === undefined ? null : (this.head.headers[column] ?? null),
        value: isEmptyCell(value) ? null : cellText(value).slice(0, 500),
      });
    };
    const done = (item: Item | null, key: string | null): ReadRow => ({
      rowNumber: row.rowNumber,
      sheet: row.sheet,
      item,
      itemKey: key,
      issues,
    });

    const nameText = cellText(at('name'));
    const bare = columns.category === undefined && filled.length === 1;
    if (bare && isEmptyCell(at('price')) && Object.keys(columns).length > 1) {
      this.sections.enter(cellText(filled[0] ?? null));
      return null;
    }
    if (nameText === '' || !/[\p{L}\p{N}]/u.test(nameText)) {
      issue('rejected', 'name', 'name_missing', 'The row has no name.', at('name'));
      return done(null, null);
    }
    this.sections.item();
    const name = this.limited(nameText, 500, 'name', issue);
    if (name.includes('\ufffd')) {
      issue(
        'warning',
        'name',
        'undecodable_text',
        'The name holds bytes that are no text in this encoding.',
        name,
      );
    }
    let sku: string | null = cellText(at('sku')) || null;
    if (sku !== null && /^[-–—]+$/u.test(sku)) sku = null;
    if (sku !== null && sku.length > 100) {
      issue('rejected', 'sku', 'sku_too_long', 'An article number has at most 100 characters.', sku);
      return done(null, null);
    }

    const price = readPrice(at('price'));
    const unitText = cellText(at('unit')) || price?.unitText || '';
    const unit = unitText === '' ? NO_UNIT : readUnit(unitText, this.lookup);
    if (unitText !== '' && unit.unit === null) {
      issue(
        'warning',
        'unit',
        'unknown_unit',
        'The unit is not known; it is kept as it is written.',
        unitText,
      );
    }
    const packQuantity = this.packQuantity(at('packQuantity'), unit, issue);
    const categoryPath = this.category(at('category'), at('subcategory'), issue);
    const unitKey = unit.unit?.code ?? normaliseUnitKey(unitText);
    const key = this.identify(row.rowNumber, sku, name, unitKey, categoryPath, issue);
    if (key === null) return done(null, null);
    if (price === null) {
      issue('rejected', 'price', 'bad_price', 'The price cannot be read.', at('price'));
      return done(null, key);
    }
    for (const remark of price.remarks)
      issue('warning', 'price', remark, PRICE_REMARKS[remark] ?? remark, at('price'));
    if (price.kind === 'none' && price.remarks.length === 0) {
      issue('warning', 'price', 'no_price', 'The row has no price.', at('price'));
    }
    const currency = this.currencyOf(price, at('currency'), issue);
    const vat = this.vatOf(price, at('vat'));
    const perUnit = price.amount === null ? null : new Decimal(price.amount).div(packQuantity);
    const gtin = this.gtin(at('gtin'), issue);
    const dateCell = at('priceDate');
    const priceDate = isEmptyCell(dateCell) ? null : readDate(dateCell);
    if (priceDate === null && !isEmptyCell(dateCell)) {
      issue('warning', 'priceDate', 'bad_date', 'The date cannot be read.', dateCell);
    }
    const attributes = this.attributes(row);
    const stock = this.stock(at('stock'), attributes);
    if (row.cells.length > this.head.headers.length) {
      const extra = row.cells.slice(this.head.headers.length).find((cell) => !isEmptyCell(cell));
      if (extra !== undefined) {
        issue('warning', null, 'extra_cells', 'The row has more cells than the header.', extra);
      }
    }
    const description = cellText(at('description'));
    const item: Item = {
      itemKey: key,
      sku,
      name,
      description: description === '' ? null : this.limited(description, 5000, 'description', issue),
      categoryPath,
      brand: this.limited(cellText(at('brand')), 200, 'brand', issue) || null,
      unitCode: unit.unit?.code ?? null,
      unitRaw:
        unitText === '' || (unit.unit !== null && unit.packQuantity === '1')
          ? null
          : this.limited(unitText, 100, 'unit', issue),
      packQuantity,
      priceKind: price.kind,
      priceAmount: price.amount,
      priceCurrency: price.amount === null ? null : currency,
      unitPrice: perUnit?.toDecimalPlaces(4).toFixed() ?? null,
      basePrice:
        perUnit
          ?.div(unit.unit?.factorToBase ?? 1)
          .toDecimalPlaces(10)
          .toFixed() ?? null,
      vatIncluded: vat?.included ?? null,
      vatRate: vat?.rate ?? null,
      priceDate,
      stock,
      gtin,
      attributes,
    };
    return done(item, key);
  }

  private isHeaderAgain(row: RawRow): boolean {
    const column = this.head.columns.name ?? 0;
    const text = row.cells[column] ?? null;
    const header = this.head.headers[column] ?? '';
    // Folding takes time, and hardly any name is as short as a header.
    if (typeof text !== 'string' || text.length > 2 * header.length + 10) return false;
    if (foldHeader(text) !== this.foldedHeaders[column]) return false;
    return row.cells.every(
      (cell, i) => isEmptyCell(cell) || foldHeader(cellText(cell)) === (this.foldedHeaders[i] ?? ''),
    );
  }

  /** Identity of an item, told apart by its category where the file has its name and unit twice; null for a repetition. */
  private identify(
    rowNumber: number,
    sku: string | null,
    name: string,
    unitKey: string,
    categoryPath: string | null,
    issue: Issue,
  ): string | null {
    let key = itemKey(sku, name, unitKey);
    let first = this.seen.get(shortKey(key));
    if (first !== undefined && sku === null && categoryPath !== null) {
      key = itemKey(null, name, unitKey, categoryPath.toLowerCase());
      if (!this.seen.has(shortKey(key))) {
        issue(
          'warning',
          'name',
          'same_name',
          `Row ${first} has the same name and unit; this one is told apart by its category.`,
          name,
        );
        first = undefined;
      }
    }
    if (first !== undefined) {
      const field = sku === null ? 'name' : 'sku';
      const what = sku === null ? 'name and unit' : 'article number';
      issue(
        'rejected',
        field,
        'duplicate_row',
        `Row ${first} has the same ${what}; that one stands.`,
        sku ?? name,
      );
      return null;
    }
    this.seen.set(shortKey(key), rowNumber);
    return key;
  }

  private category(category: Cell, subcategory: Cell, issue: Issue): string | null {
    const levels = [cellText(category), cellText(subcategory)]
      .flatMap((text) => text.split(/\s*(?:[/\\|]|>+|→|»)\s*/u))
      .filter(Boolean);
    if (levels.length === 0) return this.sections.path;
    const path = normaliseCategoryPath(levels.join('/'));
    if (path === null) {
      issue(
        'warning',
        'category',
        'bad_category',
        'The category is too long or too deep; the item has none.',
        category,
      );
    }
    return path;
  }

  private packQuantity(cell: Cell, unit: UnitReading, issue: Issue): string {
    if (isEmptyCell(cell)) return unit.packQuantity;
    const read = readDecimal(cellText(cell).replace(/\s*\p{L}[\p{L}.]*$/u, ''));
    const amount = read && new Decimal(read.value);
    if (!amount || amount.lte(0) || amount.gte('1e9')) {
      issue('warning', 'packQuantity', 'bad_quantity', 'The quantity in a pack cannot be read.', cell);
    }
    // How many are in a pack is told beside the price of one; it does not divide the price.
    return unit.packQuantity;
  }

  private currencyOf(price: PriceReading, cell: Cell, issue: Issue): string {
    const text = cellText(cell);
    const stated = text === '' ? null : (findCurrency(text)?.code ?? null);
    if (text !== '' && stated === null) {
      issue(
        'warning',
        'currency',
        'unknown_currency',
        'The currency is not known; the default is taken.',
        cell,
      );
    }
    return price.currency ?? stated ?? this.headCurrency ?? this.currency;
  }

  private vatOf(price: PriceReading, cell: Cell): Vat | null {
    const base = price.vat ?? this.headVat;
    const text = cellText(cell);
    if (text === '') return base;
    const rate = /(\d{1,2}(?:[.,]\d{1,2})?)/.exec(text)?.[1]?.replace(',', '.') ?? null;
    const percent = typeof cell === 'number' && cell > 0 && cell < 1 ? String(Math.round(cell * 100)) : rate;
    const said = findVat(`ндс ${text}`);
    return { included: base?.included ?? said?.included ?? null, rate: percent ?? base?.rate ?? null };
  }

  private gtin(cell: Cell, issue: Issue): string | null {
    const text = cellText(cell);
    if (text === '') return null;
    const read = readGtin(text.split(/[;,]/)[0] ?? '');
    if ('gtin' in read) return read.gtin;
    const message =
      read.fault === 'length'
        ? 'A barcode has 8, 12, 13 or 14 digits.'
        : 'The check digit of the barcode is wrong; it is left out.';
    issue('warning', 'gtin', 'bad_gtin', message, cell);
    return null;
  }

  private stock(cell: Cell, attributes: Record<string, string | number>): string | null {
    const text = cellText(cell);
    if (text === '') return null;
    const read = readDecimal(
      text.replace(/^(>|>=|более|больше|от|свыше)\s*/iu, '').replace(/\s*\p{L}[\p{L}.\d]*$/u, ''),
    );
    if (read && new Decimal(read.value).lt('1e15'))
      return new Decimal(read.value).toDecimalPlaces(3).toFixed();
    if (/^(нет|отсутствует|-|–|—|no|out)/iu.test(text)) return '0';
    const header = this.head.headers[this.head.columns.stock ?? -1];
    if (header) attributes[header.slice(0, 100)] = text.slice(0, MAX_ATTRIBUTE_CHARS);
    return null;
  }

  private attributes(row: RawRow): Record<string, string | number> {
    const attributes: Record<string, string | number> = {};
    let count = 0;
    for (const column of this.spare) {
      const cell = row.cells[column] ?? null;
      if (isEmptyCell(cell)) continue;
      count += 1;
      if (count > MAX_ATTRIBUTES) break;
      const key = (this.head.headers[column] ?? '').slice(0, 100);
      attributes[key] =
        typeof cell === 'number' && Number.isFinite(cell)
          ? cell
          : cellText(cell).slice(0, MAX_ATTRIBUTE_CHARS);
    }
    return attributes;
  }

  private limited(text: string, max: number, field: Field, issue: Issue): string {
    if (text.length <= max) return text;
    issue('warning', field, 'text_cut', `Cut to ${max} characters.`, text);
    // Not through the middle of a character beyond the basic plane.
    return text
      .slice(0, max)
      .replace(/[\ud800-\udbff]$/u, '')
      .trim();
  }
}

/** "1 | 2 | 3 | 4" right below a header: the numbers of the columns, as printed forms have them. */
function isColumnNumbers(filled: readonly Cell[]): boolean {
  return filled.length >= 3 && filled.every((cell, i) => cellText(cell) === String(i + 1));
}

type Issue = (
  status: RowIssue['status'],
  field: Field | null,
  code: string,
  message: string,
  value: Cell,
) => void;

const PRICE_REMARKS: Readonly<Record<string, string>> = {
  ambiguous_number: 'Three digits after the mark: read as a fraction.',
  price_rounded: 'Rounded to four fraction digits.',
  zero_price: 'A price of zero is taken as no price.',
};

/** 52 bits of a key: a million rows fit in memory, and two of them meet once in ten thousand such files. */
function shortKey(key: string): number {
  return Number.parseInt(key.slice(0, 8) + key.slice(9, 13) + key.slice(15, 16), 16);
}
