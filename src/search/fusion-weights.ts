/** What a query is, as far as the weighing of words against meaning goes. */
export type QueryKind = 'sku' | 'code' | 'size' | 'name' | 'brand' | 'category' | 'need';

export interface KindWeights {
  /** Share of the lexical score, 0 to 1. */
  lexical: number;
  /** Share of the nearness in meaning, 0 to 1. */
  semantic: number;
}

export interface FusionWeights {
  kinds: Readonly<Record<QueryKind, KindWeights>>;
  /** Added for each point of score that both ways agree on. */
  agreement: number;
  /** A size or grade that wholly contradicts the query multiplies the semantic part by this. */
  contradiction: number;
  /** Multiplies the lexical score of what is no lexical match and was only scored because meaning found it. */
  unmatched: number;
  /** Lexical score from which words alone say that a match is just what was asked for. */
  sureScore: number;
  /** Share of such a match's lexical score that its score is at least: meaning may confirm it, and not sink it below what merely lies near. */
  sure: number;
  /** Nearness (see yardstick.ts) below which a hit found by meaning alone is none. */
  floor: number;
  /** Share of the best hit's nearness that a hit found by meaning alone must reach too. */
  floorOfBest: number;
  /** Added to the floor by the share of the query that the catalogue has no word for. */
  floorOfUnknown: number;
  /** The floor where words find nothing for a question of what is needed: a guess is more of an answer than none. */
  floorOfGuess: number;
}

/**
 * The weights in use. How they were found: bench/tune-fusion.mjs tries a grid over the development set in five folds, tuned on four
 * and measured on the fifth; a value is taken only where the folds agree, and rounded so that it claims no more than they show.
 */
export const FUSION_WEIGHTS: FusionWeights = {
  kinds: {
    sku: { lexical: 1, semantic: 0 },
    code: { lexical: 0.9, semantic: 0.1 },
    size: { lexical: 0.95, semantic: 0.05 },
    name: { lexical: 0.85, semantic: 0.15 },
    brand: { lexical: 0.75, semantic: 0.25 },
    category: { lexical: 0.6, semantic: 0.4 },
    need: { lexical: 0.4, semantic: 0.6 },
  },
  agreement: 0.05,
  contradiction: 0.3,
  unmatched: 0.6,
  sureScore: 0.75,
  sure: 0.75,
  floor: 0.85,
  floorOfBest: 0.6,
  floorOfUnknown: 0.2,
  floorOfGuess: 0.6,
};
