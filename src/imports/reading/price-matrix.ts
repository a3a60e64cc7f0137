import { cellText, isEmptyCell, type Cell, type RawRow } from '../values/cell.js';
import { readPrice } from '../values/money-value.js';
import type { ColumnChoice } from './choose-columns.js';
import { fieldsOfHeader, foldHeader } from './fields.js';
import { isKindHeader } from './kind-headers.js';

/** Prices of a thing by its kinds, across the row: "Профнастил С8 | 450 | 480" below "Толщина, мм" over "0,45 | 0,5". */
export interface PriceMatrix {
  columns: readonly number[];
  /** What each column is: "0,45". */
  labels: readonly string[];
  /** What they all are: "Толщина, мм"; '' where no header says it. */
  kind: string;
  /** Rows of labels below the header. */
  height: 0 | 1;
}

/** A size and nothing else: "0,45", "50х50 мм", "М8". */
const IS_SIZE = /^[øØМM]?\d[\d.,xх*×/\- ]*\s?(?:мм|см|м|л|кг|mm|cm|m|l|kg|in|ft|")?\.?$/iu;
/** A kind and its size: "Полиэстер 0,45", "Полотно 600". */
const IS_SIZED_KIND = /^\p{L}{3,}(?: \p{L}+)? [øØ]?\d[\d.,xх*×/-]*\d\s?(?:мм|см|м|мм\.|mm|cm|m)?$/iu;
/** Several of these are counted, too, and tell no price. */
const OF_NO_KIND =
  /^(?:склад|магазин|филиал|остат|налич|колон|столб|поле|column|field|warehouse|store|stock|year|год)/iu;
/** What is measured of a thing in figures that are no price, folded. */
const MEASURED =
  /^(?:вес|масса|плотность|мощность|прочность|нагрузка|расход|кол|шт|объем|площадь|срок|температура|давление|теплопров|№|п п|weight|density|power|load|qty|mass|area|volume|no)/;
const IN_UNITS = /[,(]\s*(?:мм|см|м|кг|г|т|л|вт|квт|шт|м2|м3|mm|kg)\.?\)?$/iu;
/** What concrete is made on, which is another concrete at another price, folded: "На гравии, руб/м3 | На граните, руб/м3". */
const OF_FILLER =
  /^(?:цена )?(?:бетон )?((?:на )?(?:гравии|граните|известняке|гравий|гранит|известняк)(?: щебень)?)(?: (?:цена|руб|р|₽).*)?$/;
const OF_PRICE = /^(?:цена|цены|стоимость|price)/iu;
/** Share of the cells below that must be prices. */
const MOSTLY = 0.8;

/**
 * Finds the columns of a matrix, in the header itself or in the row of labels below it.
 *
 * @param headers texts of the header row.
 * @param below rows below the header.
 * @param columns what the columns mean as far as it is known.
 * @param byKind no column is called a name, nor its header what the goods are: whatever stands beside what the rows are then are kinds, "PN10 | PN20" beside "D, мм".
 * @returns null where there is none, as nearly always, or a column tells the price.
 */
export function findPriceMatrix(
  headers: readonly string[],
  below: readonly RawRow[],
  columns: ColumnChoice,
  byKind: boolean,
): PriceMatrix | null {
  const ofFillers = byFiller(headers, below);
  if (ofFillers) return ofFillers;
  if (columns.price !== undefined) return null;
  const used = new Set(Object.values(columns));
  return inHeader(headers, below, used, byKind) ?? inRowBelow(headers, below, used);
}

function inHeader(
  headers: readonly string[],
  below: readonly RawRow[],
  used: ReadonlySet<number>,
  byKind: boolean,
): PriceMatrix | null {
  const firstWords = headers.map((header) => foldHeader(header).split(' ')[0] ?? '');
  // "Сорт А | Сорт АВ".
  const isOneOfKind = (header: string): boolean => {
    const [first = '', second] = foldHeader(header).split(' ');
    return (
      isKindHeader(first) && second !== undefined && firstWords.filter((word) => word === first).length > 1
    );
  };
  const isKind = (header: string): boolean =>
    (byKind ? isKindBesideKind(header) : isKindOfPrice(header)) || isOneOfKind(header);
  const columns = headers.flatMap((header, column) =>
    !used.has(column) && isKind(header) && arePrices(below, column) ? [column] : [],
  );
  const labels = columns.map((column) => headers[column] ?? '');
  return columns.length < 2 ? null : { columns, labels, kind: '', height: 0 };
}

/** Each of these columns looks like the price, and is that of a kind. */
function byFiller(headers: readonly string[], below: readonly RawRow[]): PriceMatrix | null {
  const fillers = headers.map((header) => OF_FILLER.exec(foldHeader(header))?.[1] ?? '');
  const columns = fillers.flatMap((filler, column) =>
    filler !== '' && arePrices(below, column) ? [column] : [],
  );
  const [first = '', ...others] = columns.map((column) => headers[column] ?? '');
  if (others.length === 0) return null;
  const inUnits = /руб.*|р\..*|₽.*/iu.exec(first)?.[0];
  return {
    columns,
    labels: columns.map((column) => fillers[column] ?? ''),
    kind: inUnits === undefined ? '' : `Цена, ${inUnits}`,
    height: 0,
  };
}

function isKindOfPrice(header: string): boolean {
  return IS_SIZE.test(header) || (IS_SIZED_KIND.test(header) && !OF_NO_KIND.test(header));
}

function isKindBesideKind(header: string): boolean {
  const folded = foldHeader(header);
  const isMeaning =
    fieldsOfHeader(header).length > 0 ||
    isKindHeader(folded) ||
    MEASURED.test(folded) ||
    IN_UNITS.test(header);
  return isKindOfPrice(header) || (/\p{L}{2}/u.test(header) && !isMeaning && !OF_NO_KIND.test(header));
}

function inRowBelow(
  headers: readonly string[],
  [row, ...below]: readonly RawRow[],
  used: ReadonlySet<number>,
): PriceMatrix | null {
  const filled = (row?.cells ?? []).flatMap((cell, column) => (isEmptyCell(cell) ? [] : [column]));
  const [first = -1] = filled;
  const kind = headers[first] ?? '';
  const isOne = filled.every((column, i) => column === first + i && !used.has(column));
  const isBelowOne = filled.slice(1).every((column) => (headers[column] ?? '') === '');
  const isKind = isKindHeader(foldHeader(kind)) || OF_PRICE.test(kind);
  if (filled.length < 2 || !isOne || !isBelowOne || !isKind) return null;
  if (!filled.every((column) => arePrices(below, column))) return null;
  return {
    columns: filled,
    labels: filled.map((column) => cellText(row?.cells[column] ?? null)),
    kind,
    height: 1,
  };
}

function arePrices(rows: readonly RawRow[], column: number): boolean {
  // A dash says that there is none of the kind.
  const read = rows.map(({ cells }) => readPrice(cells[column])).filter((price) => price?.kind !== 'none');
  const prices = read.filter((price) => price?.amount != null);
  return prices.length > 0 && prices.length >= MOSTLY * read.length;
}

/** The row as one of a single kind: its label in the first column of the matrix, its price behind all the others; all empty where it has none. */
export function rowOfKind(
  row: RawRow,
  { columns, labels }: PriceMatrix,
  kind: number,
  width: number,
): RawRow {
  const price = row.cells[columns[kind] ?? -1] ?? null;
  const isPriced = columns.some((column) => !isEmptyCell(row.cells[column] ?? null));
  if (isPriced && readPrice(price)?.kind === 'none') return { ...row, cells: [] };
  const cells: Cell[] = Array.from({ length: width }, (_, column) =>
    columns.includes(column) ? null : (row.cells[column] ?? null),
  );
  if (isPriced) cells[columns[0] ?? 0] = labels[kind] ?? null;
  return { ...row, cells: [...cells, price] };
}
