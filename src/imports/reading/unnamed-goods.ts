import { cellText, isEmptyCell, type RawRow } from '../values/cell.js';
import { fieldsOfHeader, foldHeader } from './fields.js';
import { goodsNoun } from './goods-nouns.js';
import { isCalledBy, isKindHeader } from './kind-headers.js';

/** Which column of a table says what its goods are, where none is called a name. */
export interface UnnamedGoods {
  column: number;
  /** What they all are, as the header says: "Бетон" of "Марка бетона"; null where it does not. */
  thing: string | null;
  /** It tells their size, mark or kind alone: the titles of sections, or that of the table, say what they are. */
  isKind: boolean;
}

/** What goods of one kind are told apart by: "Марка и сечение кабеля", "Типоразмер трубы". */
const KIND_OF =
  /^(?:марка|вид|тип|класс|сорт|серия|модель|профиль|размеры?|типоразмеры?|сечение|диаметр|фракция)(?: и \p{L}+)? (?<noun>\p{L}+)$/u;
const MODEL = /^(?:модель|model|марка|декор)$/;
const SIZE =
  /^(?:сечение|размеры?|типоразмеры?|толщина|диаметр|длина|высота|ширина|d|ду|dn|size|(?:число|количество) жил|марка|тип|модель|обозначение|цвет|декор)(?: |$)/;
/** Share of the rows with anything in them that must tell it. */
const NEARLY_ALL = 0.8;
/** No title is longer; a paragraph is none, and would take time that grows with its square. */
const MAX_TITLE = 400;
/** "Раствор", not "ВВГнг(А)-LS 3х1,5". */
const WORD = /\p{Ll}{3}/u;

/**
 * The column that says what the goods are: the mark or the size of what its own header names ("Марка бетона", "Профнастил"), else the model, else
 * the size or the mark below titles that are the thing ("Доска обрезная"), else names without a header in the first column.
 *
 * @param below rows below the header.
 * @param title of the table, or null.
 * @returns null where there is none.
 */
export function findUnnamedGoods(
  headers: readonly string[],
  below: readonly RawRow[],
  title: string | null,
): UnnamedGoods | null {
  const rows = below.map(({ cells }) => cells.filter((cell) => !isEmptyCell(cell)).length);
  const hasSections = rows.some((filled, row) => filled === 1 && (rows[row + 1] ?? 0) > 1);
  // "Размер/профиль" is either, and no size of profiles.
  const folded = headers.map((header) => foldHeader(header.replace('/', ' или ')));
  const find = (
    thingOf: (header: string, column: number) => string | null | undefined,
  ): UnnamedGoods | null => {
    for (const [column, header] of folded.entries()) {
      if (header === '' || !isTold(below, column)) continue;
      const thing = thingOf(header, column);
      if (thing !== undefined) return { column, thing, isKind: false };
    }
    return null;
  };
  // Above a matrix the corner is empty in many lists.
  const first = title !== null && isTold(below, 0) ? 0 : folded.findIndex((header) => header !== '');
  const isOfKinds = SIZE.test(folded[first] ?? '') || (first === 0 && folded[0] === '');
  const isByKind = (hasSections || title !== null) && isOfKinds && isTold(below, first);
  const hasUncalledNames = folded[0] === '' && isTold(below, 0) && isWorded(below, 0);
  return (
    find((header) => thingOfHeader(header) ?? undefined) ??
    find((header, column) => (MODEL.test(header) && isWorded(below, column) ? null : undefined)) ??
    (isByKind ? { column: first, thing: null, isKind: true } : null) ??
    (hasUncalledNames ? { column: 0, thing: null, isKind: false } : null)
  );
}

/** @param header folded. */
function thingOfHeader(header: string): string | null {
  const noun = KIND_OF.exec(header)?.groups?.noun;
  if (noun !== undefined) return goodsNoun(noun);
  // "Профиль" alone is that of a window as well.
  const isOther = fieldsOfHeader(header).length > 0 || isCalledBy(header) || isKindHeader(header);
  if (isOther || header === 'профиль') return null;
  const [first = '', ...others] = header.split(' ');
  const thing = goodsNoun(first);
  if (thing === null || others.length > 2 || others.some((word) => /\d/.test(word))) return null;
  return [thing, ...others].join(' ');
}

/** Whether nearly all rows of more than one cell have something there. */
function isTold(below: readonly RawRow[], column: number): boolean {
  const rows = below.filter(({ cells }) => cells.filter((cell) => !isEmptyCell(cell)).length > 1);
  const told = rows.filter(({ cells }) => !isEmptyCell(cells[column] ?? null));
  return rows.length > 0 && told.length >= NEARLY_ALL * rows.length;
}

/** Whether words stand there, and no codes alone. */
function isWorded(below: readonly RawRow[], column: number): boolean {
  const texts = below.map(({ cells }) => cellText(cells[column] ?? null)).filter((text) => text !== '');
  return texts.filter((text) => WORD.test(text)).length >= NEARLY_ALL * texts.length;
}

/** The name of goods that the list calls by a mark or a size alone: "Бетон М100". */
export function namedThing(thing: string | null, name: string): string {
  // "Раствор М150" says itself what it is.
  return thing === null || WORD.test(name) ? name : `${thing} ${name}`;
}

/** The title of a table in the row above its header, without what it says of prices: "Окна ПВХ" of "Окна ПВХ, цены в рублях". */
export function titleAbove(above: RawRow | undefined): string | null {
  const [only, ...others] = above?.cells.filter((cell) => !isEmptyCell(cell)) ?? [];
  if (only === undefined || others.length > 0) return null;
  const title = cellText(only)
    .slice(0, MAX_TITLE)
    .replace(/^прайс[\s-]*(?:лист)?\s*[:–-]?\s*/iu, '')
    .replace(/[\s,.;:(–-]*(?:цен[аы]|стоимость|прайс|price).*$/iu, '')
    .trim();
  return goodsTitle(title);
}

/** The title where it begins with what goods are called; else null. */
export function goodsTitle(title: string): string | null {
  return goodsNoun(foldHeader(title).split(' ')[0] ?? '') === null ? null : title;
}

/** What goods are called that stand below a title: "Плита перекрытия" of "ПЛИТЫ ПЕРЕКРЫТИЯ", "Трубы стальные" as they are. */
export function thingOfTitle(title: string): string {
  const [first = '', ...others] = title.split(/\s+/);
  const noun = goodsNoun(foldHeader(first));
  if (noun === null) return title;
  const isLoud = !/\p{Ll}/u.test(title);
  const rest = others.map((word) => (isLoud ? word.toLowerCase() : word)).join(' ');
  // What is said of several is not said of one.
  const isOfMany = /(?:ые|ие)(?![\p{L}])/u.test(rest);
  const many = isLoud ? first.charAt(0) + first.slice(1).toLowerCase() : first;
  return `${isOfMany ? many : noun} ${rest}`.trim();
}

/** Whether the text can be part of a header: no sum, no paragraph. */
export function isHeaderText(text: string): boolean {
  return text.length <= 60 && !/^[\d\s.,+-]+$/.test(text);
}
