import { HAS_CYRILLIC } from '../../text-analysis/index.js';
import type { SynonymMatch, SynonymSet } from '../synonyms/synonym-set.js';
import { asWritten, isUsable } from './alternatives.js';
import { closeGaps, makersOf } from './phrases.js';
import { tokenLexeme, type QueryToken } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** Stems that terms without a usable synonym may be searched by all the same; to be looked up before the groups are built. */
export function stemsBeyond(
  read: readonly QueryToken[],
  vocabulary: Vocabulary,
  synonyms: SynonymSet,
): string[] {
  const tokens = closeGaps(read, synonyms, makersOf(vocabulary));
  const stems = tokens.map(tokenLexeme);
  return stems.flatMap((_, i) => {
    const matches = synonyms.matches(stems, i);
    if (matches.some((match) => isFound(match, tokens.slice(i), vocabulary))) return [];
    return matches.flatMap(({ expansions }) => synonyms.beyond(expansions)).flatMap(({ lexemes }) => lexemes);
  });
}

/**
 * The longest term that something here is called by, be it by the synonyms of its synonyms; with none, the longest: what glues mirrors is
 * glue where there is no special one. Russian words that make a term together are then taken one by one: "сетка кладочная" asks for a
 * mesh. An English term is another thing than its words: a foam gun is no foam.
 */
export function likeliestTerm(
  matches: readonly SynonymMatch[],
  tokens: readonly QueryToken[],
  vocabulary: Vocabulary,
  synonyms: SynonymSet,
): SynonymMatch | undefined {
  const found =
    matches.find((match) => isFound(match, tokens, vocabulary)) ??
    matches.find(({ expansions }) =>
      synonyms.beyond(expansions).some((farther) => isUsable(farther, vocabulary)),
    );
  if (found) return found;
  const [longest] = matches;
  const isRussian = tokens
    .slice(0, longest?.length ?? 0)
    .every((token) => token.kind === 'word' && HAS_CYRILLIC.test(token.word.text));
  return isRussian ? matches.find(({ length }) => length === 1) : longest;
}

/** Whether something here is called by the term or one of its synonyms. That both words of a term are known says nothing of both together. */
export function isFound(
  { length, expansions }: SynonymMatch,
  tokens: readonly QueryToken[],
  vocabulary: Vocabulary,
): boolean {
  const written = length === 1 ? asWritten(tokens.slice(0, 1), vocabulary) : [];
  return [...written, ...expansions].some((alternative) => isUsable(alternative, vocabulary));
}
