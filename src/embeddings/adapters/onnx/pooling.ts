/**
 * Keeps at most `max` tokens. The last token, which ends a sequence, stays the last.
 * @param max at least 2.
 */
export function clipTokens(ids: readonly number[], max: number): readonly number[] {
  const last = ids.at(-1);
  return ids.length <= max || last === undefined ? ids : [...ids.slice(0, max - 1), last];
}

/**
 * One vector from the vectors of all tokens of one text.
 *
 * @param states token after token, `dimensions` components each.
 * @param pooling `mean` of all tokens, or the first one (`cls`).
 */
export function poolTokens(states: Float32Array, dimensions: number, pooling: 'mean' | 'cls'): Float32Array {
  if (pooling === 'cls') return states.slice(0, dimensions);
  const tokens = states.length / dimensions;
  const sum = new Float32Array(dimensions);
  for (let index = 0; index < states.length; index++) {
    const component = index % dimensions;
    sum[component] = (sum[component] ?? 0) + (states[index] ?? 0);
  }
  return sum.map((value) => value / tokens);
}

/**
 * The vector of length 1 in the same direction.
 * @throws RangeError when it has no direction (zeros, NaN, infinities).
 */
export function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length === 0) throw new RangeError('A vector without direction.');
  return vector.map((value) => value / length);
}
