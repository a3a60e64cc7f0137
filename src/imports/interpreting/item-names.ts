import type { TableHead } from '../reading/table-head.js';
import { namedThing, thingOfTitle, type UnnamedGoods } from '../reading/unnamed-goods.js';
import { isEmptyCell } from '../values/cell.js';
import type { UnitLookup } from '../values/unit-value.js';
import { composedName, isComposedHeader, unitBehind } from './composed-name.js';
import type { RowCells } from './row-cells.js';
import { Variants } from './variants.js';

export interface ItemName {
  /** '' where the row has none. */
  name: string;
  /** Of a column that tells both; else ''. */
  unit: string;
}

/** What goods are called, whichever columns and rows of a list say it. Rows are to be given in order. */
export class ItemNames {
  private readonly variants: Variants;
  private readonly isComposed: boolean;
  private readonly unnamed: UnnamedGoods | null;
  private readonly hasUnits: boolean;
  /** As it is written. */
  private above: string | null = null;

  /** @param spare columns that are no field. */
  constructor(
    head: TableHead,
    private readonly lookup: UnitLookup,
    spare: readonly number[],
  ) {
    this.variants = new Variants(head, spare);
    this.unnamed = head.unnamed;
    this.hasUnits = head.columns.unit !== undefined;
    this.isComposed = isComposedHeader(head.headers[head.columns.name ?? -1] ?? '');
  }

  /** @param section title of the section the row stands in, or null. */
  read(cells: RowCells, section: string | null): ItemName {
    const { name, unit } = this.written(cells);
    if (name === '') return { name, unit };
    this.above = name;
    const told = this.unnamed?.isKind
      ? ofTitle(this.variants.told(name, this.unnamed.column), section)
      : ofSection(namedThing(this.unnamed?.thing ?? null, name), section);
    return { name: this.variants.complete(told, cells.row), unit };
  }

  /** No name reaches over the title of a section. */
  enterSection(): void {
    this.above = null;
  }

  /** The name of the row, or that of the row above where a merged cell spans both and only the size is another. */
  private written(cells: RowCells): ItemName {
    const text = cells.text('name');
    if (text !== '')
      return this.isComposed
        ? composedName(text, this.lookup)
        : { name: text, unit: this.hasUnits ? '' : unitBehind(text, this.lookup) };
    const isMerged = !isEmptyCell(cells.at('price')) && this.variants.areTold(cells.row);
    if (this.above === null || !isMerged) return { name: '', unit: '' };
    cells.warn('name', 'name_from_above', 'The row has no name; it takes that of the row above.', this.above);
    return { name: this.above, unit: '' };
  }
}

/** A name that is a size alone, below the section that is the thing: "50х150х6000" in "Доска обрезная". */
function ofSection(name: string, section: string | null): string {
  const isSize = /^[\dØø]/u.test(name) && !/\p{L}{4}/u.test(name.replace(/сорт\p{L}*/giu, ''));
  return section !== null && isSize ? `${section} ${name}` : name;
}

/** A size, mark or kind alone, below the title that says of what. */
function ofTitle(kind: string, title: string | null): string {
  const thing = title === null ? '' : thingOfTitle(title);
  const [first = ''] = thing.split(' ');
  return first === '' || kind.toLowerCase().startsWith(first.toLowerCase()) ? kind : `${thing} ${kind}`;
}
