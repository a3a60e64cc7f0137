import { adjectivesOf, nounsOf, stemWord } from '../../text-analysis/index.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import { cyrillicStems } from './alternatives.js';
import { codeForms, otherSeries } from './codes.js';
import { closeGaps } from './phrases.js';
import { tokenLexeme, type QueryToken } from './tokens.js';

/** What the lexicon is asked for: words as they are written, and stems. */
export interface LookUp {
  words: Set<string>;
  stems: Set<string>;
}

/** The words of a query, their joined neighbours, and what the synonyms would search for them. */
export function wordsToLookUp(tokens: readonly QueryToken[], synonyms: SynonymSet | null): LookUp {
  const words = new Set<string>();
  const phrases = synonyms === null ? [] : lexemesInTwoWays(closeGaps(tokens, synonyms, () => true));
  const stems = new Set(phrases.flatMap((reading) => synonyms?.lexemesFor(reading) ?? []));
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'measure') continue;
    if (token.kind === 'code') {
      for (const { text } of token.codes) for (const form of codeForms(text)) words.add(form);
      for (const { stem } of token.words) stems.add(stem);
      if (synonyms) for (const { text } of otherSeries(token, synonyms)) words.add(text);
      continue;
    }
    words.add(token.word.text);
    const { stem, text } = token.word;
    for (const other of [stem, ...cyrillicStems(text), ...nounsOf(text), ...adjectivesOf(text)])
      stems.add(other);
    if (token.joined !== null) stems.add(stemWord(token.joined));
    const next = tokens[i + 1];
    if (next?.kind === 'word') stems.add(stemWord(token.word.text + next.word.text));
  }
  return { words, stems };
}

/** The lexemes of a query in two ways: what looks like a code may turn out to be a word and a number. */
export function lexemesInTwoWays(tokens: readonly QueryToken[]): string[][] {
  return [tokens.map(tokenLexeme), tokens.flatMap(apartLexemes)];
}

function apartLexemes(token: QueryToken): string[] {
  return token.kind === 'code' ? token.words.map(({ stem }) => stem) : [tokenLexeme(token)];
}
