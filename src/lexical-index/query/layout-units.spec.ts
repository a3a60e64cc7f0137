import { describe, expect, it } from '@jest/globals';
import { unitsInLayout } from './layout-units.js';
import type { Repair } from './pieces.js';

/** The repair of the query's first word. */
const firstWord = (text: string, kind: Repair['kind'] = 'layout'): Repair => {
  const [from = ''] = text.split(' ');
  return { start: 0, end: from.length, from, to: 'доска', kind };
};
const units = (text: string, kind?: Repair['kind']): string[] =>
  unitsInLayout(text, [firstWord(text, kind)]).map(({ to }) => to);

describe('units in the wrong layout', () => {
  it.each([
    ['ljcrf 25*100 6v', ['6м']],
    ['ljcrf 25х100 6 v', ['6 м']],
    ['ljcrf 3,5vv 25ru', ['3,5мм', '25кг']],
    ['ljcrf 20 v2', ['20 м2']],
  ])('%s', (text, expected) => {
    expect(units(text)).toEqual(expected);
  });

  it.each(['ljcrf 50[150', 'ljcrf 12', 'ljcrf 4qq'])('leave what would be no measure: %s', (text) => {
    expect(units(text)).toEqual([]);
  });

  it('are meant as they stand where a Latin word is', () => {
    expect(units('ljcrf bosch 12v')).toEqual([]);
  });

  it('are meant as they stand where nothing was in the wrong layout', () => {
    expect(units('doska 12v', 'translit')).toEqual([]);
  });
});
