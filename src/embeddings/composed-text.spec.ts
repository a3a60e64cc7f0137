import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeText, type ComposableMaterial } from './composed-text.js';

const material: ComposableMaterial = {
  name: 'Цемент М500 Д0 50 кг',
  categoryPath: 'Сухие смеси/Цемент',
  brand: 'Holcim',
  attributes: { марка: 'М500', цвет: 'серый' },
  description: 'Для фундамента и стяжки.',
};

describe('composeText', () => {
  it('puts name, categories, brand, attributes and description in this order', () => {
    expect(composeText(material)).toBe(
      'Цемент М500 Д0 50 кг. Сухие смеси, Цемент. Holcim. цвет серый. Для фундамента и стяжки',
    );
  });

  it('says a brand or attribute value the name already says only once', () => {
    expect(composeText({ ...material, name: 'Цемент HOLCIM М500 серый' })).toBe(
      'Цемент HOLCIM М500 серый. Сухие смеси, Цемент. Для фундамента и стяжки',
    );
  });

  it('is the name alone when there is nothing else', () => {
    expect(
      composeText({ ...material, categoryPath: null, brand: null, attributes: {}, description: null }),
    ).toBe('Цемент М500 Д0 50 кг');
  });

  it('does not depend on the order of attributes, on white space or on the Unicode form', () => {
    const a = composeText({ ...material, attributes: { б: '1', а: '2' }, description: 'й\n\n  край' });
    const b = composeText({ ...material, attributes: { а: '2', б: '1' }, description: 'и\u0306 край ' });
    expect(a).toBe(b);
  });

  it('is bounded, never empty, and never ends in half a character, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.record({
          name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 }).map((text) => `ц${text}`),
          categoryPath: fc.option(fc.string({ unit: 'grapheme' })),
          brand: fc.option(fc.string({ unit: 'grapheme', maxLength: 200 })),
          attributes: fc.dictionary(fc.string(), fc.jsonValue()),
          description: fc.option(fc.string({ unit: 'grapheme', maxLength: 2_000 })),
        }),
        (any) => {
          const text = composeText(any);
          expect(text.length).toBeLessThanOrEqual(600);
          expect(text.length).toBeGreaterThan(0);
          expect(() => encodeURIComponent(text)).not.toThrow(); // It throws at half a character.
        },
      ),
      { numRuns: 200 },
    );
  });
});
