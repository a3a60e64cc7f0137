/** How near unrelated and related texts lie for one model. */
export interface ModelScale {
  /** Mean cosine of a query to the passages of other things. */
  unrelated: number;
  /** Mean cosine of a query to the passage of the same thing. */
  related: number;
}

/** Panel passages that lie nearest a query may well be what it asks for, so they do not count as background. */
const RELATED_SHARE = 0.2;
/** A model that cannot tell the panel's pairs apart at all must not make every hit infinitely near. */
const LEAST_SPAN = 0.02;

/** A bound for models whose pairs lie so near that the scale says nothing. */
const MOST = 4;

/** Cosine similarity of two vectors of length 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/**
 * Measures a model by its panel.
 *
 * @param queries one vector for each pair's query, in the order of `passages`; at least two pairs.
 */
export function measureModel(
  queries: readonly Float32Array[],
  passages: readonly Float32Array[],
): ModelScale {
  let related = 0;
  let unrelated = 0;
  queries.forEach((query, i) => {
    passages.forEach((passage, j) => {
      if (i === j) related += cosine(query, passage);
      else unrelated += cosine(query, passage);
    });
  });
  const n = queries.length;
  return { related: related / n, unrelated: unrelated / (n * (n - 1)) };
}

/** Mean cosine of a query to what it does not ask for: the panel's passages without the nearest fifth. */
export function backgroundOf(query: Float32Array, passages: readonly Float32Array[]): number {
  const cosines = passages.map((passage) => cosine(query, passage)).sort((a, b) => a - b);
  const far = cosines.slice(0, Math.max(1, Math.ceil(cosines.length * (1 - RELATED_SHARE))));
  return far.reduce((sum, value) => sum + value, 0) / far.length;
}

/**
 * Cosine on a scale that means the same for every query and model: 0 is as near as any unrelated thing, 1 as near as the panel's
 * related pairs are on average. Lies in [0, 4].
 */
export function nearness(similarity: number, background: number, scale: ModelScale): number {
  const span = Math.max(LEAST_SPAN, scale.related - scale.unrelated);
  const value = (similarity - background) / span;
  return Number.isFinite(value) ? Math.min(MOST, Math.max(0, value)) : 0;
}
