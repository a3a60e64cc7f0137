import { cellText, isEmptyCell, type Cell, type RawRow } from '../values/cell.js';
import { readPrice } from '../values/money-value.js';
import type { UnitLookup } from '../values/unit-value.js';
import type { ColumnChoice } from './choose-columns.js';
import { profileColumn, type ColumnProfile } from './column-profile.js';
import { goodsNoun } from './goods-nouns.js';

/** A table without a header that says anything to us, and what its columns are by what they hold. */
export interface HeaderlessTable {
  /** Index of its first row. */
  index: number;
  /** Rows of a header in another language; 0 where it begins with goods. */
  height: 0 | 1;
  /** What its columns are called, so that a mapping can name them; '' for the numbers of the rows. */
  headers: string[];
  columns: ColumnChoice;
}

const NEARLY_ALL = 0.8;
/** Share of the names that must say what goods are called: a list of anything else is none of goods. */
const CALLED_GOODS = 0.3;
/** Words of a name among which that is looked for. */
const FIRST_WORDS = 3;
const FEWEST_ROWS = 2;
/** A code of so many digits, or with a zero before them, is no price. */
const IS_CODE = /^(?:0\d+|\d{7,})$/;
const HAS_HUNDREDTHS = /\d[.,]\d{1,2}(?!\d)/;

/** What a column without a header is called: "Column 2". */
export function columnHeader(column: number): string {
  return `Column ${column + 1}`;
}

/** Index of the column that is called so; null for any other header. */
export function columnCalled(header: string): number | null {
  const [, number] = /^column (\d{1,4})$/i.exec(header.trim()) ?? [];
  return number === undefined ? null : Number(number) - 1;
}

/**
 * Reads a list whose header is not there or in no language of ours: one column holds names that say what goods are called, and one alone can be the price.
 *
 * @param rows first rows of the sheet.
 * @param given columns that the caller counted: then nothing else needs to tell the name and the price.
 * @returns null where that is not so.
 */
export function findHeaderless(
  rows: readonly RawRow[],
  lookup: UnitLookup,
  given: ColumnChoice = {},
): HeaderlessTable | null {
  const index = rows.findIndex(isWide);
  const wide = rows.slice(Math.max(0, index)).filter(isWide);
  const height = wide[0]?.cells.some((cell) => isPrice(cell) || areGoods([cell])) === true ? 0 : 1;
  const goods = wide.slice(height);
  if (index < 0 || goods.length < FEWEST_ROWS) return null;
  const width = Math.max(...goods.map(({ cells }) => cells.length));
  const columns = Array.from({ length: width }, (_, column) =>
    goods.map(({ cells }) => cells[column] ?? null),
  );
  const profiles = columns.map((cells) => profileColumn(cells, lookup));
  const isFilled = ({ filled }: ColumnProfile): boolean => filled >= NEARLY_ALL * goods.length;
  const taken = new Set(Object.values(given));
  const where = (is: (profile: ColumnProfile, cells: readonly Cell[]) => boolean): number[] =>
    profiles.flatMap((profile, column) =>
      !taken.has(column) && is(profile, columns[column] ?? []) ? [column] : [],
    );

  const [found] = where(
    (profile, cells) => isFilled(profile) && profile.worded >= NEARLY_ALL && areGoods(cells),
  );
  const name = given.name ?? found;
  const numbers = where((_, cells) => areRowNumbers(cells));
  const priced = where(
    (profile, cells) => isFilled(profile) && profile.price >= NEARLY_ALL && !cells.some(isCode),
  ).filter((column) => column !== name && !numbers.includes(column));
  const price = given.price ?? onlyPrice(priced, profiles, columns);
  const isPriced = price !== null && isPrice(goods[0]?.cells[price] ?? null);
  if (name === undefined || (given.name === undefined && !isPriced)) return null;
  const [unit] = where((profile) => profile.unit >= NEARLY_ALL).filter((column) => column !== name);
  const [sku] = where(
    (profile, cells) => isFilled(profile) && profile.coded >= NEARLY_ALL && areDistinct(cells),
  ).filter((column) => column < name && !numbers.includes(column) && !priced.includes(column));
  return {
    index: height === 0 && startsWithSection(rows, index) ? index - 1 : index,
    height,
    headers: columns.map((_, column) => {
      const header = height === 0 ? '' : cellText(wide[0]?.cells[column] ?? null);
      return header !== '' ? header : numbers.includes(column) ? '' : columnHeader(column);
    }),
    columns: {
      name,
      ...(price === null ? {} : { price }),
      ...(unit === undefined ? {} : { unit }),
      ...(sku === undefined ? {} : { sku }),
      ...given,
    },
  };
}

/** Whether the row above the goods is the title of a section like others below. */
function startsWithSection(rows: readonly RawRow[], index: number): boolean {
  const isTitle = ({ cells }: RawRow): boolean => cells.filter((cell) => !isEmptyCell(cell)).length === 1;
  const above = rows[index - 1];
  return above !== undefined && isTitle(above) && rows.slice(index).some(isTitle);
}

function isWide({ cells }: RawRow): boolean {
  return cells.filter((cell) => !isEmptyCell(cell)).length > 1;
}

/** Whether it tells a price, or that one is told on request. */
function isPrice(cell: Cell): boolean {
  const price = readPrice(cell);
  return price !== null && price.kind !== 'none';
}

function areGoods(cells: readonly Cell[]): boolean {
  const names = cells.map(cellText).filter((text) => text !== '');
  const called = names.filter((name) =>
    (
      name
        .slice(0, 200)
        .toLowerCase()
        .replaceAll('ё', 'е')
        .match(/\p{L}+/gu) ?? []
    )
      .slice(0, FIRST_WORDS)
      .some((word) => goodsNoun(word) !== null),
  );
  return called.length >= CALLED_GOODS * names.length;
}

/** 1, 2, 3 from the first row on. */
function areRowNumbers(cells: readonly Cell[]): boolean {
  const numbers = cells.map(cellText).filter((text) => text !== '');
  return numbers.length > 1 && numbers.every((text, i) => Number(text.replace(/\.$/, '')) === i + 1);
}

function isCode(cell: Cell): boolean {
  return IS_CODE.test(cellText(cell));
}

function areDistinct(cells: readonly Cell[]): boolean {
  const codes = cells.map(cellText).filter((text) => text !== '');
  return new Set(codes).size === codes.length;
}

/** Of the columns that may be prices the one that names a currency, or has hundredths; null where several are as likely. */
function onlyPrice(
  candidates: readonly number[],
  profiles: readonly ColumnProfile[],
  columns: readonly (readonly Cell[])[],
): number | null {
  const money = candidates.filter((column) => (profiles[column]?.money ?? 0) >= NEARLY_ALL);
  const exact = candidates.filter((column) =>
    columns[column]?.some((cell) => HAS_HUNDREDTHS.test(cellText(cell))),
  );
  const [only, ...others] = [money, exact, candidates].find(({ length }) => length > 0) ?? [];
  return only === undefined || others.length > 0 ? null : only;
}
