import { describe, expect, it } from '@jest/globals';
import { foldCode } from '../../text-analysis/index.js';
import { dropUntoldStandards, isStandard } from './standards.js';
import { queryTokens, tokenLexeme } from './tokens.js';

describe('a standard', () => {
  it.each(['гост', 'гост8486', 'гост8486-86', 'ту5361', 'din933', 'iso9001', 'en13501-1'])(
    'is %s',
    (text) => {
      expect(isStandard(foldCode(text))).toBe(true);
    },
  );

  it.each(['гостиная', 'туя', 'стол', 'м500', 'ен3х', 'dinplug', ''])('is not %s', (text) => {
    expect(isStandard(foldCode(text))).toBe(false);
  });
});

describe('a standard that no name tells', () => {
  const left = (text: string, told: readonly string[] = []): string[] =>
    dropUntoldStandards(queryTokens(text), (code) => told.includes(code)).map(tokenLexeme);

  it.each([
    ['доска гост 8486-86', ['доск']],
    ['кирпич гост 530-2012 м150', ['кирпич', 'm150']],
    ['арматура гост р 52749-2007', ['арматур']],
    ['эмаль ту 2316-001-12', ['эмал']],
    ['гост 8486 доска 50х150', ['доск', '50x150']],
    ['болт din 933 м10', ['болт', 'm10']],
    ['арматура по госту', ['арматур', 'гост']],
    ['доска 50х150', ['доск', '50x150']],
  ])('is left out of %j: %j', (text, expected) => {
    expect(left(text)).toEqual(expected);
  });

  it('stays where names tell it, and where nothing else is asked for', () => {
    expect(left('болт din 933', ['din933'])).toEqual(['болт', 'din933']);
    expect(left('цемент гост 31108 м500', ['m500'])).toEqual(['цемент', 'm500']);
    expect(left('гост 8486')).toEqual([foldCode('гост8486')]);
  });
});
