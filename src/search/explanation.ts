import type { LexicalFeatures } from '../lexical-index/index.js';
import type { RankedSet } from './candidates.js';
import type { FusedHit, FusionParts } from './fusion.js';

/** Every part of a hit's score. */
export interface Explanation {
  lexical: { rank: number | null; score: number; features: LexicalFeatures } | null;
  semantic: { rank: number; cosine: number; nearness: number } | null;
  fusion: FusionParts;
  /** What a hit must reach to count by meaning alone is in docs/search.md; this says on which side it came in. */
  memberBy: 'words' | 'meaning';
}

export function explain(hit: FusedHit, set: RankedSet): Explanation {
  const lexical = set.lexicalHits.get(hit.id);
  const semantic = set.semanticHits.get(hit.id);
  return {
    lexical: lexical
      ? { rank: set.lexicalRanks.get(hit.id) ?? null, score: lexical.score, features: lexical.features }
      : null,
    semantic: semantic ? { rank: semantic.rank, cosine: semantic.cosine, nearness: semantic.nearness } : null,
    fusion: hit.parts,
    memberBy: set.extra.includes(hit.id) ? 'meaning' : 'words',
  };
}
