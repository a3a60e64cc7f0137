import type { CatalogueFilter } from '../common/index.js';
import type { LexicalHit, QueryUnderstanding } from '../lexical-index/index.js';
import { fuse, trustIn, type Candidate, type FusedHit, type FusionOptions } from './fusion.js';
import { FUSION_WEIGHTS } from './fusion-weights.js';
import { lexicalEvidence, type LexicalAnswer, type LexicalRetriever } from './lexical-retriever.js';
import { queryKind } from './query-kind.js';
import { addNeighbours, type Matches, type ResultSet, type SetStatistics } from './result-set.js';
import type { FacetField } from './search.types.js';
import type { SemanticAnswer, SemanticHit } from './semantic-retriever.js';

/** What both retrievers found, and everything needed to rank, count and page it. */
export interface Findings {
  /** With its plan where words were searched. */
  understanding: QueryUnderstanding | null;
  /** Null: word search is not part of this search, or did not answer. */
  lexical: LexicalAnswer | null;
  /** Null: meaning is not part of this search, or did not answer. */
  semantic: SemanticAnswer | null;
  filter: CatalogueFilter;
}

/** The result set, defined once for every page and sort: the lexical matches and `extra`, within the filter. */
export interface RankedSet {
  matches: Matches;
  /** Members that only meaning found. */
  extra: readonly string[];
  filter: CatalogueFilter;
  /** The part that is ranked, best first; the other lexical matches follow it in a fixed order. */
  ranked: readonly FusedHit[];
  statistics: SetStatistics;
  fusion: FusionOptions;
  semanticHits: ReadonlyMap<string, SemanticHit>;
  /** Ranks from 1 of what word search ranked. */
  lexicalRanks: ReadonlyMap<string, number>;
  lexicalHits: ReadonlyMap<string, LexicalHit>;
}

/** Joins what both found into one ranked, counted set. */
export async function rankFindings(
  findings: Findings,
  facets: readonly FacetField[],
  lexicalRetriever: LexicalRetriever,
  resultSet: ResultSet,
): Promise<RankedSet> {
  const { understanding, lexical, semantic, filter } = findings;
  const matches = lexical?.matches ?? null;
  const lexicalHits = new Map((lexical?.hits ?? []).map((hit) => [hit.id, hit]));
  const semanticHits = new Map((semantic?.hits ?? []).map((hit) => [hit.id, hit]));

  const floor = floorOf(findings);
  // Neighbours that word search did not rank: is there such a material, does it pass the filter, is it a lexical match after all?
  const strangers = (semantic?.hits ?? [])
    .filter((hit) => hit.nearness >= floor && !lexicalHits.has(hit.id))
    .map(({ id }) => id);
  const [neighbours, scored] = await Promise.all([
    resultSet.neighbours(strangers, matches, filter, facets),
    lexical && understanding
      ? lexicalRetriever.score(understanding, strangers)
      : new Map<string, LexicalHit>(),
  ]);

  const candidates: Candidate[] = [];
  for (const hit of lexicalHits.values()) {
    candidates.push(withSemantic({ id: hit.id, lexical: lexicalEvidence(hit, true) }, semanticHits));
  }
  for (const { id, matched } of neighbours) {
    const hit = scored.get(id);
    candidates.push(
      withSemantic(hit ? { id, lexical: lexicalEvidence(hit, matched) } : { id }, semanticHits),
    );
  }
  const fusion: FusionOptions = {
    kind: queryKind(understanding),
    weights: FUSION_WEIGHTS,
    unseenNearness: semantic?.unseenNearness ?? 0,
    trust: trustIn(candidates, { lexical: lexical !== null, semanticCoverage: semantic?.coverage ?? 0 }),
  };
  return {
    matches,
    extra: neighbours.filter(({ matched }) => !matched).map(({ id }) => id),
    filter,
    ranked: fuse(candidates, fusion),
    statistics: addNeighbours(
      lexical?.statistics ?? { total: 0, facets: Object.fromEntries(facets.map((field) => [field, []])) },
      neighbours,
    ),
    fusion,
    semanticHits,
    lexicalRanks: new Map([...lexicalHits.keys()].map((id, i) => [id, i + 1])),
    lexicalHits: new Map([...lexicalHits, ...scored]),
  };
}

/** Nearness from which on a neighbour counts that words did not find. */
function floorOf({ understanding, lexical, semantic }: Findings): number {
  const floor = semantic?.floor ?? 0;
  if (!understanding || !lexical) return floor;
  if (lexical.hits.length > 0) {
    // What the catalogue has no word for, it hardly holds: a neighbour must then be nearer to count.
    return floor + FUSION_WEIGHTS.floorOfUnknown * (1 - understanding.knownShare);
  }
  return understanding.kind === 'need' ? Math.min(floor, FUSION_WEIGHTS.floorOfGuess) : floor;
}

function withSemantic(candidate: Candidate, hits: ReadonlyMap<string, SemanticHit>): Candidate {
  const hit = hits.get(candidate.id);
  return hit ? { ...candidate, semantic: { cosine: hit.cosine, nearness: hit.nearness } } : candidate;
}

/** Evidence of members that are not ranked (the tail, or another sort); they share the lowest ranked score at best. */
export async function scoreUnranked(
  set: RankedSet,
  ids: readonly string[],
  understanding: QueryUnderstanding | null,
  lexicalRetriever: LexicalRetriever,
): Promise<FusedHit[]> {
  if (ids.length === 0 || !understanding) return [];
  const scored = await lexicalRetriever.score(understanding, ids);
  const lowest = set.ranked.at(-1)?.score ?? 1;
  return ids.map((id) => {
    const hit = scored.get(id);
    const candidate = withSemantic(
      hit ? { id, lexical: lexicalEvidence(hit, true) } : { id },
      set.semanticHits,
    );
    const [fused] = fuse([candidate], set.fusion);
    const score = Math.min(lowest, fused?.score ?? 0);
    return { ...candidate, score, parts: fused?.parts ?? emptyParts(set.fusion) };
  });
}

function emptyParts({ kind }: FusionOptions): FusedHit['parts'] {
  return {
    kind,
    lexicalWeight: 0,
    semanticWeight: 0,
    lexical: 0,
    semantic: 0,
    agreement: 0,
    contradiction: 1,
    membership: 1,
    sure: 0,
  };
}
