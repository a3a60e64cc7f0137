import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SynonymSet } from '../synonyms/synonym-set.js';
import { closeGaps } from './phrases.js';
import { queryTokens, tokenLexeme, type QueryToken } from './tokens.js';

const SYNONYMS = new SynonymSet([
  { terms: ['снять краску'], also: ['смывка'], weight: 0.8 },
  { terms: ['гипсокартон влагостойкий'], also: ['гклв'], weight: 1 },
]);
const MAKERS = new Set(['кнауф', 'knauf']);
const isMaker = (token: QueryToken): boolean => MAKERS.has(tokenLexeme(token));
const lexemes = (text: string): string[] => queryTokens(text).map(tokenLexeme);
const closed = (text: string): string[] => closeGaps(queryTokens(text), SYNONYMS, isMaker).map(tokenLexeme);

describe('the gaps in a term', () => {
  it.each([
    ['снять старую краску', 'снять краску старую'],
    ['чем снять старую масляную краску с двери', 'снять краску старую масляную двери'],
    ['гипсокартон knauf влагостойкий 12,5', 'гипсокартон влагостойкий knauf 12,5'],
    // Another word for the deed.
    ['удалить старую краску', 'удалить краску старую'],
  ])('are closed over adjectives: %s', (text, read) => {
    expect(closed(text)).toEqual(lexemes(read));
  });

  it.each([
    ['снять краску старую', 'stand together already'],
    ['снять обои и краску', 'another thing stands between'],
    ['снять старую очень толстую масляную краску', 'too many words stand between'],
    ['снять старую плитку', 'no term'],
    ['гипсокартон плитка влагостойкая', 'the adjective is of what stands between'],
  ])('are left in "%s": %s', (text) => {
    expect(closed(text)).toEqual(lexemes(text));
  });

  it('lose no word, and stay closed', () => {
    const word = fc.constantFrom(
      'снять',
      'удалить',
      'старую',
      'масляную',
      'краску',
      'обои',
      '50х150',
      'М500',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const text = words.join(' ');
        const once = closeGaps(queryTokens(text), SYNONYMS, isMaker);
        expect(once.map(tokenLexeme).toSorted()).toEqual(lexemes(text).toSorted());
        expect(closeGaps(once, SYNONYMS, isMaker)).toEqual(once);
      }),
    );
  });
});
