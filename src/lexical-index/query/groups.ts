import { looksLikeAdjective, stemWord } from '../../text-analysis/index.js';
import type { TermAlternative, TermGroup } from '../ports/lexical-index.port.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import {
  asWritten,
  distinct,
  documentsWith,
  inOtherAlphabet,
  isUsable,
  ofTheSameRoot,
  spelledOtherwise,
} from './alternatives.js';
import { ratedAlternatives, seriesAlternatives, threadAlternatives } from './codes.js';
import { measureGroup } from './measure-group.js';
import { closeGaps, makersOf } from './phrases.js';
import { isFound, likeliestTerm } from './terms.js';
import { purposeOf, tokenLexeme, type QueryToken } from './tokens.js';
import { MOSTLY_NAMES_THINGS, NAMES_THINGS, type Vocabulary } from './vocabulary.js';

/** Words that say little about what is meant: they never decide whether something matches. */
const GENERIC = new Set(
  'лист плит материал издел компл комплект набор систем средств проду продукт товар штук строительн издели шт уп упаковк лист размер цвет толщин длин ширин высот фракц фр sheet board panel product materi set item'.split(
    ' ',
  ),
);

/** What a bare noun is worth where a term of several words was asked for. */
const FALLBACK_WEIGHT = 0.6;

/** Groups of a query in reading order, but for a term with adjectives in it, before it is decided which must match. */
export function buildGroups(
  read: readonly QueryToken[],
  vocabulary: Vocabulary,
  synonyms: SynonymSet,
): TermGroup[] {
  const groups: TermGroup[] = [];
  const tokens = closeGaps(read, synonyms, makersOf(vocabulary));
  const stems = tokens.map(tokenLexeme);
  const purpose = new Set(purposeOf(tokens));
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i] as QueryToken;
    if (token.kind === 'measure') {
      groups.push(measureGroup(token.measure));
      i++;
      continue;
    }
    // "Профиль, гипсокартон" is no profile for plasterboard.
    const whole = synonyms
      .matches(stems, i, purpose)
      .filter(({ length: end }) => !isList(tokens.slice(i, i + end), synonyms));
    const match = likeliestTerm(whole, tokens.slice(i), vocabulary, synonyms);
    const joined = joinedWord(tokens, i, vocabulary);
    let length = 1;
    let alternatives: TermAlternative[];
    if (match && match.length >= (joined?.length ?? 1)) {
      length = match.length;
      const written = tokens.slice(i, i + length);
      alternatives = [
        asWritten(written, vocabulary, match.purpose),
        match.expansions.map(spelledOtherwise(written)),
        // What is said of the thing; the term for the thing itself has its own synonyms.
        length === 1 && token.kind === 'word' && token.word.context ? ofTheSameRoot(token, vocabulary) : [],
      ].flat();
      // "утеплить" is done with "утеплитель", and where nothing is called so, with what that is called.
      if (!isFound(match, written, vocabulary)) alternatives.push(...synonyms.beyond(match.expansions));
    } else if (joined) {
      length = joined.length;
      alternatives = [
        { lexemes: [joined.stem], weight: 1 },
        ...asWritten(tokens.slice(i, i + length), vocabulary),
      ];
      const more = synonyms.match([joined.stem], 0);
      if (more) alternatives.push(...more.expansions);
    } else {
      alternatives = [
        ...asWritten([token], vocabulary),
        ...inOtherAlphabet(token, vocabulary),
        ...ofTheSameRoot(token, vocabulary),
        ...seriesAlternatives(token, synonyms),
        ...ratedAlternatives(token, tokens),
        ...threadAlternatives(token, tokens),
      ];
    }
    groups.push(termGroup(tokens.slice(i, i + length), distinct(alternatives), vocabulary));
    i += length;
  }
  return groups;
}

/**
 * Whether a term would span what is told one beside the other: behind a comma, or terms by themselves on both sides of a conjunction, as
 * the sheet and the screw in "drywall and screws" are, and nothing in "tongue and groove".
 */
function isList(tokens: readonly QueryToken[], synonyms: SynonymSet): boolean {
  const isTerm = (token: QueryToken | undefined): boolean =>
    token !== undefined && synonyms.match([tokenLexeme(token)], 0) !== null;
  return tokens.some(
    (token, i) =>
      i > 0 &&
      token.kind === 'word' &&
      (token.word.listed || (token.coordinated === true && isTerm(token) && isTerm(tokens[i - 1]))),
  );
}

/** "газо блок", "гипсо картон": two words of the query that are one in the catalogue. */
function joinedWord(
  tokens: readonly QueryToken[],
  i: number,
  vocabulary: Vocabulary,
): { stem: string; length: number } | null {
  const [first, second] = [tokens[i], tokens[i + 1]];
  if (first?.kind !== 'word') return null;
  if (second?.kind === 'word' && !second.word.context) {
    const stem = stemWord(first.word.text + second.word.text);
    // "Изоспан а" is no "изоспана".
    if (stem !== first.word.stem && vocabulary.documents(stem) > 0) return { stem, length: 2 };
  }
  if (first.joined !== null) {
    // Its parts follow as tokens of their own: take as many as the compound has letters.
    const stem = stemWord(first.joined);
    let letters = 0;
    let length = 0;
    while (letters < first.joined.length) {
      const part = tokens[i + length];
      if (part?.kind !== 'word') break;
      letters += part.word.text.length;
      length++;
    }
    if (letters === first.joined.length && vocabulary.documents(stem) > 0) return { stem, length };
  }
  return null;
}

function termGroup(
  tokens: readonly QueryToken[],
  alternatives: TermAlternative[],
  vocabulary: Vocabulary,
): TermGroup {
  const first = tokens[0] as QueryToken;
  const text = tokens
    .map((token) =>
      token.kind === 'word' ? token.word.text : token.kind === 'code' ? (token.codes[0]?.text ?? '') : '',
    )
    .join(' ');
  const whole = alternatives.filter((alternative) => isUsable(alternative, vocabulary));
  const nouns = nounsAlone(whole.length > 0 ? whole : alternatives, vocabulary);
  // Where nothing is called "насос фекальный", other pumps are what there is.
  const usable = whole.length > 0 ? whole : nouns;
  const known = usable.length > 0;
  const documents = Math.min(
    vocabulary.total,
    usable.reduce((sum, alternative) => sum + documentsWith(alternative, vocabulary), 0),
  );
  const words = tokens.filter((token) => token.kind === 'word');
  const documentsAsThing = (alternative: TermAlternative): number =>
    alternative.lexemes.some((lexeme) => vocabulary.headShare(lexeme) >= NAMES_THINGS)
      ? documentsWith(alternative, vocabulary)
      : 0;
  const headShare = Math.max(
    0,
    ...usable.flatMap(({ lexemes }) => lexemes.map((lexeme) => vocabulary.headShare(lexeme))),
  );
  // A "лампа" is none for there being an Arte Lamp.
  const ofThing = Math.max(0, ...usable.filter(({ weight }) => weight === 1).map(documentsAsThing));
  const isBrand = usable.some(
    (alternative) =>
      alternative.weight > 0.9 &&
      alternative.lexemes.every((lexeme) => vocabulary.isBrand(lexeme)) &&
      (alternative.weight === 1 || documentsWith(alternative, vocabulary) > ofThing),
  );
  return {
    text,
    kind: first.kind === 'code' ? 'code' : isBrand ? 'brand' : 'word',
    alternatives: known ? usable : alternatives,
    fallback: whole.length > 0 ? nouns : [],
    idf: vocabulary.idf(known ? Math.max(1, documents) : 0),
    required: false,
    context: words.length > 0 && words.every((token) => token.word.context),
    purpose: words.length > 0 && words.every((token) => token.word.purpose),
    known,
    coordinated: first.kind === 'word' && first.coordinated === true,
    excluded: first.kind === 'word' && first.excluded === true,
    namesThings: headShare >= NAMES_THINGS,
    mostlyNamesThings: headShare >= MOSTLY_NAMES_THINGS,
  };
}

/** The nouns alone of terms of several words: "сетка" for "сетка кладочная". */
function nounsAlone(alternatives: readonly TermAlternative[], vocabulary: Vocabulary): TermAlternative[] {
  const nouns: TermAlternative[] = [];
  for (const { lexemes, weight } of alternatives) {
    if (lexemes.length < 2 || weight < 0.9) continue;
    const [noun] = [...lexemes].sort((a, b) => vocabulary.headShare(b) - vocabulary.headShare(a));
    if (noun !== undefined && vocabulary.headShare(noun) >= 0.3)
      nouns.push({ lexemes: [noun], weight: weight * FALLBACK_WEIGHT });
  }
  return distinct(nouns);
}

/** How much of a group's say is taken from it for being a word of all trades. */
export function isGeneric(group: TermGroup): boolean {
  return group.kind === 'word' && isGenericStem(stemWord(group.text));
}

/** Whether the stem is of a word for goods of all trades: board, sheet, mix. */
export function isGenericStem(stem: string): boolean {
  return GENERIC.has(stem);
}

export function isAdjective(group: TermGroup): boolean {
  return group.kind === 'word' && group.text.split(' ').every(looksLikeAdjective);
}
