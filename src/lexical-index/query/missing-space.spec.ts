import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LexiconWord } from './lexicon.js';
import { isGluedToNumber, likelySplits, splitsBeforeNumber, splitsOf } from './missing-space.js';

const entry = (word: string, names: number, heads: number): [string, LexiconWord] => [
  word,
  { word, stem: word, isCode: false, documents: names, names, heads, brands: 0, categories: 0 },
];
const splits = (word: string, known: [string, LexiconWord][], ofThing = true): string[] =>
  likelySplits(splitsOf(word), new Map(known), ofThing).map((parts) => parts.join(' '));

describe('a missing space', () => {
  it('is seen between two words of names of which one is a thing', () => {
    const known = [entry('ручка', 30, 30), entry('дверная', 20, 0), entry('руч', 1, 1)];
    expect(splits('ручкадверная', known)).toEqual(['ручка дверная']);
    expect(splits('ручкадверная', [entry('ручка', 30, 0), entry('дверная', 20, 0)])).toEqual([]);
    expect(splits('ручкадверная', [entry('ручка', 30, 30), entry('дверная', 0, 0)])).toEqual([]);
    expect(splits('ручкадверная', [entry('ручка', 30, 0), entry('дверная', 20, 0)], false)).toEqual([
      'ручка дверная',
    ]);
  });

  it('is where both words are frequent rather than where one is met by chance', () => {
    const known = [
      entry('клей', 90, 80),
      entry('обойный', 12, 0),
      entry('клейо', 1, 1),
      entry('бойный', 1, 0),
    ];
    expect(splits('клейобойный', known)).toEqual(['клей обойный', 'клейо бойный']);
  });

  it('is seen beside a preposition', () => {
    expect(splits('клейдля', [entry('клей', 90, 80)])).toEqual(['клей для']);
    expect(splits('дляпола', [entry('пола', 9, 2)])).toEqual(['для пола']);
    expect(splits('дляпола', [entry('пола', 9, 0)])).toEqual([]);
  });

  it('is not looked for in a word too short to tell', () => {
    expect(splits('полдом', [entry('пол', 90, 90), entry('дом', 9, 9)])).toEqual([]);
  });

  it('may stand before a number and its letters', () => {
    expect(splitsBeforeNumber('цементм500')).toEqual([
      ['цементм', '500'],
      ['цемент', 'м500'],
      ['цемен', 'тм500'],
    ]);
    expect(splitsBeforeNumber('швеллер-10')).toEqual([['швеллер', '10']]);
    expect(splitsBeforeNumber('м500')).toEqual([]);
    expect(isGluedToNumber('d25')).toBe(false);
    expect(isGluedToNumber('арматура12')).toBe(true);
  });

  it('loses no letter wherever it is', () => {
    const word = fc.stringMatching(/^[а-яa-z]{0,50}$/);
    fc.assert(
      fc.property(word, fc.stringMatching(/^(?:\d[\dхx.,м]*)?$/), (letters, number) => {
        for (const split of [...splitsOf(letters), ...splitsBeforeNumber(letters + number)]) {
          expect([letters, letters + number]).toContain(split.join(''));
          expect(split.every((part) => part.length > 0)).toBe(true);
        }
      }),
    );
  });
});
