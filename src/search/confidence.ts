import type { QueryUnderstanding } from '../lexical-index/index.js';
import { isSure, type FusedHit } from './fusion.js';
import { FUSION_WEIGHTS } from './fusion-weights.js';
import type { Confidence } from './search.types.js';

/**
 * Where the classes begin. Lexical scores and nearness are absolute, so the lines hold across queries; they were read off the
 * development set: see docs/search.md.
 */
export const CONFIDENCE_LINES = {
  /** Lexical score that is worth showing by itself. */
  lexicalMedium: 0.4,
  /** Nearness that is worth showing without any word in common. */
  nearnessAlone: 1.1,
  /** Nearness that confirms words which agree in everything but the thing itself. */
  nearnessConfirms: 0.95,
} as const;

/**
 * How sure it is that a hit is what was asked for: `high` just that, `medium` worth showing, `low` a guess (all one gets when the
 * catalogue does not hold such a thing).
 *
 * @param words what words know of the query; null when word search is down.
 */
export function confidenceOf(
  hit: FusedHit,
  words: Pick<QueryUnderstanding, 'knownShare' | 'isForeign'> | null,
): Confidence {
  const lines = CONFIDENCE_LINES;
  const lexical = hit.lexical;
  const score = lexical?.score ?? 0;
  const near = hit.semantic?.nearness ?? 0;
  if (lexical?.sku === 'exact') return 'high';
  if (words?.isForeign) return 'low';
  if (isSure(lexical, FUSION_WEIGHTS)) return 'high';
  // What the catalogue has no word for, it hardly holds: nearness must then carry more.
  const alone = lines.nearnessAlone + (words === null ? 0 : 0.3 * (1 - words.knownShare));
  if (
    lexical?.matched &&
    score >= lines.lexicalMedium &&
    (lexical.nounMatched || near >= lines.nearnessConfirms)
  ) {
    return 'medium';
  }
  if (near >= alone) return 'medium';
  return 'low';
}
