import { Injectable } from '@nestjs/common';
import { analyze, normalizeText, soundKey, stemWord } from '../../text-analysis/index.js';
import type {
  AskedMeasure,
  QueryCorrection,
  QueryUnderstanding,
  TermGroup,
} from '../ports/lexical-index.port.js';
import { isRelative } from '../data/relative-words.js';
import { SynonymsInForce } from '../synonyms/synonyms-in-force.js';
import { readAppositions } from './apposition.js';
import { askedSkus, type AskedSkus } from './asked-skus.js';
import { askedCodes, isCodeKnown } from './codes.js';
import { FirstLook } from './first-look.js';
import { buildGroups } from './groups.js';
import { asksForForeign, groupWeight } from './group-weight.js';
import { chooseHead, isVagueDeed } from './head.js';
import { unitsInLayout } from './layout-units.js';
import { wordsToLookUp, type LookUp } from './look-up.js';
import { Lexicon } from './lexicon.js';
import { MatchPlanner, planLevels } from './match-planner.js';
import { dropCounts, joinSides, splitCodes } from './numbers.js';
import type { Repair } from './pieces.js';
import { Repairer } from './repair.js';
import { dropUntoldStandards } from './standards.js';
import { stemsBeyond } from './terms.js';
import { orderTokens, tokenLexeme, type QueryToken } from './tokens.js';
import { unknownPieces } from './unknown-pieces.js';
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
    const told = dropUntoldStandards(said, (code) => isCodeKnown(code, vocabulary));
    const apart = splitCodes(told, vocabulary, synonyms);
    const read = joinSides(dropCounts(apart), meant);
    const beyond = stemsBeyond(read, vocabulary, synonyms);
    if (beyond.length > 0) vocabulary.add(await this.lexicon.find([], [...new Set(beyond)]));
    const built = buildGroups(read, vocabulary, synonyms);
    const groups = chooseHead(built, vocabulary, normalizeText(meant));
    const kind = isSku ? 'sku' : kindOf(text, groups, vocabulary);
    const known = groups.reduce((sum, group) => sum + (isAnswerable(group) ? groupWeight(group) : 0), 0);
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
      asked: { codes: read.flatMap((token) => askedCodes(token, synonyms)), measures },
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

/** Whether something here may have it: what is long or thin is told by sizes, in whatever words. */
function isAnswerable({ known, text }: TermGroup): boolean {
  return known || isRelative(stemWord(text));
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
  if (QUESTION.test(normalizeText(text)) || groups.some(isVagueDeed)) return 'need';
  const told = groups.filter(({ context }) => !context);
  if (told.length > 0 && told.every(({ kind }) => kind === 'code')) return 'code';
  if (told.length > 0 && told.every(({ kind }) => kind === 'brand')) return 'brand';
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
