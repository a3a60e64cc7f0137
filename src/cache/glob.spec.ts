import { describe, expect, it } from '@jest/globals';
import { compileGlob, escapeGlob } from './glob.js';

describe('a glob', () => {
  it.each([
    ['material:*', 'material:1', true],
    ['material:*', 'search:1', false],
    ['*', '', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-b-b', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[ab]1', 'b1', true],
    ['[ab]1', 'c1', false],
    ['[^a-c]', 'd', true],
    ['[^a-c]', 'b', false],
    ['[c-a]', 'b', true],
    ['[\\]]', ']', true],
    ['[ab', 'a', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['це*т', 'цемент', true],
    // Redis counts bytes.
    ['??', 'ц', true],
  ])('%s against %s: %s', (pattern, text, expected) => {
    expect(compileGlob(pattern).test(text)).toBe(expected);
  });

  it('takes escaped text for itself alone', () => {
    const text = 'a*b?[c]\\d^-';
    expect(compileGlob(escapeGlob(text)).test(text)).toBe(true);
    expect(compileGlob(escapeGlob(text)).test('axb?[c]\\d^-')).toBe(false);
  });

  it('is no way to keep the processor busy', () => {
    // By backtracking over every star this would outlast the test by far.
    expect(compileGlob(`${'*a'.repeat(200)}b`).test('a'.repeat(2_000))).toBe(false);
  });
});
