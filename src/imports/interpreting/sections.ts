import { normaliseCategoryPath } from '../../materials/index.js';

/** Telephone numbers, addresses and footnotes, which stand between the goods of many lists. */
const REMARK =
  /(?:^\*|тел[.:]|(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}|@|www\.|https?:|^(?:примечание|внимание|скидк|доставк|note:)|цены (?:указаны|действ|даны))/iu;

/** No title is longer; what adorns one is looked for in time that grows with its square. */
const MAX_TITLE = 400;

/** "--- Краски ---", "*** Грунт ***". */
const ADORNED = /^[-–—=_*~#•>\s]*[-–—=_*~#•>]{2}\s*(\S.*?)[-–—=_*~#•<\s]*$/u;

/** "Группа: Краски". */
const PREFIX =
  /^(?:(?:товарная )?группа|подгруппа|раздел|подраздел|категория|group|category|section)\s*[:—–-]\s*/iu;

/**
 * The category that section rows ("Сухие смеси", and "Цемент" right below it) put the items under them into. A section right
 * after another is its child; after items, it takes the place of the last one of its level.
 */
export class Sections {
  private levels: string[] = [];
  private fresh = 0;

  enter(title: string): void {
    const whole = title.slice(0, MAX_TITLE);
    const name = (ADORNED.exec(whole)?.[1] ?? whole)
      .replace(PREFIX, '')
      .replaceAll('/', ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200);
    if (name === '' || REMARK.test(name)) return;
    const style = styleOf(name);
    const peer = this.levels.findIndex((level) => styleOf(level) === style);
    if (this.fresh === 0 && peer >= 0 && styleOf(this.levels.at(-1) ?? '') !== style) {
      // "02. КРАСКИ" after "Дюбели" in "01. КРЕПЕЖ".
      this.levels = [...this.levels.slice(0, peer), name];
      this.fresh = 1;
    } else if (this.fresh === 0) {
      // Items came since: this replaces the innermost level, and a second one right after it replaces both.
      this.levels = [...this.levels.slice(0, -1), name];
      this.fresh = 1;
    } else if (this.fresh === 1 && this.levels.length > 1) {
      this.levels = [this.levels.at(-1) ?? name, name];
      this.fresh = 2;
    } else {
      this.levels = [...this.levels.slice(0, 4), name];
      this.fresh += 1;
    }
  }

  item(): void {
    this.fresh = 0;
  }

  /** The innermost section, or null. */
  get title(): string | null {
    return this.levels.at(-1) ?? null;
  }

  get path(): string | null {
    return this.levels.length === 0 ? null : normaliseCategoryPath(this.levels.join('/'));
  }
}

/** How a title is written: with a number of so many parts, in capitals. Titles of one level are written alike, those of another often not. */
function styleOf(title: string): string {
  const number = /^\d+(?:\.\d+)*\.?(?=\s)/.exec(title)?.[0] ?? '';
  const parts = number.split('.').filter(Boolean).length;
  return `${parts} ${/\p{Ll}/u.test(title)}`;
}
