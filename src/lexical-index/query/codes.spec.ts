import { describe, expect, it } from '@jest/globals';
import { foldCode } from '../../text-analysis/index.js';
import { SynonymSet } from '../synonyms/synonym-set.js';
import { askedCodes, codeTwins, seriesAlternatives } from './codes.js';
import { queryTokens, type QueryToken } from './tokens.js';

describe('the other spellings of a code', () => {
  it.each([
    ['NS35', 'НС35', 'Latin letters by sound'],
    ['СН83', 'CN83', 'one letter by sight, one by sound'],
    ['СР65', 'CR65', 'one letter by sight, one by sound'],
    ['ЦР65', 'CR65', 'both by sound'],
    ['ГФ21', 'ГФ021', 'without its zero'],
    ['ГФ021', 'ГФ21', 'with a zero'],
  ])('of %s are also %s: %s', (typed, written) => {
    expect(codeTwins(foldCode(typed.toLowerCase()))).toContain(foldCode(written.toLowerCase()));
  });

  it('leave longer series alone, which are words', () => {
    expect(codeTwins(foldCode('ппр25'))).not.toContain('ppr25');
  });

  it('are none of the code itself, and few', () => {
    for (const code of ['ch83', 'cm11', 'м500', 'ns35', '12', 'осп'].map(foldCode)) {
      expect(codeTwins(code)).not.toContain(code);
      expect(codeTwins(code).length).toBeLessThanOrEqual(9);
    }
  });
});

describe('the other names of a series', () => {
  const synonyms = new SynonymSet([
    { terms: ['осп', 'osb', 'осп плита'], also: [], weight: 0.97 },
    { terms: ['осп'], also: ['фанера'], weight: 0.4 },
  ]);
  const first = (text: string): QueryToken => queryTokens(text)[0] as QueryToken;

  it('find a code: only one-word names of the very thing', () => {
    expect(seriesAlternatives(first('осп-3'), synonyms)).toEqual([{ lexemes: ['osb3'], weight: 0.97 }]);
    expect(seriesAlternatives(first('osb3'), synonyms)).toEqual([
      { lexemes: [foldCode('осп3')], weight: 0.97 },
    ]);
  });

  it('agree with it in series and figure', () => {
    const codes = askedCodes(first('осп-3'), synonyms);
    expect(codes.map(({ series, value }) => [series, value])).toEqual([
      [foldCode('осп'), 3],
      ['osb', 3],
    ]);
  });

  it.each(['м500', 'осп', '12', 'цем-2 д0'])('%s has none', (text) => {
    expect(seriesAlternatives(first(text), synonyms)).toEqual([]);
  });
});
