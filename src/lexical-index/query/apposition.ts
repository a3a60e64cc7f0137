import { adjectivesOf, looksLikeAdjective } from '../../text-analysis/index.js';
import { headLexeme, quoteLexeme } from '../document.js';
import type { Lexicon } from './lexicon.js';
import type { QueryToken } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** Most pairs of one query that the names are asked about: each is a question to the index. */
const MAX_PAIRS = 3;

type WordToken = Extract<QueryToken, { kind: 'word' }>;

/** The noun that says something of the other, and an adjective of it. */
interface Said {
  index: number;
  stem: string;
}

/** How two nouns may be meant, and the tsquery of what is called so; `said` is null where they are meant as they are. */
interface Reading {
  query: string;
  said: Said | null;
}

/**
 * Two nouns side by side, the one said of the other: "сталь труба" is read as "стальная труба" and "замок дверь" as "замок дверной",
 * where no name has both nouns and some name has the thing and the adjective. Which of the two is the thing is for the names to say.
 */
export async function readAppositions(
  tokens: readonly QueryToken[],
  vocabulary: Vocabulary,
  lexicon: Pick<Lexicon, 'firstFound'>,
): Promise<QueryToken[]> {
  const read = [...tokens];
  let pairs = 0;
  for (let i = 0; i + 1 < read.length && pairs < MAX_PAIRS; i++) {
    const readings = readingsOf(read[i], read[i + 1], i, vocabulary);
    if (readings.length < 3) continue; // Nothing but the nouns as they are.
    pairs++;
    const found = await lexicon.firstFound(readings.map(({ query }) => query));
    const said = found === null ? null : readings[found]?.said;
    if (!said) continue;
    const { word, ...token } = read[said.index] as WordToken;
    read[said.index] = {
      ...token,
      word: { ...word, text: vocabulary.spelled(said.stem), stem: said.stem },
    };
  }
  return read;
}

function readingsOf(
  first: QueryToken | undefined,
  second: QueryToken | undefined,
  index: number,
  vocabulary: Vocabulary,
): Reading[] {
  if (!isNoun(first, vocabulary) || !isNoun(second, vocabulary) || second.coordinated) return [];
  const [one, other] = [first.word, second.word];
  const saidOf = ({ text }: WordToken['word'], at: number): Said[] =>
    adjectivesOf(text)
      .filter((stem) => vocabulary.isInShortTexts(stem))
      .map((stem) => ({ index: at, stem }));
  const [ofFirst, ofSecond] = [saidOf(other, index + 1), saidOf(one, index)];
  return [
    { query: thing(one.stem, other.stem), said: null },
    { query: thing(other.stem, one.stem), said: ofSecond[0] ?? null },
    ...ofFirst.map((said) => ({ query: thing(one.stem, said.stem), said })),
    ...ofSecond.map((said) => ({ query: thing(other.stem, said.stem), said })),
  ];
}

/** A Russian noun that names have as it is, or as an adjective. */
function isNoun(token: QueryToken | undefined, vocabulary: Vocabulary): token is WordToken {
  if (token?.kind !== 'word' || token.word.context || looksLikeAdjective(token.word.text)) return false;
  const { stem, text } = token.word;
  return (
    [stem, ...adjectivesOf(text)].some((said) => vocabulary.isInShortTexts(said)) && !vocabulary.isBrand(stem)
  );
}

/** tsquery text for what is called `noun` and has the other word in its name. */
function thing(noun: string, other: string): string {
  return `${quoteLexeme(headLexeme(noun))} & ${quoteLexeme(other)}:A`;
}
