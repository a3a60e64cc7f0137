import { describe, expect, it } from '@jest/globals';
import { analyze, stemWord } from '../text-analysis/index.js';
import { headsOf } from './document.js';

const heads = (name: string, brand = ''): string[] =>
  headsOf(analyze(name), new Set(analyze(brand).words.map(({ stem }) => stem)));
const stems = (...words: string[]): string[] => words.map(stemWord);

describe('the thing a name names', () => {
  it.each([
    ['Штукатурка гипсовая 30 кг', '', ['штукатурка'], 'the first noun'],
    ['Гипсовая штукатурка Knauf', 'Knauf', ['штукатурка'], 'no adjective'],
    ['Зубр молоток слесарный', 'Зубр', ['молоток'], 'not the maker'],
    ['Для пены пистолет', '', [], 'nothing where all of it tells a purpose'],
    ['Ресанта САИ-190 сварочный аппарат', 'Ресанта', ['саи', 'аппарат'], 'a mark, and the noun behind it'],
    ['УШМ-125 болгарка', '', ['ушм', 'болгарка'], 'a mark that is a word, and its other name'],
    ['ОСП-3 Kronospan 2500х1250х12', 'Kronospan', ['осп'], 'a mark alone'],
    ['Плита ОСП-3', '', ['плита'], 'the noun before a mark'],
    ['Rockwool Лайт Баттс', 'Rockwool', ['лайт'], 'Russian words before Latin ones'],
    ['', '', [], 'nothing of nothing'],
  ])('%s (%s): %j, %s', (name, brand, expected) => {
    expect(heads(name, brand)).toEqual(stems(...expected));
  });
});
