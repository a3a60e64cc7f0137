import { cellText, isEmptyCell, type Cell, type RawRow } from '../values/cell.js';
import type { UnitLookup } from '../values/unit-value.js';
import { chooseColumns, type ColumnChoice } from './choose-columns.js';
import { foldHeader, type Field } from './fields.js';
import { areNamesRepeated } from './kind-headers.js';
import { findPriceMatrix, type PriceMatrix } from './price-matrix.js';
import { priceNote } from './price-note.js';
import { areTitled } from './section-rows.js';
import type { UnnamedGoods } from './unnamed-goods.js';

/** Rows whose values tell what a column holds. */
export const SAMPLE_ROWS = 200;

/** Share of the rows with the article number of another from which on it tells no goods apart; less is somebody's mistake. */
const SHARED = 0.2;

export interface TableHead {
  /** Row number of the header in the file; null where there is none. */
  headerRow: number | null;
  /** How many of the sampled rows belong to the head and above it. */
  skip: number;
  /** One text a column; merged two-row headers are joined. */
  headers: string[];
  columns: ColumnChoice;
  /** Columns of the levels of categories below the second: "Группа 3". */
  categoryLevels: readonly number[];
  /** Whether a category is told in the first of its rows alone, as merged cells leave it. */
  categoryOnce: boolean;
  /** Whether rows of a name alone are titles of sections. */
  isTitled: boolean;
  /** Whether there is a price anywhere: where there is none, rows of one cell are goods all the same. */
  isPriced: boolean;
  /** Whether several rows are called the same, and other columns tell them apart. */
  namesRepeated: boolean;
  /** Null where a column tells the price, or none. */
  matrix: PriceMatrix | null;
  /** Null where the goods have names. */
  unnamed: UnnamedGoods | null;
  /** What the rows above it say of all prices; '' where they say nothing. */
  priceNote: string;
  /** What the table says above its header that its goods are, where they have no names; else null. */
  title: string | null;
}

/**
 * What the columns below a header mean.
 *
 * @param rows first rows of the sheet.
 * @param place index of the header's first row, and its rows: none where the table begins with goods.
 * @param fixed fields that are decided.
 * @param without fields that no column is to be taken for.
 * @param unnamed what says what the goods are, where no column is called a name.
 */
export function tableHead(
  rows: readonly RawRow[],
  { index, height }: { index: number; height: number },
  headers: string[],
  lookup: UnitLookup,
  fixed: ColumnChoice,
  without: ReadonlySet<Field>,
  unnamed: UnnamedGoods | null = null,
): TableHead {
  const below = rows.slice(index + height);
  const sample = below.slice(0, SAMPLE_ROWS).map(({ cells }) => cells);
  const chosen = chooseColumns(headers, sample, lookup, fixed, without);
  const columns = areSkusShared(sample, chosen) && fixed.sku === undefined ? withoutSku(chosen) : chosen;
  const matrix = findPriceMatrix(headers, below, columns, unnamed !== null && unnamed.thing === null);
  return {
    headerRow: height === 0 ? null : (rows[index]?.rowNumber ?? 1),
    skip: index + height + (matrix?.height ?? 0),
    headers,
    columns,
    categoryOnce: columns.category !== undefined && isToldOnce(sample, columns.category),
    isTitled: areTitled(headers, sample, columns),
    isPriced:
      columns.price === undefined || sample.some((cells) => !isEmptyCell(cells[columns.price ?? -1] ?? null)),
    namesRepeated: areNamesRepeated(headers, sample, columns),
    matrix,
    unnamed,
    priceNote: priceNote(rows.slice(0, index)),
    title: null,
    categoryLevels: categoryLevels(headers, columns),
  };
}

/**
 * Whether article numbers are those of goods that come in several kinds, as 1C prints them: a good part of the rows have that of another row
 * and are called otherwise, or are another kind of it.
 */
function areSkusShared(sample: readonly (readonly Cell[])[], { sku, name, price }: ColumnChoice): boolean {
  if (sku === undefined || name === undefined) return false;
  const priced = sample.filter(
    (cells) => cellText(cells[sku] ?? null) !== '' && cellText(cells[price ?? name] ?? null) !== '',
  );
  const rowsOf = new Map<string, Set<string>>();
  for (const cells of priced) {
    const key = cellText(cells[sku] ?? null);
    const rest = cells.filter((_, column) => column !== sku && column !== price).map(cellText);
    rowsOf.set(key, (rowsOf.get(key) ?? new Set<string>()).add(rest.join('\n')));
  }
  const others = [...rowsOf.values()].reduce((count, rows) => count + rows.size - 1, 0);
  return others >= SHARED * priced.length && others > 1;
}

function withoutSku({ sku: _sku, ...others }: ColumnChoice): ColumnChoice {
  return others;
}

const IS_LEVEL = /^(?:категория|группа|раздел|уровень|ic group|category|group|level) ?(?<level>\d)$/;

/** Below the columns of category and subcategory, in the order of their numbers. */
function categoryLevels(headers: readonly string[], { category, subcategory }: ColumnChoice): number[] {
  if (category === undefined || subcategory === undefined) return [];
  return headers
    .map((header, column) => ({ column, level: Number(IS_LEVEL.exec(foldHeader(header))?.groups?.level) }))
    .filter(({ column, level }) => level >= 2 && column !== category && column !== subcategory)
    .sort((a, b) => a.level - b.level)
    .map(({ column }) => column);
}

/** Whether a column is filled at first, then only where it changes. */
function isToldOnce(sample: readonly (readonly Cell[])[], column: number): boolean {
  const texts = sample.map((cells) => cellText(cells[column] ?? null));
  const filled = texts.filter((text) => text !== '').length;
  const isRepeated = texts.some((text, i) => text !== '' && text === texts[i - 1]);
  return texts[0] !== '' && filled < texts.length && !isRepeated;
}
