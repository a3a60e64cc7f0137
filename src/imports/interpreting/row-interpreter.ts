import { Decimal } from 'decimal.js';
import { normaliseUnitKey } from '../../materials/index.js';
import type { TableHead } from '../reading/table-head.js';
import { foldHeader } from '../reading/fields.js';
import { isBareRow } from '../reading/section-rows.js';
import { cellText, isEmptyCell, type Cell, type RawRow } from '../values/cell.js';
import { findCurrency } from '../values/currency.js';
import { itemKey } from '../values/item-key.js';
import { readPrice } from '../values/money-value.js';
import type { UnitLookup } from '../values/unit-value.js';
import { findVat, type Vat } from '../values/vat.js';
import type { Item, ReadRow } from './item.js';
import { RowCells } from './row-cells.js';
import type { RowNumbers } from './row-numbers.js';
import {
  checkPackQuantity,
  currencyOf,
  gtinOf,
  kopecksBeside,
  priceCellOf,
  priceDateOf,
  reducedBeside,
  remarkOnPrice,
  stockOf,
  unitOf,
  unitOfHeader,
  vatOf,
} from './row-values.js';
import { ItemCategories } from './item-categories.js';
import { ItemNames } from './item-names.js';
import { Sections } from './sections.js';

const MAX_ATTRIBUTES = 50;
const MAX_ATTRIBUTE_CHARS = 500;

/** Reads the rows of one sheet, in order: sections above items matter, and so does what came before in the file. */
export class RowInterpreter {
  private readonly sections = new Sections();
  private readonly foldedHeaders: string[];
  private readonly headVat: Vat | null;
  private readonly headCurrency: string | null;
  private readonly headUnit: string;
  private readonly spare: readonly number[];
  private readonly names: ItemNames;
  private readonly categories: ItemCategories;
  private readonly kopecks: number | null;
  private readonly reduced: number | null;
  private belowHeader = true;

  /**
   * @param seen identity → row number of every item of the file so far, shared by its sheets.
   * @param title of the section that the first rows stand in, or null.
   */
  constructor(
    private readonly head: TableHead,
    private readonly lookup: UnitLookup,
    private readonly currency: string,
    private readonly seen: RowNumbers,
    title: string | null,
  ) {
    if (title !== null) this.sections.enter(title);
    this.foldedHeaders = head.headers.map(foldHeader);
    const priceHeader = head.columns.price === undefined ? '' : (head.headers[head.columns.price] ?? '');
    const { priceNote } = head;
    this.headVat = findVat(priceHeader) ?? findVat(priceNote);
    this.headCurrency =
      (findCurrency(priceHeader.replaceAll('_', ' ')) ?? findCurrency(priceNote))?.code ?? null;
    this.kopecks = kopecksBeside(head);
    this.reduced = reducedBeside(head);
    this.headUnit = unitOfHeader(priceHeader, lookup) || unitOfHeader(priceNote, lookup);
    const used = new Set([...Object.values(head.columns), ...head.categoryLevels]);
    this.spare = head.headers.flatMap((header, column) =>
      used.has(column) || header === '' ? [] : [column],
    );
    this.categories = new ItemCategories(head.categoryLevels, head.categoryOnce);
    this.names = new ItemNames(head, lookup, this.spare);
  }

  /** @returns null for a row that is no item: a section, a repeated header, a line of dashes. */
  read(row: RawRow): ReadRow | null {
    const filled = row.cells.filter((cell) => !isEmptyCell(cell));
    if (filled.length === 0 || filled.every((cell) => /^[-–—=_*.\s]+$/u.test(cellText(cell)))) return null;
    if (this.isHeaderAgain(row) || isTotal(filled)) return null;
    const below = this.belowHeader;
    this.belowHeader = false;
    if (below && isColumnNumbers(filled)) return null;
    const cells = new RowCells(this.head, row);
    if (below && isEmptyCell(cells.at('name')) && (areWords(filled) || this.areUnits(filled))) return null;
    if (this.isSection(cells, filled)) {
      const only = cellText(filled[0] ?? null);
      this.sections.enter(filled.length === 1 ? only : cells.text('name'));
      this.names.enterSection();
      return null;
    }
    return this.readItem(cells);
  }

  private readItem(cells: RowCells): ReadRow {
    const { name: nameText, unit: unitInName } = this.names.read(cells, this.sections.title);
    if (nameText === '' || !/[\p{L}\p{N}]/u.test(nameText)) {
      return cells.rejected('name', 'name_missing', 'The row has no name.', cells.at('name'));
    }
    this.sections.item();
    const name = cells.limited(nameText, 500, 'name');
    if (name.includes('\ufffd')) {
      const message = 'The name holds bytes that are no text in this encoding.';
      cells.warn('name', 'undecodable_text', message, name);
    }
    let sku: string | null = cells.text('sku') || null;
    if (sku !== null && /^[-–—]+$/u.test(sku)) sku = null;
    if (sku !== null && sku.length > 100) {
      return cells.rejected('sku', 'sku_too_long', 'An article number has at most 100 characters.', sku);
    }

    const price = readPrice(priceCellOf(cells, this.kopecks, this.reduced));
    const unitText = cells.text('unit') || unitInName || price?.unitText || this.headUnit;
    const { unit, packQuantity } = unitOf(cells, unitText, this.lookup);
    checkPackQuantity(cells);
    const categoryPath = this.categories.read(cells, this.sections.path);
    const unitKey = unit?.code ?? normaliseUnitKey(unitText);
    const identity = this.identify(cells, sku, name, unitKey, categoryPath);
    if (typeof identity !== 'string') return identity;
    if (price === null) {
      return cells.rejected('price', 'bad_price', 'The price cannot be read.', cells.at('price'), identity);
    }
    remarkOnPrice(cells, price);
    const currency = currencyOf(cells, price, this.headCurrency ?? this.currency);
    const vat = vatOf(cells, price, this.headVat);
    const perUnit = price.amount === null ? null : new Decimal(price.amount).div(packQuantity);
    const gtin = gtinOf(cells);
    const priceDate = priceDateOf(cells);
    const attributes = this.attributes(cells);
    const stock = this.stock(cells, attributes);
    this.remarkOnExtraCells(cells);
    const description = cells.text('description');
    const item: Item = {
      itemKey: identity,
      sku,
      name,
      description: description === '' ? null : cells.limited(description, 5000, 'description'),
      categoryPath,
      brand: cells.limited(cells.text('brand'), 200, 'brand') || null,
      unitCode: unit?.code ?? null,
      unitRaw:
        unitText === '' || (unit !== null && packQuantity === '1')
          ? null
          : cells.limited(unitText, 100, 'unit'),
      packQuantity,
      priceKind: price.kind,
      priceAmount: price.amount,
      priceCurrency: price.amount === null ? null : currency,
      unitPrice: perUnit?.toDecimalPlaces(4).toFixed() ?? null,
      basePrice:
        perUnit
          ?.div(unit?.factorToBase ?? 1)
          .toDecimalPlaces(10)
          .toFixed() ?? null,
      vatIncluded: vat?.included ?? null,
      vatRate: vat?.rate ?? null,
      priceDate,
      stock,
      gtin,
      attributes,
    };
    return cells.done(item, identity);
  }

  /** A row of one cell is a section, where it has no price and is no name in a list whose categories a column tells. */
  private isSection(cells: RowCells, filled: readonly Cell[]): boolean {
    const { columns, headers, isTitled, isPriced } = this.head;
    if (isTitled && isBareRow(cells.row.cells, headers, columns)) return true;
    const isTitle = columns.category === undefined || isEmptyCell(cells.at('name'));
    const isBare = isTitle && filled.length === 1 && isPriced;
    return isBare && isEmptyCell(cells.at('price')) && Object.keys(columns).length > 1;
  }

  /** "кг | руб." right below a header. */
  private areUnits(filled: readonly Cell[]): boolean {
    return filled.every((cell) => {
      const text = cellText(cell);
      return this.lookup(text) !== null || findCurrency(text)?.length === text.length;
    });
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

  /** Identity of an item, told apart by its category where the file has its name and unit twice; a repetition is rejected. */
  private identify(
    cells: RowCells,
    sku: string | null,
    name: string,
    unitKey: string,
    categoryPath: string | null,
  ): string | ReadRow {
    let key = itemKey(sku, name, unitKey);
    let first = this.seen.get(shortKey(key));
    if (first !== undefined && sku === null && categoryPath !== null) {
      key = itemKey(null, name, unitKey, categoryPath.toLowerCase());
      if (!this.seen.has(shortKey(key))) {
        const message = `Row ${first} has the same name and unit; this one is told apart by its category.`;
        cells.warn('name', 'same_name', message, name);
        first = undefined;
      }
    }
    if (first !== undefined) {
      const [field, what] = sku === null ? (['name', 'name and unit'] as const) : (['sku', 'article number'] as const); // prettier-ignore
      const message = `Row ${first} has the same ${what}; that one stands.`;
      return cells.rejected(field, 'duplicate_row', message, sku ?? name);
    }
    this.seen.set(shortKey(key), cells.row.rowNumber);
    return key;
  }

  private stock(cells: RowCells, attributes: Record<string, string | number>): string | null {
    const text = cells.text('stock');
    if (text === '') return null;
    const stock = stockOf(text);
    const header = this.head.headers[this.head.columns.stock ?? -1];
    if (stock === null && header) attributes[header.slice(0, 100)] = text.slice(0, MAX_ATTRIBUTE_CHARS);
    return stock;
  }

  private remarkOnExtraCells(cells: RowCells): void {
    const extra = cells.row.cells.slice(this.head.headers.length).find((cell) => !isEmptyCell(cell));
    if (extra !== undefined) {
      cells.warn(null, 'extra_cells', 'The row has more cells than the header.', extra);
    }
  }

  private attributes({ row }: RowCells): Record<string, string | number> {
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
}

/** A sum, or the number of a printed page: "Итого | 147 000", "стр. 1". */
function isTotal(filled: readonly Cell[]): boolean {
  const [first = '', ...others] = filled.map(cellText);
  if (filled.length === 1)
    return /^(?:(?:итог|всего|в том числе|в т\.? ?ч\.?|ндс)|(?:стр|страница|page)\.? ?\d)/iu.test(first);
  const isSum = /^(?:итог|всего|в том числе|в т\.? ?ч\.?|ндс|сумма|(?:sub|grand )?total(?!\s*\p{L}))/iu.test(
    first,
  );
  return isSum && others.length > 0 && others.every((text) => readPrice(text) !== null);
}

/** "1 | 2 | 3 | 4" right below a header: the numbers of the columns, as printed forms have them. */
function isColumnNumbers(filled: readonly Cell[]): boolean {
  return filled.length >= 3 && filled.every((cell, i) => cellText(cell) === String(i + 1));
}

/** "нал. | безнал." right below a header. */
function areWords(filled: readonly Cell[]): boolean {
  return filled.length > 1 && filled.every((cell) => /^[^\d]{1,25}$/u.test(cellText(cell)));
}

/** 52 bits of a key: a million rows fit in memory, and two of them meet once in ten thousand such files. */
function shortKey(key: string): number {
  return Number.parseInt(key.slice(0, 8) + key.slice(9, 13) + key.slice(15, 16), 16);
}
