import { normaliseCategoryPath } from '../../materials/index.js';
import { cellText } from '../values/cell.js';
import type { RowCells } from './row-cells.js';

/** The categories that the columns of a list tell. Rows are to be given in order. */
export class ItemCategories {
  private category = '';
  private subcategory = '';

  /**
   * @param levels columns of further levels.
   * @param once whether each is told in the first of its rows alone, and holds for those below.
   */
  constructor(
    private readonly levels: readonly number[],
    private readonly once: boolean,
  ) {}

  /** @param section the category of the section the row stands in, for a row that names none. */
  read(cells: RowCells, section: string | null): string | null {
    const [category, subcategory] = this.told(cells.text('category'), cells.text('subcategory'));
    const deeper = this.levels.map((column) => cellText(cells.row.cells[column] ?? null));
    const levels = [category, subcategory, ...deeper]
      .flatMap((text) => text.split(/\s*(?:[/\\|]|>+|→|»)\s*/u))
      .filter(Boolean);
    if (levels.length === 0) return section;
    const path = normaliseCategoryPath(levels.join('/'));
    if (path === null) {
      const message = 'The category is too long or too deep; the item has none.';
      cells.warn('category', 'bad_category', message, cells.at('category'));
    }
    return path;
  }

  private told(category: string, subcategory: string): [category: string, subcategory: string] {
    if (!this.once) return [category, subcategory];
    // A new category begins with no subcategory.
    if (category !== '') [this.category, this.subcategory] = [category, subcategory];
    else if (subcategory !== '') this.subcategory = subcategory;
    return [this.category, this.subcategory];
  }
}
