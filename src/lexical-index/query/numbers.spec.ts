import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldCode } from '../../text-analysis/index.js';
import { SynonymSet } from '../synonyms/synonym-set.js';
import { dropCounts, joinSides, splitCodes } from './numbers.js';
import { queryTokens, type QueryToken } from './tokens.js';
import { Vocabulary } from './vocabulary.js';

/** What the lexicon says of a word, or of a code. */
function entry(
  word: string,
  stem: string,
  counts: { heads?: number; names?: number; categories?: number } = {},
) {
  return {
    word,
    stem,
    isCode: false,
    documents: 10,
    names: 10,
    heads: 0,
    brands: 0,
    categories: 0,
    ...counts,
  };
}

const vocabulary = new Vocabulary(1_000);
vocabulary.add([
  entry('диск', 'диск', { heads: 9 }),
  entry(foldCode('диск125'), foldCode('диск125')),
  entry('пнд', 'пнд'),
  entry('cm', 'cm'),
  entry('cm11', 'cm11'),
  entry('м', 'm'),
]);
const noTerms = new SynonymSet([]);

const shown = (tokens: readonly QueryToken[]): string[] =>
  tokens.map((token) =>
    token.kind === 'measure'
      ? `${token.measure.kind} ${token.measure.values.join('x')}${token.measure.unit ?? ''}`
      : token.kind === 'code'
        ? `code ${token.codes[0]?.text}`
        : `word ${token.word.text}`,
  );
const split = (text: string, synonyms = noTerms): string[] =>
  shown(splitCodes(queryTokens(text), vocabulary, synonyms));
const join = (text: string): string[] => shown(joinSides(queryTokens(text), text));

describe('a word and a number apart', () => {
  it.each([
    [
      'диск 125',
      ['word диск', 'number 125'],
      'the word names a thing, even where somebody wrote the two as a code',
    ],
    ['пнд 32', ['word пнд', 'number 32'], 'the word is known, the code is not'],
    ['cm 11', ['code cm11'], 'the catalogue has the code'],
    ['пнд 1/2', ['word пнд', 'ratio 1x2'], 'the number begins a fraction'],
    ['пнд 5-10', ['word пнд', 'range 5x10'], 'the number begins a range'],
    ['м 600', ['code m600'], 'a single letter is a grade'],
    ['ппр 25', [`code ${foldCode('ппр25')}`], 'nobody knows either'],
    ['диск125', [`code ${foldCode('диск125')}`], 'written as one'],
  ])('%s is %j: %s', (text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  it('is taken apart for a word that only the trade knows', () => {
    const trade = new SynonymSet([{ terms: ['ппр', 'полипропилен'], also: [], weight: 1 }]);
    expect(split('ппр 25', trade)).toEqual(['word ппр', 'number 25']);
  });

  it('stays together where the trade has both as one term', () => {
    const trade = new SynonymSet([{ terms: ['диск 125', 'отрезной диск'], also: [], weight: 1 }]);
    expect(split('диск 125', trade)).toEqual([`code ${foldCode('диск125')}`]);
    expect(split('диск 230', trade)).toEqual(['word диск', 'number 230']);
  });
});

describe('bare numbers in a row', () => {
  it.each([
    ['брусок 100 150 6000', ['word брусок', 'dimension 100x150x6000']],
    ['доска 50 150 6 м', ['word доска', 'dimension 50x150x6000mm']],
    ['радиатор 500 10 секций', ['word радиатор', 'number 500', 'quantity 10sections']],
    ['доска 50', ['word доска', 'number 50']],
    ['доска 50, 150', ['word доска', 'number 50', 'number 150']],
    ['м500 50', ['code m500', 'number 50']],
    ['плита 1 2 3 4 5', ['word плита', 'number 1', 'number 2', 'number 3', 'number 4', 'number 5']],
    ['доска 50х150 6', ['word доска', 'dimension 50x150', 'number 6']],
  ])('%s is %j', (text, expected) => {
    expect(join(text)).toEqual(expected);
  });

  it('keep every number and every word, in their order, for any text', () => {
    const piece = fc.constantFrom(
      'доска',
      '50',
      '150',
      '6 м',
      'м500',
      'cm 11',
      '2,5',
      '3х2',
      ',',
      '1/2',
      'шт',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = pieces.join(' ');
        const tokens = queryTokens(text);
        const numbers = (list: readonly QueryToken[]): number[] =>
          list.flatMap((token) => (token.kind === 'measure' ? token.measure.raw : []));
        const joined = joinSides(tokens, text);
        expect(numbers(joined)).toEqual(numbers(tokens));
        expect(joined.filter(({ kind }) => kind !== 'measure')).toEqual(
          tokens.filter(({ kind }) => kind !== 'measure'),
        );
      }),
    );
  });
});

describe('how much of a thing is wanted', () => {
  const left = (text: string): string[] => shown(dropCounts(queryTokens(text)));

  it.each([
    ['5 листов гкл', ['word листов', 'word гкл']],
    ['10 мешков цемента 50 кг', ['word мешков', 'word цемента', 'quantity 50kg']],
    ['3 куба доски', ['word доски']],
    ['доска 3 куба', ['word доска', 'quantity 3m3']],
    ['2 листа 10 мм', ['number 2', 'word листа', 'quantity 10mm']],
    ['50 кг цемента', ['quantity 50kg', 'word цемента']],
  ])('of "%s" leaves %j', (text, expected) => {
    expect(left(text)).toEqual(expected);
  });
});
