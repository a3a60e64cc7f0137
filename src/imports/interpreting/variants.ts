import type { TableHead } from '../reading/table-head.js';
import { foldHeader } from '../reading/fields.js';
import { isCalledBy, isKindHeader } from '../reading/kind-headers.js';
import { cellText, type RawRow } from '../values/cell.js';

/** The unit that a header ends in: "Толщина, мм", "Length (ft)". */
const HEADER_UNIT = /[,(]\s*([^\s,()]{1,5})\)?\s*$/u;

/** What else than the name says which kind of a thing a row is about: its size, and, where several are called the same and have no article numbers, its grade, colour and the like. */
export class Variants {
  private readonly columns: readonly number[];

  /** @param spare columns that are no field. */
  constructor(
    private readonly head: TableHead,
    spare: readonly number[],
  ) {
    // Who begins to tell the colour of what was called alike all along has the same goods as before.
    const areKindsTold = head.namesRepeated && head.columns.sku === undefined;
    const { unit, description } = head.columns;
    // "Фасовка" tells the unit and how much of it is a piece, "Характеристика" describes what tells kinds apart.
    const told = [unit, description].filter((column) => column !== undefined);
    this.columns = [...spare, ...told].filter((column) => {
      const header = foldHeader(head.headers[column] ?? '');
      return areKindsTold ? isKindHeader(header) : isCalledBy(header);
    });
  }

  /** Whether the row says which kind it is. */
  areTold(row: RawRow): boolean {
    return this.columns.some((column) => cellText(row.cells[column] ?? null) !== '');
  }

  /** The name with what it does not say itself: "Доска обрезная 50х150х6000, сорт 1". */
  complete(name: string, row: RawRow): string {
    const parts = this.columns.flatMap((column) => {
      const value = cellText(row.cells[column] ?? null)
        .replace(/\s+/g, ' ')
        .trim();
      // "мешок" is the unit and tells nothing apart, "25 кг" does.
      const isBareUnit = column === this.head.columns.unit && !/\d/.test(value);
      return value === '' || /^[-–—]+$/u.test(value) || isBareUnit || isSaid(value, name)
        ? []
        : [this.told(value, column)];
    });
    return parts.length === 0 ? name : `${name} ${parts.join(', ')}`;
  }

  /** A bare number with its unit, or with what it is: "12 мм", "сорт 1". */
  told(value: string, column: number): string {
    if (!/^\d+(?:[.,]\d+)?(?:-\d+)?$/.test(value)) return value;
    // "Длина \ Диаметр" is the corner of a matrix: what stands below it, and what beside.
    const header = this.head.headers[column]?.split(/\s*\\\s*/)[0] ?? '';
    const unit = HEADER_UNIT.exec(header)?.[1];
    if (unit !== undefined) return `${value} ${unit}`;
    return isCalledBy(foldHeader(header)) ? value : `${foldHeader(header)} ${value}`;
  }
}

/** Whether a name says what a value says: all its figures, or, where it has none, its words but for their endings. */
function isSaid(value: string, name: string): boolean {
  const [asked, said] = [tokensOf(value), tokensOf(name)];
  const figures = asked.filter((token) => /\d/.test(token));
  if (figures.length > 0) return figures.every((figure) => said.includes(figure));
  const text = said.join(' ');
  return asked.every((word) =>
    word.length > 2 ? text.includes(word.length > 4 ? word.slice(0, -2) : word) : said.includes(word),
  );
}

/** "50х150 мм М500" in parts that can be compared: 50, 150, мм, м500. */
function tokensOf(text: string): string[] {
  const folded = text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll(',', '.')
    .replace(/(?<=\d)\s*[xх×*]\s*(?=\d)/gu, ' ');
  return (folded.match(/\p{L}*\d+(?:\.\d+)?|\p{L}+/gu) ?? []).map((token) =>
    /^\d/.test(token) ? String(Number(token)) : token,
  );
}
