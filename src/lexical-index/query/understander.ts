import { Injectable } from '@nestjs/common';
import {
  adjectivesOf,
  analyze,
  normalizeText,
  nounsOf,
  soundKey,
  stemWord,
  type Word,
} from '../../text-analysis/index.js';
import type {
  AskedMeasure,
  QueryCorrection,
  QueryUnderstanding,
  TermGroup,
} from '../ports/lexical-index.port.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import { SynonymsInForce } from '../synonyms/synonyms-in-force.js';
import { readAppositions } from './apposition.js';
import { askedSkus, type AskedSkus } from './asked-skus.js';
import { FirstLook } from './first-look.js';
import { codeForms, isCodeKnown } from './codes.js';
import { cyrillicStems, relatives } from './alternatives.js';
import { buildGroups } from './groups.js';
import { asksForForeign, groupWeight } from './group-weight.js';
import { chooseHead } from './head.js';
import { unitsInLayout } from './layout-units.js';
import { Lexicon } from './lexicon.js';
import { MatchPlanner, planLevels } from './match-planner.js';
import { isMeasureName } from './measure-names.js';
import { isGluedToNumber } from './missing-space.js';
import { dropCounts, joinSides, splitCodes } from './numbers.js';
import { closeGaps } from './phrases.js';
import { abbreviationIn, piecesOf, type Piece, type Repair } from './pieces.js';
import { PORTIONS } from './portions.js';
import { Repairer } from './repair.js';
import { stemsBeyond } from './terms.js';
import { orderTokens, tokenLexeme, type QueryToken } from './tokens.js';
import { Vocabulary } from './vocabulary.js';

/** Terms of one query that count; what follows is left out. */
const MAX_TOKENS = 24;
const QUESTION = /^(?:чем|что|как|какой|какая|какие|какое|зачем|куда|где|what|how|which)(?:\s|$)|\sчтобы\s/;

/** "цемент+песок", "цемент + песок": but "SDS+ бур" has the sign in a name. */
const PLUS = /(?<=\p{L})(?:[+&]| [+&] )(?=\p{L})/gu;

/** Turns a query as typed into what it means. */
@Injectable()
export class Understander {
  constructor(
    private readonly firstLook: FirstLook,
    private readonly lexicon: Lexicon,
    private readonly synonyms: SynonymsInForce,
    private readonly planner: MatchPlanner,
  ) {}

  async understand(typedText: string, correct = true): Promise<QueryUnderstanding> {
    const asSkus = askedSkus(typedText);
    const text = asSkus.text.replace(PLUS, ' и ');
    const typed = tokensOf(text);
    // Guessed with the synonyms of the last question, so that the usual query needs one look-up: what is missing follows below.
    const asked = wordsToLookUp(typed, this.synonyms.last);
    const [total, { synonymVersion, isSku: isBeginning, skus, words }] = await Promise.all([
      this.planner.total(),
      this.firstLook.look([...asked.words], [...asked.stems], soundsOf(typed), asSkus),
    ]);
    const synonyms = await this.synonyms.at(synonymVersion);
    const vocabulary = new Vocabulary(total);
    vocabulary.add(words);

    const sku = isBeginning
      ? { keys: asSkus.keys, within: false }
      : skus.length > 0
        ? { keys: skus, within: false }
        : await this.skuWithin(asSkus, typed, vocabulary);
    const isSku = sku !== null;
    const unknown = isSku || !correct ? [] : unknownPieces(text, vocabulary, synonyms);
    const repairer = new Repairer(this.lexicon, synonyms);
    const ofWords = await repairer.repair(unknown, wordsKnown(typed, vocabulary), vocabulary);
    const repairs = [...ofWords, ...unitsInLayout(text, ofWords)];
    const meant = applyRepairs(text, repairs);
    const tokens = repairs.length === 0 ? typed : tokensOf(meant);
    await this.learnMore(wordsToLookUp(tokens, synonyms), asked, vocabulary);

    const said = correct ? await readAppositions(tokens, vocabulary, this.lexicon) : tokens;
    const apart = splitCodes(said, vocabulary, (stem) => synonyms.knows(stem));
    const read = joinSides(dropCounts(apart), meant);
    const beyond = stemsBeyond(read, vocabulary, synonyms);
    if (beyond.length > 0) vocabulary.add(await this.lexicon.find([], [...new Set(beyond)]));
    const built = buildGroups(read, vocabulary, synonyms);
    const groups = chooseHead(built, vocabulary);
    const kind = isSku ? 'sku' : kindOf(text, groups, vocabulary);
    const known = groups.reduce((sum, group) => sum + (group.known ? groupWeight(group) : 0), 0);
    const whole = groups.reduce((sum, group) => sum + groupWeight(group), 0);
    const measures = measuresIn(read);
    return {
      text: typedText,
      interpreted: interpretedOf(meant),
      corrections: [
        ...repairs.map(({ from, to, kind: how }) => ({ from, to, kind: how })),
        ...synonymsUsed(groups),
      ],
      sizes: measures
        .filter(({ ofCode }) => !ofCode)
        .map(({ text: written, values, unit }) => ({ text: written, values, unit })),
      units: [...new Set(measures.flatMap(({ unit, ofCode }) => (unit === null || ofCode ? [] : [unit])))],
      groups,
      asked: { codes: read.flatMap((token) => (token.kind === 'code' ? token.codes : [])), measures },
      kind,
      knownShare: isSku ? 1 : whole === 0 ? 0 : known / whole,
      isForeign: groups.some(asksForForeign),
      answerable: planLevels(groups).length > 0,
      sku,
    };
  }

  /** Article numbers that a code or figure stands within, where no name has it: "09958" for GR-09958. */
  private async skuWithin(
    { parts }: AskedSkus,
    typed: readonly QueryToken[],
    vocabulary: Vocabulary,
  ): Promise<QueryUnderstanding['sku']> {
    if (parts.length === 0 || typed.some((token) => vocabulary.documents(tokenLexeme(token)) > 0))
      return null;
    const [token, ...others] = typed;
    // Figures are not counted in the vocabulary. With zeros before them they are no number.
    const isNumber = token?.kind === 'measure' && others.length === 0 && !parts[0]?.startsWith('0');
    if (isNumber && (await this.lexicon.inOneName([tokenLexeme(token)]))) return null;
    return (await this.firstLook.isWithinFewSkus(parts)) ? { keys: parts, within: true } : null;
  }

  private async learnMore(wanted: LookUp, asked: LookUp, vocabulary: Vocabulary): Promise<void> {
    const words = [...wanted.words].filter((word) => !asked.words.has(word));
    const stems = [...wanted.stems].filter((stem) => !asked.stems.has(stem));
    vocabulary.add(await this.lexicon.find(words, stems));
  }
}

interface LookUp {
  words: Set<string>;
  stems: Set<string>;
}

/** The words of a query, their joined neighbours, and what the synonyms would search for them. */
function wordsToLookUp(tokens: readonly QueryToken[], synonyms: SynonymSet | null): LookUp {
  const words = new Set<string>();
  const phrases = synonyms === null ? [] : lexemesInTwoWays(closeGaps(tokens, synonyms, () => true));
  const stems = new Set(phrases.flatMap((reading) => synonyms?.lexemesFor(reading) ?? []));
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'measure') continue;
    if (token.kind === 'code') {
      for (const { text } of token.codes) for (const form of codeForms(text)) words.add(form);
      for (const { stem } of token.words) stems.add(stem);
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
function lexemesInTwoWays(tokens: readonly QueryToken[]): string[][] {
  return [tokens.map(tokenLexeme), tokens.flatMap(apartLexemes)];
}

function apartLexemes(token: QueryToken): string[] {
  return token.kind === 'code' ? token.words.map(({ stem }) => stem) : [tokenLexeme(token)];
}

/** Latin letters with a sign between them that is a letter of the Russian layout: "pe,h" is "зубр". */
const IS_CUT_BY_KEYS = /^[a-z,.;'[\]]*[a-z][,.;'[\]][a-z,.;'[\]]*$/;

/**
 * Pieces of the query that hold a word or code which neither the catalogue nor the trade knows. A Latin word that the trade knows only
 * within a longer term ("panel" in "slope panel") may still be a Russian one.
 */
function unknownPieces(text: string, vocabulary: Vocabulary, synonyms: SynonymSet): Piece[] {
  const analyzed = analyze(text);
  const { measures } = analyzed;
  const said = lexemesInTwoWays(orderTokens(analyzed)).map((reading) => synonyms.coveredBy(reading));
  const isCompound = (word: string): boolean => vocabulary.documents(stemWord(word)) > 0;
  const isAlone = !/\s/.test(text.trim());
  // "Базальт вата": nothing is called so, but things are said to be of it.
  const saidOfAnother = (word: string): string[] =>
    adjectivesOf(word).filter((stem) => stem.startsWith(stemWord(word)) && vocabulary.isInShortTexts(stem));
  const halves = halvesOf(analyzed.words, vocabulary);
  const measureNames = analyzed.words.filter((word) => isMeasureName(word, analyzed));
  const knownCodes = analyzed.codes.filter(({ text: code }) => isCodeKnown(code, vocabulary));
  return piecesOf(text, isCompound).filter((piece) => {
    // The "kg" of "25 kg" is a unit there, whatever it would be alone, and the "d" of "d25" a diameter.
    const written = { ...piece, end: piece.text.endsWith('.') ? piece.end - 1 : piece.end };
    if (
      measures.some((measure) => isWithin(written, measure) || (!measure.ofCode && isWithin(measure, piece)))
    )
      return false;
    if ([...knownCodes, ...halves].some((known) => isWithin(piece, known))) return false;
    const cut = abbreviationIn(piece);
    if (cut !== null) return !vocabulary.hasWord(cut) && synonyms.match([stemWord(cut)], 0) === null;
    const { words, codes } = analyze(piece.text);
    if (IS_CUT_BY_KEYS.test(piece.text) && words.every(({ text: word }) => word.length <= 3)) return true;
    if (codes.length > 0) {
      return /\p{L}/u.test(piece.text) && codes.every(({ text: code }) => vocabulary.documents(code) === 0);
    }
    // Too long for a series, so that no code was read.
    if (isGluedToNumber(piece.text)) return true;
    const isKnown = (asked: Word): boolean => {
      const { stem, text: word, stop } = asked;
      return (
        stop ||
        word.length < 2 ||
        measureNames.some((name) => isWithin(piece, name)) ||
        PORTIONS.has(stem) ||
        vocabulary.documents(stem) > 0 ||
        (synonyms.knows(stem) && (!/^[a-z]/.test(stem) || said.some((stems) => stems.has(stem)))) ||
        relatives(asked, piece.start === 0, vocabulary).length > 0 ||
        (!isAlone && saidOfAnother(word).length > 0)
      );
    };
    const { joined, parts } = partsOfCompound(words);
    return !joined.some(isKnown) && !parts.every(isKnown);
  });
}

/** Neighbours that are words together, and neither of which is one alone: "гипсока ртонный". */
function halvesOf(words: readonly Word[], vocabulary: Vocabulary): Word[] {
  const isKnown = (text: string): boolean => vocabulary.documents(stemWord(text)) > 0;
  return words.flatMap((word, i) => {
    const next = words[i + 1];
    const isHalf = next && !isKnown(word.text) && !isKnown(next.text) && isKnown(word.text + next.text);
    return isHalf ? [word, next] : [];
  });
}

/** A hyphenated compound comes as its parts and the joined form over them. */
function partsOfCompound(words: readonly Word[]): { joined: Word[]; parts: Word[] } {
  const isJoined = (word: Word): boolean =>
    words.some(({ start, end }) => start === word.start && end < word.end);
  return { joined: words.filter(isJoined), parts: words.filter((word) => !isJoined(word)) };
}

function isWithin(inner: { start: number; end: number }, outer: { start: number; end: number }): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The words of a query that the catalogue has. */
function wordsKnown(tokens: readonly QueryToken[], vocabulary: Vocabulary): string[] {
  return tokens.flatMap((token) =>
    token.kind === 'word' && vocabulary.documents(token.word.stem) > 0 ? [token.word.text] : [],
  );
}

/** How the words sound that may be a brand in the other alphabet. */
function soundsOf(tokens: readonly QueryToken[]): string[] {
  const sounds = tokens.flatMap((token) => (token.kind === 'word' ? [soundKey(token.word.text)] : []));
  return [...new Set(sounds)].filter((sound) => sound.length > 2);
}

function measuresIn(tokens: readonly QueryToken[]): AskedMeasure[] {
  return tokens.flatMap((token) =>
    token.kind === 'measure' ? [token.measure] : token.kind === 'code' ? token.measures : [],
  );
}

function tokensOf(text: string): QueryToken[] {
  return orderTokens(analyze(text)).slice(0, MAX_TOKENS);
}

function applyRepairs(text: string, repairs: readonly Repair[]): string {
  let result = text;
  for (const { start, end, to } of [...repairs].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + to + result.slice(end);
  }
  return result;
}

function interpretedOf(meant: string): string {
  return normalizeText(meant).replace(/\s+/g, ' ').trim();
}

function kindOf(
  text: string,
  groups: readonly TermGroup[],
  vocabulary: Vocabulary,
): QueryUnderstanding['kind'] {
  if (groups.length === 0) return 'empty';
  if (QUESTION.test(normalizeText(text))) return 'need';
  const told = groups.filter(({ context }) => !context);
  if (told.length > 0 && told.every(({ kind }) => kind === 'code')) return 'code';
  if (told.every(({ kind }) => kind === 'brand')) return 'brand';
  if (
    groups.some(({ context, kind, excluded }) => context && kind === 'word' && !excluded) &&
    told.length <= 1
  )
    return 'need';
  const allCategory = told.every(
    ({ kind, alternatives }) =>
      kind === 'word' &&
      alternatives.some(({ lexemes }) =>
        lexemes.every((lexeme) => vocabulary.categories(lexeme) > 0 && vocabulary.heads(lexeme) === 0),
      ),
  );
  return allCategory ? 'category' : 'name';
}

/** Synonyms are told only where the catalogue does not have the user's own word: else they merely widen. */
function synonymsUsed(groups: readonly TermGroup[]): QueryCorrection[] {
  return groups.flatMap(({ text, alternatives, known }) => {
    const own = alternatives.some(({ weight }) => weight === 1);
    const best = [...alternatives].sort((a, b) => b.weight - a.weight)[0];
    return known && !own && best
      ? [{ from: text, to: best.text ?? best.lexemes.join(' '), kind: 'synonym' as const }]
      : [];
  });
}
