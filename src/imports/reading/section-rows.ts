import { cellText, isEmptyCell, type Cell } from '../values/cell.js';
import type { ColumnChoice } from './choose-columns.js';
import { foldHeader, type Field } from './fields.js';

/** Columns a title may have besides its name: groups have codes in many lists, and are counted along. */
const MAY_BE_TOLD: readonly Field[] = ['name', 'sku', 'category'];
const IS_COUNT = /^(?:№|№ ?п ?п|п п|nn|n|no|num|поз|позиция)$/;
/** Share of the rows with a price that must have what the titles lack. */
const NEARLY_ALL = 0.9;
/** Titles one below another, and what share of the rows they may be: more are goods without a price. */
const MOST_LEVELS = 3;
const MOST_TITLES = 0.5;

/** Whether a row has a name and nothing else but a code or a number: the title of the rows below it, or goods of which nothing is known. */
export function isBareRow(
  cells: readonly Cell[],
  headers: readonly string[],
  columns: ColumnChoice,
): boolean {
  if (columns.price === undefined || isBlank(cells, columns.name) || !isBlank(cells, columns.price))
    return false;
  const allowed = new Set(MAY_BE_TOLD.map((field) => columns[field]));
  return cells.every(
    (_, column) =>
      allowed.has(column) || isBlank(cells, column) || IS_COUNT.test(foldHeader(headers[column] ?? '')),
  );
}

/**
 * Whether the bare rows of a list are titles of sections: each has goods with a price below it, and lacks what these have, be it a unit, a
 * code, a number of the next level, or letters in lower case.
 *
 * @param sample rows below the header.
 */
export function areTitled(
  headers: readonly string[],
  sample: readonly (readonly Cell[])[],
  columns: ColumnChoice,
): boolean {
  const isBare = sample.map((cells) => isBareRow(cells, headers, columns));
  // Those of one cell are titles in any case.
  const bare = sample.filter(
    (cells, i) => isBare[i] && cells.filter((cell) => !isEmptyCell(cell)).length > 1,
  );
  const priced = sample.filter((cells) => !isBlank(cells, columns.price));
  if (bare.length === 0 || bare.length > MOST_TITLES * sample.length) return false;
  const isFollowed = isBare.every((is, i) => {
    const next = isBare.indexOf(false, i);
    return !is || (next > i && next - i <= MOST_LEVELS && !isBlank(sample[next] ?? [], columns.price));
  });
  if (!isFollowed) return false;
  const share = (isTold: (cells: readonly Cell[]) => boolean): number =>
    priced.filter(isTold).length / priced.length;
  const hasUnit = share((cells) => !isBlank(cells, columns.unit)) >= NEARLY_ALL;
  const hasSku =
    share((cells) => !isBlank(cells, columns.sku)) >= NEARLY_ALL &&
    bare.every((cells) => isBlank(cells, columns.sku));
  const count = headers.findIndex((header) => IS_COUNT.test(foldHeader(header)));
  const numberOf = (row: number): string => cellText(sample[row]?.[count] ?? null).replace(/\.$/, '');
  // "2" above "2.1".
  const isCounted = isBare.every(
    (is, i) => !is || (numberOf(i) !== '' && numberOf(i + 1).startsWith(`${numberOf(i)}.`)),
  );
  const isLoud = (cells: readonly Cell[]): boolean =>
    isUpperCase(cellText(cells[columns.name ?? -1] ?? null));
  return hasUnit || hasSku || isCounted || (bare.every(isLoud) && share(isLoud) <= 1 - NEARLY_ALL);
}

function isBlank(cells: readonly Cell[], column: number | undefined): boolean {
  return column === undefined || /^[-–—]*$/u.test(cellText(cells[column] ?? null));
}

function isUpperCase(text: string): boolean {
  return /\p{Lu}{3}/u.test(text) && !/\p{Ll}/u.test(text);
}
