import { looksLikeAdjective } from '../../text-analysis/index.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import { tokenLexeme, type QueryToken } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** Most words between two words of one term. */
const MAX_BETWEEN = 2;

/**
 * Puts the two words of a term side by side where only adjectives of the second stand between them, or a maker between a noun and its
 * adjective: of "снять старую краску" the term is "снять краску", and of "гипсокартон кнауф влагостойкий" "гипсокартон влагостойкий". What
 * stood between follows.
 */
export function closeGaps(
  tokens: readonly QueryToken[],
  synonyms: SynonymSet,
  isMaker: (token: QueryToken) => boolean,
): QueryToken[] {
  const closed = [...tokens];
  for (let i = 0; i + 2 < closed.length; i++) {
    const far = farHalf(closed, i, synonyms, isMaker);
    if (far > 0) closed.splice(i + 1, 0, ...closed.splice(far, 1));
  }
  return closed;
}

/** Where the other word of the term stands whose first is at `i`; 0 when there is none, or when it stands beside it. */
function farHalf(
  tokens: readonly QueryToken[],
  i: number,
  synonyms: SynonymSet,
  isMaker: (token: QueryToken) => boolean,
): number {
  const stemOf = (at: number): string => tokenLexeme(tokens[at] as QueryToken);
  if (tokens[i]?.kind !== 'word' || isTerm([stemOf(i), stemOf(i + 1)], synonyms)) return 0;
  let overMaker = false;
  for (let far = i + 2; far < tokens.length && far <= i + 1 + MAX_BETWEEN; far++) {
    const between = tokens[far - 1] as QueryToken;
    if (!isAdjective(between)) {
      if (!isMaker(between)) return 0;
      overMaker = true;
    }
    if (isAdjective(tokens[far]) === overMaker && isTerm([stemOf(i), stemOf(far)], synonyms)) return far;
  }
  return 0;
}

/** Whether the catalogue knows a token as a maker's name, in either alphabet. */
export function makersOf(vocabulary: Vocabulary): (token: QueryToken) => boolean {
  return (token) => {
    if (token.kind !== 'word') return false;
    const { stem, text } = token.word;
    return vocabulary.isBrand(stem) || vocabulary.brandsLike(text, stem).length > 0;
  };
}

function isTerm(stems: readonly [string, string], synonyms: SynonymSet): boolean {
  return synonyms.match(stems, 0)?.length === stems.length;
}

function isAdjective(token: QueryToken | undefined): boolean {
  return token?.kind === 'word' && looksLikeAdjective(token.word.text);
}
