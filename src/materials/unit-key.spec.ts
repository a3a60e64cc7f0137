import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseUnitKey, UNIT_KEY_LENGTH } from './unit-key.js';

describe('normaliseUnitKey', () => {
  it.each([
    [['м²', 'м2', 'м^2', 'M2', 'm²', '㎡', ' м 2 '], 'м2'],
    [['кв.м', 'кв. м.', 'КВ М', 'кв-м'], 'квм'],
    [['чел.-ч', 'чел/ч', 'Чел. ч'], 'челч'],
    [['', '—', '...', ' '], ''],
  ])('folds %j to one key', (texts, key) => {
    expect(texts.map(normaliseUnitKey)).toEqual(texts.map(() => key));
  });

  it('keeps apart what differs', () => {
    expect(new Set(['м', 'м2', 'м3', 'мм', 'кг', 'г', '%', '100 м2'].map(normaliseUnitKey)).size).toBe(8);
  });

  it('is bounded and settled: a key is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const key = normaliseUnitKey(text);
        expect(key.length).toBeLessThanOrEqual(UNIT_KEY_LENGTH);
        expect(normaliseUnitKey(key)).toBe(key);
      }),
    );
  });
});
