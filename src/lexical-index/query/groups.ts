import {
  adjectivesOf,
  dimensionLexeme,
  foldCode,
  FRACTION_PARTS,
  fractionOf,
  HAS_CYRILLIC,
  MM_PER_INCH,
  latinToCyrillic,
  looksLikeAdjective,
  nominalSizeOf,
  nounsOf,
  numberLexeme,
  quantityLexeme,
  soundKey,
  stemWord,
  threadOf,
  type PlacedMeasure,
  type Word,
} from '../../text-analysis/index.js';
import type { TermAlternative, TermGroup } from '../ports/lexical-index.port.js';
import type { SynonymMatch, SynonymSet } from '../synonyms/synonym-set.js';
import { codeAlternatives, ratedAlternatives } from './codes.js';
import { isEveryday } from './everyday.js';
import { closeGaps } from './phrases.js';
import { purposeOf, tokenLexeme, type QueryToken } from './tokens.js';
import { MOSTLY_NAMES_THINGS, NAMES_THINGS, type Vocabulary } from './vocabulary.js';

/** Words that say little about what is meant: they never decide whether something matches. */
const GENERIC = new Set(
  'лист плит материал издел компл комплект набор систем средств проду продукт товар штук строительн издели шт уп упаковк лист размер цвет толщин длин ширин высот sheet board panel product materi set item'.split(
    ' ',
  ),
);

const IS_MEASURE =
  /^\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)*(?:mm|m2|m3|kg|l|w|v|a|k|lm|pcs|poles|cores|keys|sections)?$/;

/** What another spelling of the very word is worth. */
const SPELLING_WEIGHT = 0.99;

/** What the noun of an adjective is worth, and the adjective of a noun. */
const SAME_ROOT_WEIGHT = 0.85;

/** What a bare noun is worth where a term of several words was asked for. */
const FALLBACK_WEIGHT = 0.6;

/** Groups of a query in reading order, but for a term with adjectives in it, before it is decided which must match. */
export function buildGroups(
  read: readonly QueryToken[],
  vocabulary: Vocabulary,
  synonyms: SynonymSet,
): TermGroup[] {
  const groups: TermGroup[] = [];
  const tokens = closeGaps(read, synonyms);
  const stems = tokens.map(tokenLexeme);
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i] as QueryToken;
    if (token.kind === 'measure') {
      groups.push(measureGroup(token.measure));
      i++;
      continue;
    }
    const match = likeliestTerm(synonyms.matches(stems, i), tokens.slice(i), vocabulary, synonyms);
    const joined = joinedWord(tokens, i, vocabulary);
    let length = 1;
    let alternatives: TermAlternative[];
    if (match && match.length >= (joined?.length ?? 1)) {
      length = match.length;
      const written = tokens.slice(i, i + length);
      alternatives = [
        asWritten(written, vocabulary),
        match.expansions.map(spelledOtherwise(written)),
        // What is said of the thing; the term for the thing itself has its own synonyms.
        length === 1 && token.kind === 'word' && token.word.context ? ofTheSameRoot(token, vocabulary) : [],
      ].flat();
      // "утеплить" is done with "утеплитель", and where nothing is called so, with what that is called.
      if (!alternatives.some((alternative) => isUsable(alternative, vocabulary)))
        alternatives.push(...synonyms.beyond(match.expansions));
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
        ...ratedAlternatives(token, tokens),
      ];
    }
    groups.push(termGroup(tokens.slice(i, i + length), distinct(alternatives), vocabulary));
    i += length;
  }
  return groups;
}

/** Stems that terms without a usable synonym may be searched by all the same; to be looked up before the groups are built. */
export function stemsBeyond(
  read: readonly QueryToken[],
  vocabulary: Vocabulary,
  synonyms: SynonymSet,
): string[] {
  const tokens = closeGaps(read, synonyms);
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
function likeliestTerm(
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
function isFound(
  { length, expansions }: SynonymMatch,
  tokens: readonly QueryToken[],
  vocabulary: Vocabulary,
): boolean {
  const written = length === 1 ? asWritten(tokens.slice(0, 1), vocabulary) : [];
  return [...written, ...expansions].some((alternative) => isUsable(alternative, vocabulary));
}

/** Measures are not in the vocabulary: they are found where they stand. */
function countable({ lexemes }: TermAlternative): string[] {
  return lexemes.filter((lexeme) => !IS_MEASURE.test(lexeme));
}

function isUsable(alternative: TermAlternative, vocabulary: Vocabulary): boolean {
  return countable(alternative).every((lexeme) => vocabulary.documents(lexeme) > 0);
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
    if (vocabulary.documents(stem) > 0) return { stem, length: 2 };
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

/** What the user's own words are found by: all of them. */
function asWritten(tokens: readonly QueryToken[], vocabulary: Vocabulary): TermAlternative[] {
  if (tokens.length === 1 && tokens[0]?.kind === 'code') return codeAlternatives(tokens[0], vocabulary);
  const lexemes = tokens.flatMap((token) =>
    token.kind === 'word' ? [token.word.stem] : token.kind === 'code' ? [token.codes[0]?.text ?? ''] : [],
  );
  const purpose = purposeOf(tokens);
  return [
    {
      lexemes: lexemes.filter((lexeme) => lexeme !== ''),
      weight: 1,
      ...(purpose.length > 0 ? { purpose } : {}),
    },
  ];
}

/** The brand, or the thing, as it is written in the other alphabet. Not of a term of the trade: its rule says what it is. */
function inOtherAlphabet(token: QueryToken, vocabulary: Vocabulary): TermAlternative[] {
  if (token.kind !== 'word' || isEveryday(token.word.stem)) return [];
  const { text, stem } = token.word;
  const twins = [...vocabulary.brandsLike(text, stem), ...vocabulary.thingsLike(stem, cyrillicStems(text))];
  return twins.map((twin) => ({ lexemes: [twin], weight: SPELLING_WEIGHT }));
}

/** "Сосновая" for what names tell by "сосна", and "печной" for what is asked for as "для печи". The thing itself is never told so. */
function ofTheSameRoot(token: QueryToken, vocabulary: Vocabulary): TermAlternative[] {
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
function spelledOtherwise(written: readonly QueryToken[]): (expansion: TermAlternative) => TermAlternative {
  const [token] = written;
  if (written.length !== 1 || token?.kind !== 'word') return (expansion) => expansion;
  const sound = soundKey(token.word.text);
  return (expansion) =>
    expansion.text !== undefined && soundKey(expansion.text) === sound
      ? { ...expansion, weight: Math.max(expansion.weight, SPELLING_WEIGHT) }
      : expansion;
}

function distinct(alternatives: readonly TermAlternative[]): TermAlternative[] {
  const best = new Map<string, TermAlternative>();
  for (const alternative of alternatives) {
    if (alternative.lexemes.length === 0) continue;
    const key = [...alternative.lexemes].sort().join(' ');
    const known = best.get(key);
    if (!known || known.weight < alternative.weight) best.set(key, alternative);
  }
  return [...best.values()];
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
  const usable = alternatives.filter((alternative) => isUsable(alternative, vocabulary));
  const known = usable.length > 0;
  const documents = Math.min(
    vocabulary.total,
    usable.reduce((sum, alternative) => sum + documentsWith(alternative, vocabulary), 0),
  );
  const words = tokens.filter((token) => token.kind === 'word');
  const headShare = Math.max(
    0,
    ...usable.flatMap(({ lexemes }) => lexemes.map((lexeme) => vocabulary.headShare(lexeme))),
  );
  const isBrand = usable.some(
    ({ lexemes, weight }) => weight > 0.9 && lexemes.every((lexeme) => vocabulary.isBrand(lexeme)),
  );
  return {
    text,
    kind: first.kind === 'code' ? 'code' : isBrand ? 'brand' : 'word',
    alternatives: known ? usable : alternatives,
    fallback: fallbackOf(usable, vocabulary),
    idf: vocabulary.idf(known ? Math.max(1, documents) : 0),
    required: false,
    context: words.length > 0 && words.every((token) => token.word.context),
    known,
    coordinated: first.kind === 'word' && first.coordinated === true,
    namesThings: headShare >= NAMES_THINGS,
    mostlyNamesThings: headShare >= MOSTLY_NAMES_THINGS,
  };
}

/** Most materials that can hold the alternative; 0 where nothing of it is counted. */
function documentsWith(alternative: TermAlternative, vocabulary: Vocabulary): number {
  const counts = countable(alternative).map((lexeme) => vocabulary.documents(lexeme));
  return counts.length === 0 ? 0 : Math.min(...counts);
}

/** The nouns alone of terms of several words: "сетка" for "сетка кладочная". */
function fallbackOf(usable: readonly TermAlternative[], vocabulary: Vocabulary): TermAlternative[] {
  const nouns: TermAlternative[] = [];
  for (const { lexemes, weight } of usable) {
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

/** How nominal sizes are marked in names. */
const NOMINAL_MARKS = ['ду', 'dn'];

function measureGroup(measure: PlacedMeasure): TermGroup {
  const alternatives: TermAlternative[] = [];
  const add = (lexemes: string[], weight: number): void => void alternatives.push({ lexemes, weight });
  const isLength = measure.unit === 'mm';
  /** The same thread in every way it is written. */
  const addThread = (inches: number): void => {
    add([quantityLexeme(inches * MM_PER_INCH, 'mm')], 0.9);
    const fraction = fractionOf(inches);
    if (fraction !== null) add([fraction], 0.9);
    const nominal = nominalSizeOf(inches);
    if (nominal !== null) for (const mark of NOMINAL_MARKS) add([foldCode(`${mark}${nominal}`)], 0.9);
  };
  if (measure.kind === 'dimension') {
    add([dimensionLexeme(measure.values)], 1);
    if (isLength) add([dimensionLexeme(measure.raw)], 0.95);
    add([...new Set(measure.values.map(numberLexeme))], 0.8);
    if (isLength) add([...new Set(measure.raw.map(numberLexeme))], 0.8);
  } else if (measure.kind === 'range') {
    add([measure.raw.map(numberLexeme).join('-')], 1);
  } else if (measure.kind === 'ratio') {
    add([measure.raw.map(numberLexeme).join('/')], 1);
    add([...new Set(measure.raw.map(numberLexeme))], 0.8);
    const [a = 0, b = 0] = measure.raw;
    if (a < b && FRACTION_PARTS.includes(b)) addThread(a / b);
  } else if (measure.nominal && threadOf(measure.raw[0] ?? 0) !== null) {
    add([quantityLexeme(measure.values[0] ?? 0, 'mm')], 1);
    add([numberLexeme(measure.raw[0] ?? 0)], 1);
    addThread(threadOf(measure.raw[0] ?? 0) ?? 0);
  } else {
    const value = measure.values[0] ?? 0;
    if (measure.unit !== null) add([quantityLexeme(value, measure.unit)], 1);
    add([numberLexeme(value)], measure.unit === null || isLength ? 1 : 0.6);
    if (isLength) add([numberLexeme(measure.raw[0] ?? 0)], 0.9);
    const fraction = isLength ? fractionOf(measure.raw[0] ?? 0) : null;
    if (fraction !== null) add([fraction], 0.9);
  }
  return {
    text: measure.text,
    kind: measure.kind === 'number' ? 'number' : 'size',
    alternatives: distinct(alternatives),
    fallback: [],
    idf: 3,
    required: false,
    context: false,
    known: true,
    namesThings: false,
    mostlyNamesThings: false,
  };
}
