import { describe, expect, it } from '@jest/globals';
import { analyze, stemWord } from '../text-analysis/index.js';
import { headsOf } from './heads.js';

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
    ['Drywall Screws #8 x 3 in.', '', ['screws'], 'the last noun of an English name'],
    ['Ball Valve Brass Full Port 1/2 in.', '', ['valve'], 'not what it is made of'],
    ['Quikrete Concrete Mix 60 lb.', '', ['mix', 'concrete'], 'either of the last of three'],
    ['Two-Piece Toilet Elongated White', '', ['toilet', 'piece'], 'not what it is like'],
    ['DeWalt Cordless Angle Grinder', 'DeWalt', ['grinder'], 'not the maker nor what comes before'],
    ['White', '', ['white'], 'a colour where there is nothing else'],
    ['', '', [], 'nothing of nothing'],
  ])('%s (%s): %j, %s', (name, brand, expected) => {
    expect(heads(name, brand)).toEqual(stems(...expected));
  });
});
