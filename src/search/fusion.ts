import type { FusionWeights, QueryKind } from './fusion-weights.js';

/** What word search says of a material. */
export interface LexicalEvidence {
  /** 0 to 1, comparable across queries. */
  score: number;
  /** True when the material belongs to the lexical matches; false when it was only scored because meaning found it. */
  matched: boolean;
  /** The material is the thing asked for, not just something with the same brand, size or purpose. */
  nounMatched: boolean;
  /** -1 a size or grade contradicts the query, 0 nothing to compare, 1 all agree. */
  sizeAgreement: number;
  sku: 'exact' | 'prefix' | 'infix' | null;
}

/** What the nearest-neighbour search says of a material. */
export interface SemanticEvidence {
  /** Cosine similarity as the index gave it. */
  cosine: number;
  /** The cosine on the query's own scale, 0 to 4; see yardstick.ts. */
  nearness: number;
}

export interface Candidate {
  /** Id of the material. */
  id: string;
  lexical?: LexicalEvidence;
  semantic?: SemanticEvidence;
}

/** How a score came about; shown by `explain`. */
export interface FusionParts {
  kind: QueryKind;
  lexicalWeight: number;
  semanticWeight: number;
  /** Weighted lexical part. */
  lexical: number;
  /** Weighted semantic part. */
  semantic: number;
  /** What was added because both agree. */
  agreement: number;
  /** Factor of the semantic part for a contradicting size or grade; 1 when there is none. */
  contradiction: number;
  /** Factor of the lexical part for what is no lexical match; 1 for a match. */
  membership: number;
  /** What the score is at least, because the words say just what was asked for; 0 where they do not. */
  sure: number;
}

export interface FusedHit extends Candidate {
  /** 0 to 1, higher is better, comparable across queries of one kind. */
  score: number;
  parts: FusionParts;
}

export interface FusionOptions {
  kind: QueryKind;
  weights: FusionWeights;
  /**
   * Nearness assumed for a lexical hit that the neighbour search did not return: it lies below every neighbour returned, which is
   * not the same as unrelated when the search stopped at its limit. 0 when the search returned all there is.
   */
  unseenNearness: number;
  /**
   * How far each side is to be trusted for this query, 0 (it did not answer) to 1; scales its weight. See {@link trustIn}.
   */
  trust: { lexical: number; semantic: number };
}

/** Lexical score from which the best match shows that the words were understood. */
const TRUSTED_SCORE = 0.5;

/**
 * Trust in both sides by the best each found: where no word match is any good, the words were probably not understood, and meaning
 * counts for more. Where few have a vector, most cannot be compared by meaning: two can with the square of the share that has one.
 * A side that did not answer is not trusted at all.
 *
 * @param available whether words answered, and how much of the catalogue meaning was asked of (0: it did not answer).
 */
export function trustIn(
  candidates: readonly Candidate[],
  available: { lexical: boolean; semanticCoverage: number },
): FusionOptions['trust'] {
  const best = candidates.reduce((most, { lexical }) => Math.max(most, finite(lexical?.score ?? 0)), 0);
  const semantic = clamp(available.semanticCoverage) ** 2;
  const understood = clamp(best / TRUSTED_SCORE);
  // Doubts about the words are meaning's gain, as far as there is any to turn to.
  return { lexical: available.lexical ? 1 - semantic + understood * semantic : 0, semantic };
}

/**
 * Orders what both retrievers found. Scores of both sides are absolute (lexical by its own design, semantic by the yardstick), so
 * they are added with weights by the query's kind rather than by rank: rank fusion would make the best of nothing equal to the best.
 *
 * - Never lower for a higher lexical score or nearness, or for being a lexical match, all else equal (with or without the other
 *   side's evidence).
 * - Doubles of one id count once, with the strongest evidence of each side; the order of the input does not matter.
 * - Equal scores are ordered by id, so pages are stable. Scores are finite and lie in [0, 1].
 * - An exact article number stands before everything else.
 */
export function fuse(candidates: readonly Candidate[], options: FusionOptions): FusedHit[] {
  const share = weightsFor(options.weights.kinds[options.kind], options.trust);
  return [...merge(candidates).values()]
    .map((candidate) => score(candidate, options, share))
    .sort(
      (a, b) => skuOrder(b) - skuOrder(a) || b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );
}

/** Nearness as a score, 0 to 1: one half where related pairs lie on average, little below it, never quite 1, so nothing ties at the top. */
export function semanticScore(nearness: number): number {
  const value = Math.max(0, finite(nearness));
  return value ** 2 / (value ** 2 + 1);
}

function skuOrder(hit: Candidate): number {
  return hit.lexical?.sku === 'exact' ? 1 : 0;
}

function merge(candidates: readonly Candidate[]): Map<string, Candidate> {
  const byId = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const known = byId.get(candidate.id);
    if (!known) {
      byId.set(candidate.id, candidate);
      continue;
    }
    const lexical = strongest(known.lexical, candidate.lexical, lexicalStrength);
    const semantic = strongest(known.semantic, candidate.semantic, (evidence) => [
      evidence.nearness,
      evidence.cosine,
    ]);
    byId.set(candidate.id, {
      id: candidate.id,
      ...(lexical ? { lexical } : {}),
      ...(semantic ? { semantic } : {}),
    });
  }
  return byId;
}

const SKU_STRENGTH = { exact: 3, prefix: 2, infix: 1 } as const;

function lexicalStrength(evidence: LexicalEvidence): number[] {
  return [
    evidence.sku === null ? 0 : SKU_STRENGTH[evidence.sku],
    evidence.score,
    evidence.matched ? 1 : 0,
    evidence.sizeAgreement,
  ];
}

function strongest<T>(
  a: T | undefined,
  b: T | undefined,
  strength: (evidence: T) => number[],
): T | undefined {
  if (!a || !b) return a ?? b;
  const strengthOfB = strength(b);
  for (const [i, value] of strength(a).entries()) {
    const difference = finite(value) - finite(strengthOfB[i] ?? 0);
    if (difference !== 0) return difference > 0 ? a : b;
  }
  return a;
}

function score(
  candidate: Candidate,
  { kind, weights, unseenNearness, trust }: FusionOptions,
  share: Share,
): FusedHit {
  // Word search has counted a contradicting size against the material already; meaning does not see sizes.
  const contradiction = 1 - (1 - weights.contradiction) * clamp(-(candidate.lexical?.sizeAgreement ?? 0));
  // Word search left it out of its answer; that it has some of the words all the same says less.
  const membership = candidate.lexical && !candidate.lexical.matched ? weights.unmatched : 1;
  const lexical = clamp(candidate.lexical?.score ?? 0) * membership;
  const semantic = semanticScore(candidate.semantic?.nearness ?? unseenNearness) * contradiction;
  const lift = weights.agreement * Math.min(trust.lexical, trust.semantic);
  const sure = trust.lexical > 0 && isSure(candidate.lexical, weights) ? weights.sure * lexical : 0;
  const parts: FusionParts = {
    kind,
    lexicalWeight: share.lexical,
    semanticWeight: share.semantic,
    lexical: share.lexical * lexical,
    semantic: share.semantic * semantic,
    agreement: lift * Math.min(lexical, semantic),
    contradiction,
    membership,
    sure,
  };
  const sum = parts.lexical + parts.semantic + parts.agreement;
  // Field by field: a spread followed by fields takes V8 ten times as long, and hundreds are scored for every question.
  const hit: FusedHit = { id: candidate.id, score: clamp(Math.max(sure, sum / (1 + lift))), parts };
  if (candidate.lexical) hit.lexical = candidate.lexical;
  if (candidate.semantic) hit.semantic = candidate.semantic;
  return hit;
}

/** Whether words alone show that it is just what was asked for. */
export function isSure(lexical: LexicalEvidence | undefined, { sureScore }: FusionWeights): boolean {
  return lexical?.matched === true && lexical.score >= sureScore && lexical.sizeAgreement >= 0;
}

/** What either side counts, together 1. */
type Share = Readonly<Record<'lexical' | 'semantic', number>>;

function weightsFor(weights: Share, trust: FusionOptions['trust']): Share {
  const lexical = weights.lexical * trust.lexical;
  const semantic = weights.semantic * trust.semantic;
  const sum = lexical + semantic;
  // The side that weighs nothing for this kind may be the only one that answered.
  if (sum === 0) return trust.semantic > 0 ? { lexical: 0, semantic: 1 } : { lexical: 1, semantic: 0 };
  return { lexical: lexical / sum, semantic: semantic / sum };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, finite(value)));
}
