import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { askedSkus } from './asked-skus.js';

describe('askedSkus', () => {
  it.each([
    ['GR-09958', ['gr09958']],
    ['арт. GR-09958', ['gr09958']],
    ['Артикул: 9812220', ['9812220']],
    ['код товара № 9812220', ['9812220']],
    ['SKU 9812220', ['9812220']],
  ])('reads %s as %j', (text, keys) => {
    expect(askedSkus(text).keys).toEqual(keys);
  });

  it('reads Russian letters by their shape, their key and their sound', () => {
    expect(askedSkus('ФС-72364').keys).toEqual(expect.arrayContaining(['fc72364', 'ac72364', 'fs72364']));
  });

  it('leaves what says that an article number follows out of the text, and only that', () => {
    expect(askedSkus('затирка арт. GR-09958').text).toBe('затирка GR-09958');
    expect(askedSkus('Tarkett Art 33 класс').text).toBe('Tarkett Art 33 класс');
    expect(askedSkus('смарт 12345').text).toBe('смарт 12345');
    expect(askedSkus('замок с кодом 12345').text).toBe('замок с кодом 12345');
  });

  it('sees an entire article number among words, but no size and no grade', () => {
    expect(askedSkus('затирка GR-09958').pieces).toContain('gr09958');
    expect(askedSkus('доска 50х150 ПФ-115 м500').pieces).toEqual([]);
  });

  it('looks within article numbers for one piece of some digits', () => {
    expect(askedSkus('09958').parts).toEqual(['09958']);
    expect(askedSkus('м500').parts).toContain('m500');
    expect(askedSkus('c16').parts).toEqual([]);
    expect(askedSkus('труба 09958').parts).toEqual([]);
  });

  it('takes any text, and folds to letters and digits alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { keys, pieces, parts } = askedSkus(text);
        for (const key of [...keys, ...pieces, ...parts]) expect(key).toMatch(/^[\p{L}\p{N}]+$/u);
        expect(pieces.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
