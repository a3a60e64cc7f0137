import { describe, expect, it } from '@jest/globals';
import type { TermGroup } from '../ports/lexical-index.port.js';
import { asksForForeign } from './group-weight.js';

const group = (text: string, more: Partial<TermGroup> = {}): TermGroup => ({
  text,
  kind: 'word',
  alternatives: [],
  fallback: [],
  idf: 10,
  required: false,
  context: false,
  known: false,
  namesThings: false,
  mostlyNamesThings: false,
  ...more,
});

describe('what is from outside the trade', () => {
  it.each([
    ['холодильник', group('холодильник'), true],
    ['для холодильника', group('холодильника', { context: true }), false],
    ['для ногтей', group('ногтей', { context: true }), true],
    ['a word that nobody knows', group('глориндель'), false],
    ['a wheel where the catalogue has some', group('колесо', { known: true }), false],
  ])('is told by a common word, unless goods may be meant for it: %s', (_, asked, isForeign) => {
    expect(asksForForeign(asked)).toBe(isForeign);
  });
});
