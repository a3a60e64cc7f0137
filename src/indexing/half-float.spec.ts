import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeHalf, encodeHalf } from './half-float.js';

describe('half floats', () => {
  it('keeps what a half float can hold, and its bits are those of IEEE 754', () => {
    const exact = Float32Array.of(0, 1, -1, 0.5, 0.333251953125, 2 ** -24, 2 ** -14, 65_504);
    expect([...decodeHalf(encodeHalf(exact))].map((value) => value.toPrecision(4))).toEqual(
      [...exact].map((value) => value.toPrecision(4)),
    );
    expect(encodeHalf(Float32Array.of(1, -2, 65_504, 2 ** -24)).toString('hex')).toBe('003c00c0ff7b0100');
  });

  it('is within half a unit of the last place, whatever the component', () => {
    fc.assert(
      fc.property(fc.float({ min: -1, max: 1, noNaN: true }), (value) => {
        const back = decodeHalf(encodeHalf(Float32Array.of(value)))[0] ?? NaN;
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
      }),
    );
  });

  it('refuses what no unit vector has', () => {
    for (const wrong of [NaN, Infinity, 1e6])
      expect(() => encodeHalf(Float32Array.of(wrong))).toThrow(RangeError);
  });
});
