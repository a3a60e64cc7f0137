import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stemWord } from '../../text-analysis/index.js';
import type { MaterialRow } from './material-text.js';
import { isRelative } from '../data/relative-words.js';
import { shareOfMost } from './relative-sizes.js';

const rowsOf = (names: readonly string[]): MaterialRow[] =>
  names.map((name, i) => ({
    id: String(i),
    sku: null,
    name,
    brand: null,
    categoryId: null,
    categoryPath: null,
    matched: [],
  }));

/** The names by how much they have of it, most first; those left out are not there. */
function inOrder(adjective: string, names: readonly string[]): string[] {
  const shares = shareOfMost(stemWord(adjective), rowsOf(names));
  return [...shares].sort((a, b) => b[1] - a[1]).map(([id]) => names[Number(id)] ?? '');
}

describe('what is asked for by comparison', () => {
  it.each([
    ['тонкая', ['Фанера 4х1525х1525', 'Фанера 10х1525х1525', 'Фанера ФК 18 мм']],
    ['толстый', ['Утеплитель 1200х600х150', 'Утеплитель 1200х600х50']],
    ['длинные', ['Саморез 4,8х102 RAL 8017', 'Саморез 3,5х51 1000 шт']],
    ['широкая', ['Доска 25х200х3000', 'Доска 50х150х6000']],
    ['узкая', ['Доска 50х100х6000', 'Доска 25х150х3000']],
    ['маленький', ['Бойлер 10л', 'Бойлер 30л', 'Бойлер 80л']],
    ['большие', ['Гвозди 6х200 0,3 кг', 'Гвозди 2х40 5 кг']],
    ['тяжелый', ['Молоток 600г', 'Молоток 300г']],
    ['мощная', ['УШМ 230мм 2200Вт', 'УШМ 125мм 900Вт']],
    ['thin', ['Plywood 6 mm', 'Plywood 18 mm']],
  ])('%s: by what the names tell', (adjective, names) => {
    expect(inOrder(adjective, [...names].reverse())).toEqual(names);
  });

  it('knows nothing of what does not tell the measure', () => {
    expect(inOrder('мощный', ['Перфоратор П-28', 'Перфоратор 800Вт'])).toEqual(['Перфоратор 800Вт']);
    expect(inOrder('толстый', ['Линолеум Бук 3м', 'Линолеум Дуб 4м'])).toEqual([]);
    expect(isRelative(stemWord('белый'))).toBe(false);
  });

  it('gives the most of it a share of 1 and the least 0, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 30 }),
        (values) => {
          const shares = shareOfMost(stemWord('толстая'), rowsOf(values.map((value) => `Плита ${value} мм`)));
          const of = (value: number): number | undefined => shares.get(String(values.indexOf(value)));
          return of(Math.max(...values)) === 1 && of(Math.min(...values)) === 0;
        },
      ),
    );
  });
});
