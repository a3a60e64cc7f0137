import { describe, expect, it } from '@jest/globals';
import type { QueryCorrection, QueryUnderstanding } from '../lexical-index/index.js';
import { textToEmbed } from './text-to-embed.js';

const corrected = (...corrections: QueryCorrection[]): QueryUnderstanding =>
  ({ corrections }) as unknown as QueryUnderstanding; // The rest is not read.

describe('textToEmbed', () => {
  it('is what was typed when nothing is known of it', () => {
    expect(textToEmbed('Цемент М500', null)).toBe('Цемент М500');
  });

  it('puts the words of the catalogue in place', () => {
    const understanding = corrected(
      { from: 'crack filler', to: 'ремонтная смесь', kind: 'synonym' },
      { from: 'concrete', to: 'бетон', kind: 'synonym' },
    );
    expect(textToEmbed('Crack filler for concrete', understanding)).toBe('ремонтная смесь for бетон');
  });

  it('leaves typos to the model', () => {
    expect(textToEmbed('корм для кошек', corrected({ from: 'кошек', to: 'конек', kind: 'typo' }))).toBe(
      'корм для кошек',
    );
  });
});
