import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RowNumbers } from './row-numbers.js';

describe('row numbers by item', () => {
  it('answer as a Map does, whatever is put into them', () => {
    // Few keys meet each other often, large ones reach the end of what a number can hold.
    const key = fc.oneof(fc.nat({ max: 3_000 }), fc.maxSafeInteger().map(Math.abs));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat()), { maxLength: 4_000 }), (entries) => {
        const numbers = new RowNumbers();
        const map = new Map<number, number>();
        for (const [item, row] of entries) {
          expect(numbers.get(item)).toBe(map.get(item));
          numbers.set(item, row);
          map.set(item, row);
        }
        for (const [item, row] of map) expect(numbers.get(item)).toBe(row);
        expect(numbers.has(3_001)).toBe(map.has(3_001));
      }),
      { numRuns: 30 },
    );
  });

  it('keep a hundred thousand that meet at the end of the table', () => {
    const numbers = new RowNumbers();
    for (let i = 0; i < 100_000; i++) numbers.set(i * 1_024 + 1_023, i);
    expect([0, 1, 50_000, 99_999].map((i) => numbers.get(i * 1_024 + 1_023))).toEqual([0, 1, 50_000, 99_999]);
    expect(numbers.get(5)).toBeUndefined();
  });
});
