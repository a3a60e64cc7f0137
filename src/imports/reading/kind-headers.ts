import { cellText, type Cell } from '../values/cell.js';
import type { ColumnChoice } from './choose-columns.js';
import { foldHeader } from './fields.js';

/** Headers of what a thing is called by beside its name, folded: "Доска обрезная" in one column, "50х150х6000" in the next. */
const CALLED_BY =
  /^(?:модель|model|марка|размеры?|типоразмеры?|сечение|габарит(?:ы|ные размеры)?|формат|раскрой|фасовка|фракция|коллекция|серия|collection|series|sizes?|dims?|dimensions?|nominal size)(?: |$)/;
/** Those that tell kinds of one thing apart where no article number does. */
const KIND =
  /^(?:сорт(?:ность)?|класс|цвет|оттенок|колер|толщина|стенка|длина|ширина|высота|диаметр|глубина|исполнение|тип|покрытие|отделка|поверхность|подвижность|характеристика|база|литраж|емкость|порода|селекция|стеклопакет|вариант|комплектация|мощность|напряжение|открывание|grade|class|colou?r|finish|thickness|length|width|height|diameter|gauge|type)(?: |$)/;
/** Of a package, a price or a risk they say nothing of the thing. */
const OF_ANOTHER = /(?:упак|короб|пачк|поддон|цен|опасн|товар|достав|pack|box|carton|price|product)/;

/** @param header folded. */
export function isCalledBy(header: string): boolean {
  return CALLED_BY.test(header) && !OF_ANOTHER.test(header);
}

/**
 * Whether rows are called the same, so that only their kinds tell them apart: a name and unit that are there twice with one size, or a row without
 * a name below one that has some.
 *
 * @param sample rows below the header.
 */
export function areNamesRepeated(
  headers: readonly string[],
  sample: readonly (readonly Cell[])[],
  { name, unit, price }: ColumnChoice,
): boolean {
  const text = (cells: readonly Cell[], column: number | undefined): string =>
    column === undefined ? '' : cellText(cells[column] ?? null).toLowerCase();
  const calledBy = headers.flatMap((header, column) => (isCalledBy(foldHeader(header)) ? [column] : []));
  const seen = new Set<string>();
  for (const cells of sample) {
    if (text(cells, price) === '') continue;
    const called = text(cells, name);
    const key = [called, text(cells, unit), ...calledBy.map((column) => text(cells, column))].join('\n');
    if (seen.has(key) || (called === '' && seen.size > 0)) return true;
    seen.add(key);
  }
  return false;
}

/** @param header folded. */
export function isKindHeader(header: string): boolean {
  return isCalledBy(header) || (KIND.test(header) && !OF_ANOTHER.test(header));
}
