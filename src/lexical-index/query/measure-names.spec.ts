import { describe, expect, it } from '@jest/globals';
import { analyze } from '../../text-analysis/index.js';
import { isMeasureName } from './measure-names.js';

const namesIn = (text: string): string[] => {
  const analyzed = analyze(text);
  return analyzed.words.filter((word) => isMeasureName(word, analyzed)).map(({ text: word }) => word);
};

describe('the name of a measure', () => {
  it.each([
    ['ламинат толщина 8 мм', ['толщина']],
    ['доска длиной 6 м', ['длиной']],
    ['доска 6 м длины', ['длины']],
    ['доска толщина: 25', ['толщина']],
    ['цемент вес 25 кг', ['вес']],
    ['щебень фракция 20-40', ['фракция']],
    ['кабель сечением 2,5', ['сечением']],
    ['plywood thickness 12 mm', ['thickness']],
    ['лампа цоколь Е27', ['цоколь']],
  ])('stands beside the measure: %s', (text, expected) => {
    expect(namesIn(text)).toEqual(expected);
  });

  it.each([
    'весы 5 кг',
    'ёмкость 200 л',
    'сайдинг цоколь 1130х470',
    'цоколь',
    'ширина прохода',
    'добор по высоте двери 80 мм',
  ])('is no name of anything else: %s', (text) => {
    expect(namesIn(text)).toEqual([]);
  });
});
