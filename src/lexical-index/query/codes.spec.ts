import { describe, expect, it } from '@jest/globals';
import { foldCode } from '../../text-analysis/index.js';
import { codeTwins } from './codes.js';

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
