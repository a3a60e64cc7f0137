import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backgroundOf, cosine, measureModel, nearness } from './yardstick.js';

const unit = (...components: number[]): Float32Array => {
  const length = Math.hypot(...components);
  return Float32Array.from(components, (component) => component / length);
};
const finite = fc.double({ min: -1, max: 1, noNaN: true });
const scale = fc.record({ unrelated: finite, related: finite });

describe('the yardstick', () => {
  it('measures how near related and unrelated texts are for a model', () => {
    const queries = [unit(1, 0, 0), unit(0, 1, 0)];
    const passages = [unit(1, 0, 0), unit(0, 1, 0)];
    expect(measureModel(queries, passages)).toEqual({ related: 1, unrelated: 0 });
  });

  it('does not count what the query may be about as background', () => {
    const query = unit(1, 0);
    const passages = [...Array.from({ length: 8 }, () => unit(0, 1)), unit(1, 0), unit(1, 0)];
    expect(backgroundOf(query, passages)).toBeCloseTo(0);
  });

  it('says 0 for the background, 1 for the mean of related pairs', () => {
    const model = { unrelated: 0.7, related: 0.8 };
    expect(nearness(0.71, 0.71, model)).toBe(0);
    expect(nearness(0.81, 0.71, model)).toBeCloseTo(1);
    expect(nearness(0.6, 0.71, model)).toBe(0);
  });

  it('is finite, from 0 to 4, and grows with the cosine, for any model', () => {
    fc.assert(
      fc.property(finite, finite, finite, scale, (a, b, background, model) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) =>
          nearness(value, background, model),
        );
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(4);
        expect(high).toBeGreaterThanOrEqual(low ?? NaN);
      }),
    );
    expect(nearness(NaN, 0.7, { unrelated: 0.7, related: 0.8 })).toBe(0);
  });

  it('computes the dot product of vectors of length 1', () => {
    expect(cosine(unit(3, 4), unit(4, 3))).toBeCloseTo(0.96);
  });
});
