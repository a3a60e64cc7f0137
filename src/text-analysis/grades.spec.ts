import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { analyze } from './index.js';

const grades = (text: string): number[] =>
  analyze(text)
    .measures.filter(({ unit, ofCode }) => unit === 'grade' && !ofCode)
    .flatMap(({ values }) => values);

describe('grades told by a number', () => {
  it.each([
    ['доска 1 сорт', [1]],
    ['доска 1с', [1]],
    ['Доска обр. ЕВ 50×150×6000 хвоя 2с', [2]],
    ['доска сорт 1', [1]],
    ['доска первый сорт', [1]],
    ['брус второго сорта', [2]],
    ['доска 1-го сорта', [1]],
    ['доска 3-й сорт 6 м', [3]],
    ['сорт 1', [1]],
  ])('are one in every spelling: %s', (text, expected) => {
    expect(grades(text)).toEqual(expected);
  });

  it.each(['фанера сорт 4/4', 'вагонка сорт АВ', 'первый этаж', '1 с', '12с', 'ПК-1с', '1с8', 'сорт 1,5'])(
    'are nothing else: %s',
    (text) => {
      expect(grades(text)).toEqual([]);
    },
  );

  it('leave the sizes beside them alone', () => {
    const { measures } = analyze('доска 25х100 6м сорт 1');
    expect(measures.map(({ kind, values, unit }) => [kind, values, unit])).toEqual([
      ['dimension', [25, 100], null],
      ['quantity', [6000], 'mm'],
      ['quantity', [1], 'grade'],
    ]);
  });

  it('are told where they stand in the text', () => {
    const text = 'доска сорт 2, сухая';
    const found = analyze(text).measures[0];
    expect(text.slice(found?.start, found?.end)).toBe('сорт 2');
  });

  it('are told by the same number however they are written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('n сорт', 'сорт n', 'nс', 'n-го сорта'),
        (n, form) => {
          expect(grades(`доска ${form.replace('n', String(n))}`)).toEqual([n]);
        },
      ),
    );
  });
});
