import { ImportFault } from '../import-error.js';
import { cellText, isEmptyCell, type RawRow } from '../values/cell.js';
import type { UnitLookup } from '../values/unit-value.js';
import type { ColumnChoice } from './choose-columns.js';
import { fieldsOfHeader, foldHeader, FIELDS, type Field } from './fields.js';
import { columnCalled, findHeaderless } from './headerless.js';
import { SAMPLE_ROWS, tableHead, type TableHead } from './table-head.js';
import { findUnnamedGoods, goodsTitle, isHeaderText, titleAbove } from './unnamed-goods.js';

/** Rows at the top among which the header is looked for: titles, addresses and logos stand above it. */
export const HEADER_SEARCH_ROWS = 60;
/** What speaks for a header of two rows once it looks like one: joined headers say more, though each of them is less usual. */
const TWO_ROWS = 0.5;
/** How surely a header must mean the price where no other says that a table is of goods. */
const SURELY = 0.8;

/** What the empty corner of a matrix is called: a column without a header could be neither reported nor remembered. */
const UNCALLED = 'Вид';

/** Our field → column header, as a caller or a supplier's memory states it; '' when no column is the field, whatever it looks like. */
export type Mapping = Partial<Record<Field, string>>;

/**
 * Finds the header row and what its columns mean.
 *
 * @param rows first rows of the sheet.
 * @param mapping headers the caller decided on; every one that is not '' must be found.
 * @param remembered headers of the supplier's last list; used where they are found.
 * @param title what the tab of the sheet says of its goods, or null.
 * @returns null when no row has a name column, nor another that says what the goods are.
 * @throws ImportFault `mapping_column_missing`.
 */
export function findHeader(
  rows: readonly RawRow[],
  lookup: UnitLookup,
  mapping: Mapping,
  remembered: Mapping,
  title: string | null = null,
): TableHead | null {
  const given = named(mapping);
  const before = named(remembered).filter(([field]) => mapping[field] === undefined);
  const wanted = given.map(([, header]) => foldHeader(header));
  const known = new Map(before.map(([field, header]) => [foldHeader(header), field]));
  const without = withoutColumn({ ...remembered, ...mapping });
  let best: { index: number; score: number; height: number } | null = null;
  const limit = Math.min(rows.length, HEADER_SEARCH_ROWS);
  for (let index = 0; index < limit; index += 1) {
    for (const height of [1, 2]) {
      const texts = headerTexts(rows, index, height);
      if (texts === null) continue;
      const score = headerScore(texts, wanted, known) + (height - 1) * TWO_ROWS;
      if (score > 0 && (best === null || score > best.score)) best = { index, score, height };
    }
  }
  if (best === null) {
    const headerless = headOfHeaderless(rows, lookup, given, without);
    if (wanted.length > 0 && headerless === null) throw missing(mapping, rows);
    return headerless ?? findHeaderOfUnnamed(rows, lookup, without, title);
  }
  const headers = headerTexts(rows, best.index, best.height) ?? [];
  const fixed: ColumnChoice = {};
  for (const [field, header] of given) {
    const column = headers.findIndex((text) => foldHeader(text) === foldHeader(header));
    if (column < 0) throw missing(mapping, rows, headers);
    fixed[field] = column;
  }
  for (const [field, header] of before) {
    const column = headers.findIndex((text) => foldHeader(text) === foldHeader(header));
    if (column >= 0 && fixed[field] === undefined && !Object.values(fixed).includes(column))
      fixed[field] = column;
  }
  const head = tableHead(rows, best, headers, lookup, fixed, without);
  if (head.columns.name === undefined) return null;
  const isCalledName = fieldsOfHeader(headers[head.columns.name] ?? '').some(({ field }) => field === 'name');
  // Who was told, or remembers, that "Марка бетона" is the name reads it as whoever finds it out.
  const unnamed = isCalledName ? null : headOfUnnamed(rows, best, headers, lookup, fixed, without, title);
  return unnamed?.columns.name === head.columns.name ? unnamed : head;
}

/** What the columns of a table without a header mean, by what they hold or by a mapping that counts them; null where nothing tells. */
function headOfHeaderless(
  rows: readonly RawRow[],
  lookup: UnitLookup,
  given: readonly [Field, string][],
  without: ReadonlySet<Field>,
): TableHead | null {
  const counted = given.map(([field, header]) => [field, columnCalled(header)] as const);
  if (counted.some(([, column]) => column === null) || without.has('name')) return null;
  const table = findHeaderless(rows, lookup, Object.fromEntries(counted));
  return table && tableHead(rows, table, table.headers, lookup, table.columns, without);
}

/** The first row that can be a header and has a price, where a column without a name for it says what the goods are. */
function findHeaderOfUnnamed(
  rows: readonly RawRow[],
  lookup: UnitLookup,
  without: ReadonlySet<Field>,
  title: string | null,
): TableHead | null {
  if (without.has('name')) return null;
  for (let index = 0; index < Math.min(rows.length - 1, HEADER_SEARCH_ROWS); index += 1) {
    const headers = rows[index]?.cells.map(cellText) ?? [];
    const filled = headers.filter((text) => text !== '');
    if (filled.length < 2 || !isHeaderText(filled[0] ?? '')) continue;
    const head = headOfUnnamed(rows, { index, height: 1 }, headers, lookup, {}, without, title);
    const price = head?.columns.price === undefined ? '' : (headers[head.columns.price] ?? '');
    const isPriced = fieldsOfHeader(price).some(({ field, score }) => field === 'price' && score >= SURELY);
    if (head && (isPriced || head.matrix)) return head;
  }
  return null;
}

/** What the columns mean where none is called a name, and one says what the goods are all the same; null where none does. */
function headOfUnnamed(
  rows: readonly RawRow[],
  place: { index: number; height: number },
  headers: string[],
  lookup: UnitLookup,
  fixed: ColumnChoice,
  without: ReadonlySet<Field>,
  ofSheet: string | null,
): TableHead | null {
  const title = titleAbove(rows[place.index - 1]) ?? goodsTitle(ofSheet ?? '');
  const below = rows.slice(place.index + place.height).slice(0, SAMPLE_ROWS);
  const goods = findUnnamedGoods(headers, below, title);
  if (!goods) return null;
  const decided = { ...fixed, name: fixed.name ?? goods.column };
  const called = headers.map((header, column) =>
    column === decided.name && header === '' ? UNCALLED : header,
  );
  const head = tableHead(rows, place, called, lookup, decided, without, goods);
  // Marks and sizes alone are called alike: what else is told of them belongs to the name.
  return { ...head, title, namesRepeated: true };
}

/** The fields that a column is named for. */
function named(mapping: Mapping): [Field, string][] {
  return (Object.entries(mapping) as [Field, string][]).filter(([, header]) => header !== '');
}

/** The fields that no column is to be taken for. */
export function withoutColumn(mapping: Mapping): ReadonlySet<Field> {
  return new Set(FIELDS.filter((field) => mapping[field] === ''));
}

/** Texts of a header of one row, or of two of which the upper one groups columns ("Цена" over "опт" and "розница"). */
function headerTexts(rows: readonly RawRow[], index: number, height: number): string[] | null {
  const upper = rows[index]?.cells.map(cellText) ?? [];
  if (height === 1) return upper;
  const lower = rows[index + 1]?.cells.map(cellText);
  if (!lower?.some((text) => text !== '')) return null;
  // A second header row has words where the first one is empty or groups; a data row has a name below the name.
  const name = upper.findIndex((text) => fieldsOfHeader(text).some(({ field }) => field === 'name'));
  if (name < 0 || lower[name] !== '') return null;
  // Something must stand below a gap of the upper row, where a group reaches; a section title below "Код" stands below a header.
  const words = lower.every((text) => text === '' || /\p{L}/u.test(text));
  if (!words || !lower.some((text, column) => text !== '' && (upper[column] ?? '') === '')) return null;
  let group = '';
  const width = Math.max(upper.length, lower.length);
  return Array.from({ length: width }, (_, column) => {
    const above = upper[column] ?? '';
    const below = lower[column] ?? '';
    if (above !== '') group = above;
    if (below === '') return above;
    return above === '' ? `${group} ${below}`.trim() : `${above} ${below}`;
  });
}

function headerScore(
  texts: readonly string[],
  wanted: readonly string[],
  known: ReadonlyMap<string, Field>,
): number {
  const fields = new Map<Field, number>();
  let matched = 0;
  for (const text of texts) {
    if (text.length > 120) return 0;
    if (wanted.includes(foldHeader(text)) && text !== '') matched += 1;
    const field = text === '' ? undefined : known.get(foldHeader(text));
    if (field !== undefined) fields.set(field, 1);
    for (const { field, score } of fieldsOfHeader(text).slice(0, 2)) {
      fields.set(field, Math.max(fields.get(field) ?? 0, score));
    }
  }
  if (wanted.length > 0 && matched > 0) return 100 * matched + fields.size;
  if (!fields.has('name') || wanted.length > 0) return 0;
  // One word alone is a title ("Материалы"); a header has company, unless the table has a single column.
  const filled = texts.filter((text) => text !== '').length;
  const sum = [...fields.values()].reduce((a, b) => a + b, 0);
  return filled === 1 ? Math.min(sum, 0.5) : fields.size === 1 ? 0.6 * sum : sum;
}

function missing(mapping: Mapping, rows: readonly RawRow[], headers?: readonly string[]): ImportFault {
  const seen = headers ?? headersSeen(rows);
  const names = named(mapping).map(([field, header]) => `${field}: "${header}"`);
  return new ImportFault(
    'mapping_column_missing',
    `The mapping names columns that the file does not have (${names.join(', ')}). Headers seen: ${listed(seen)}.`,
  );
}

/** What a reader needs to help himself: the widest of the first rows. */
export function noHeaderFault(rows: readonly RawRow[]): ImportFault {
  const seen = headersSeen(rows);
  // A header that means nothing to us is likelier the name than one that means an article number.
  const example = seen.find((header) => fieldsOfHeader(header).length === 0) ?? seen[0] ?? 'Column 1';
  return new ImportFault(
    'no_header',
    `No column with the name of the goods was found. Headers seen: ${listed(seen)}. ` +
      `Name it with mapping, for example {"name": "${example}"}; fields: ${FIELDS.join(', ')}. ` +
      'Where the file begins with goods, count its columns: {"name": "Column 1", "price": "Column 2"}.',
  );
}

function headersSeen(rows: readonly RawRow[]): string[] {
  let widest: string[] = [];
  for (const row of rows.slice(0, HEADER_SEARCH_ROWS)) {
    const texts = row.cells.filter((cell) => !isEmptyCell(cell)).map(cellText);
    if (texts.length > widest.length) widest = texts;
  }
  return widest;
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 30).map((text) => `"${text.slice(0, 60)}"`);
  return shown.length === 0 ? 'none' : shown.join(', ') + (texts.length > 30 ? ', …' : '');
}
