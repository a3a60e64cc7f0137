export const DIMENSIONS = 384;

// A small generator with a seed: the same vectors in every run.
let state = 42;
export const random = () => {
  state = (state * 1664525 + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());

export const unit = (vector) => {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
};

const centres = Array.from({ length: 200 }, () => Float32Array.from({ length: DIMENSIONS }, normal));

/** A vector around one of 200 centres, as texts of a catalogue lie around its kinds of goods. */
export const near = () => {
  const centre = centres[Math.floor(random() * centres.length)];
  return unit(centre.map((value) => value + 0.7 * normal()));
};

/** Ids of the nearest, by looking at every point. */
export function exactTop(points, query, limit) {
  return points
    .map(({ id, vector }) => {
      let score = 0;
      for (let i = 0; i < DIMENSIONS; i++) score += vector[i] * query[i];
      return { id, score };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ id }) => id);
}

const ofWord = new Map();
function wordVector(word) {
  const known = ofWord.get(word);
  if (known) return known;
  let seed = [...word].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)) >>> 0, 7);
  const vector = Float32Array.from({ length: DIMENSIONS }, () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  });
  ofWord.set(word, vector);
  return vector;
}

/** A stand-in for a model: the sum of its words' vectors. Texts with words in common are near. */
export function bagOfWords(text) {
  const sum = new Float32Array(DIMENSIONS);
  for (const word of text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []) {
    const vector = wordVector(word);
    for (let i = 0; i < DIMENSIONS; i++) sum[i] += vector[i];
  }
  return unit(sum);
}
