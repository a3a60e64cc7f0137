import {
  adjectivesOf,
  latinToCyrillic,
  nounsOf,
  soundKey,
  stemWord,
  type Word,
} from '../../text-analysis/index.js';
import type { TermAlternative } from '../ports/lexical-index.port.js';
import { codeAlternatives } from './codes.js';
import { isEveryday } from './everyday.js';
import { purposeOf, type QueryToken } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** What another spelling of the very word is worth. */
const SPELLING_WEIGHT = 0.99;

/** What the noun of an adjective is worth, and the adjective of a noun. */
const SAME_ROOT_WEIGHT = 0.85;

const IS_MEASURE =
  /^\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)*(?:mm|m2|m3|kg|l|w|v|a|k|lm|pcs|poles|cores|keys|sections)?$/;

/**
 * What the user's own words are found by: all of them.
 *
 * @param ofTerm what the term that they are says of its purpose.
 */
export function asWritten(
  tokens: readonly QueryToken[],
  vocabulary: Vocabulary,
  ofTerm: readonly string[] = [],
): TermAlternative[] {
  if (tokens.length === 1 && tokens[0]?.kind === 'code') return codeAlternatives(tokens[0], vocabulary);
  const lexemes = tokens.flatMap((token) =>
    token.kind === 'word' ? [token.word.stem] : token.kind === 'code' ? [token.codes[0]?.text ?? ''] : [],
  );
  const told = purposeOf(tokens);
  const purpose = told.length > 0 ? told : ofTerm;
  return [
    {
      lexemes: lexemes.filter((lexeme) => lexeme !== ''),
      weight: 1,
      ...(purpose.length > 0 ? { purpose } : {}),
    },
  ];
}

/** Measures are not in the vocabulary: they are found where they stand. */
export function countable({ lexemes }: TermAlternative): string[] {
  return lexemes.filter((lexeme) => !IS_MEASURE.test(lexeme));
}

export function isUsable(alternative: TermAlternative, vocabulary: Vocabulary): boolean {
  return countable(alternative).every((lexeme) => vocabulary.documents(lexeme) > 0);
}

/** Most materials that can hold the alternative; 0 where nothing of it is counted. */
export function documentsWith(alternative: TermAlternative, vocabulary: Vocabulary): number {
  const counts = countable(alternative).map((lexeme) => vocabulary.documents(lexeme));
  return counts.length === 0 ? 0 : Math.min(...counts);
}

/** The brand, or the thing, as it is written in the other alphabet. Not of a term of the trade: its rule says what it is. */
export function inOtherAlphabet(token: QueryToken, vocabulary: Vocabulary): TermAlternative[] {
  if (token.kind !== 'word' || isEveryday(token.word.stem)) return [];
  const { text, stem } = token.word;
  const twins = [...vocabulary.brandsLike(text, stem), ...vocabulary.thingsLike(stem, cyrillicStems(text))];
  return twins.map((twin) => ({ lexemes: [twin], weight: SPELLING_WEIGHT }));
}

/** "Сосновая" for what names tell by "сосна", and "печной" for what is asked for as "для печи". The thing itself is never told so. */
export function ofTheSameRoot(token: QueryToken, vocabulary: Vocabulary): TermAlternative[] {
  if (token.kind !== 'word') return [];
  return relatives(token.word, token.word.start === 0, vocabulary).map((stem) => ({
    lexemes: [stem],
    weight: SAME_ROOT_WEIGHT,
    text: vocabulary.spelled(stem),
  }));
}

/**
 * Stems of the catalogue's nouns of an adjective, and of its adjectives of a noun, unless that is a thing, as the first noun of a
 * query is: who wants a stove wants no mortar for stoves.
 */
export function relatives({ text, stem, context }: Word, isFirst: boolean, vocabulary: Vocabulary): string[] {
  if (isEveryday(stem)) return [];
  const isThing = !context && (isFirst || vocabulary.heads(stem) > 0);
  const related = isThing ? nounsOf(text) : [...nounsOf(text), ...adjectivesOf(text)];
  return related.filter((stem) => vocabulary.isInShortTexts(stem));
}

/** Stems of a Latin word in Cyrillic letters, as far as it may be a Russian one; empty for others. */
export function cyrillicStems(word: string): string[] {
  return word.length < 4 ? [] : [...new Set(latinToCyrillic(word).map(stemWord))];
}

/** A synonym that is the same word in another spelling ("пеноплекс", "пеноплэкс") means more than one for the like of it. */
export function spelledOtherwise(
  written: readonly QueryToken[],
): (expansion: TermAlternative) => TermAlternative {
  const [token] = written;
  if (written.length !== 1 || token?.kind !== 'word') return (expansion) => expansion;
  const sound = soundKey(token.word.text);
  return (expansion) =>
    expansion.text !== undefined && soundKey(expansion.text) === sound
      ? { ...expansion, weight: Math.max(expansion.weight, SPELLING_WEIGHT) }
      : expansion;
}

export function distinct(alternatives: readonly TermAlternative[]): TermAlternative[] {
  const best = new Map<string, TermAlternative>();
  for (const alternative of alternatives) {
    if (alternative.lexemes.length === 0) continue;
    const key = [...alternative.lexemes].sort().join(' ');
    const known = best.get(key);
    if (!known || known.weight < alternative.weight) best.set(key, alternative);
  }
  return [...best.values()];
}
