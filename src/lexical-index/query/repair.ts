import { analyze, HAS_LATIN, stemWord, STOPWORDS } from '../../text-analysis/index.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import { CutWords } from './cut-words.js';
import { isEveryday } from './everyday.js';
import type { Lexicon } from './lexicon.js';
import { splitRepair, splitsBeforeNumber } from './missing-space.js';
import { abbreviationIn, type Piece, type Repair } from './pieces.js';
import { readingsOf, typedInRussian, type Reading } from './readings.js';
import { Slips } from './slips.js';
import { NAMES_THINGS, type Vocabulary } from './vocabulary.js';

/** Most words of one query that are looked into: each costs a trigram look-up. */
const MAX_UNKNOWN = 6;
/** Letters of a stem that many words have. */
const SHORT_STEM = 3;

/**
 * Finds what was meant by the words of a query that neither the catalogue nor the trade knows. In this order, because the earlier
 * explanations are the surer ones: an abbreviation, keyboard layout, look-alike letters, a diminutive or a shortened adjective, transliteration, a
 * missing space, a brand by its sound, a slip of one letter, a word cut short, a worse slip. Where a word was in another layout or alphabet, so are the prepositions beside it ("sverlo po betonu").
 */
export class Repairer {
  private readonly cutWords: CutWords;
  private readonly slips: Slips;

  constructor(
    private readonly lexicon: Lexicon,
    private readonly synonyms: SynonymSet,
  ) {
    this.cutWords = new CutWords(lexicon);
    this.slips = new Slips(lexicon, synonyms, this.cutWords);
  }

  /**
   * @param unknown pieces with a word (or code) that is not known.
   * @param known words of the query that the catalogue has.
   * @param vocabulary grows by what is found.
   */
  async repair(
    unknown: readonly Piece[],
    known: readonly string[],
    vocabulary: Vocabulary,
  ): Promise<Repair[]> {
    const looked = unknown.filter(({ text }) => !isEveryday(stemWord(text))).slice(0, MAX_UNKNOWN);
    if (looked.length === 0) return [];
    const abbreviated = await this.cutWords.abbreviations(looked, known, vocabulary);
    const explained = new Set(abbreviated.map(({ start }) => start));
    // A beginning that is the stem of a word here may be that word.
    const pieces = looked.filter(
      (piece) =>
        !explained.has(piece.start) && vocabulary.documents(stemWord(abbreviationIn(piece) ?? '')) === 0,
    );
    return [...abbreviated, ...(await this.otherwise(pieces, known, vocabulary))];
  }

  private async otherwise(
    pieces: readonly Piece[],
    known: readonly string[],
    vocabulary: Vocabulary,
  ): Promise<Repair[]> {
    if (pieces.length === 0) return [];
    const readings = pieces.map(readingsOf);
    const beforeNumbers = pieces.map(({ text }) => splitsBeforeNumber(text));
    const texts = readings.flat().map(({ text }) => text);
    const parts = [...texts.flatMap(partsOf), ...beforeNumbers.flat().map(([word]) => word)];
    const found = await this.lexicon.find([...new Set(parts)], [...new Set(parts.map(stemWord))]);
    vocabulary.add(found);
    const repairs: Repair[] = [];
    const rest: Piece[] = [];
    const meant = pieces.map((piece, i) =>
      // What is a word of the trade already must be a thing when it is read otherwise: "panel" is "панель", "steel" is no "стиль".
      this.knownOfEachKind(readings[i] ?? [], vocabulary, this.synonyms.knows(stemWord(piece.text))),
    );
    const certain = new Set(meant.filter(({ length }) => length === 1).map(([reading]) => reading?.kind));
    for (const [i, piece] of pieces.entries()) {
      const apart = beforeNumbers[i]?.find(([word]) => this.isThing(stemWord(word), vocabulary));
      if (apart) {
        repairs.push(splitRepair(piece, apart));
        continue;
      }
      // What may be either is what the others are: "vd" beside "dlya sten" is ВД, and no МВ in the wrong layout.
      const right = meant[i]?.find(({ kind }) => certain.has(kind)) ?? meant[i]?.[0];
      if (right) repairs.push({ ...piece, from: piece.text, to: right.text, kind: right.kind });
      else rest.push(piece);
    }
    // In a query that is in the wrong layout or alphabet, so are the prepositions, and what would be an English word alone.
    const others = rest.flatMap((piece) => {
      const kinds = new Set(repairs.map(({ kind }) => kind));
      const likewise = readingsOf(piece).filter(({ kind }) => kinds.has(kind) && kind !== 'typo');
      const right =
        likewise.find(({ text }) => STOPWORDS.has(text)) ?? this.firstKnown(likewise, vocabulary, false);
      return right ? [{ ...piece, from: piece.text, to: right.text, kind: right.kind }] : [];
    });
    repairs.push(...others);
    const explained = new Set(others.map(({ start }) => start));
    const byLetters = rest
      .filter(({ start }) => !explained.has(start))
      .filter(
        ({ text, keys }) => text.length > 2 && (/^[\p{L}'-]+$/u.test(text) || typedInRussian(keys) !== null),
      )
      .filter(({ text }) => !this.synonyms.knowsWord({ text, stem: stemWord(text) }));
    repairs.push(...(await this.slips.repair(byLetters, known, vocabulary)));
    return repairs;
  }

  /** The readings that are known, the best of each kind, surest first. */
  private knownOfEachKind(
    readings: readonly Reading[],
    vocabulary: Vocabulary,
    mustBeThing: boolean,
  ): Reading[] {
    return [...new Set(readings.map(({ kind }) => kind))].flatMap((kind) => {
      const ofKind = readings.filter((reading) => reading.kind === kind);
      return this.firstKnown(ofKind, vocabulary, mustBeThing) ?? [];
    });
  }

  private firstKnown(
    readings: readonly Reading[],
    vocabulary: Vocabulary,
    mustBeThing: boolean,
  ): Reading | null {
    const isHere = (stem: string, { kind, mustBeThing: guessed }: Reading): boolean => {
      if (mustBeThing || guessed) return vocabulary.headShare(stem) >= NAMES_THINGS;
      // An English word is easily a Russian one of some description: "chisel" is no "в том числе".
      return kind === 'layout' || kind === 'lookalike'
        ? vocabulary.documents(stem) > 0
        : vocabulary.isInShortTexts(stem);
    };
    // What sounds like an English term of the trade, "панеьл", is none: only names are spelled so.
    const isTrade = (stem: string, { kind, mustBeThing: guessed }: Reading): boolean => {
      // Two letters look like two others by chance: HP is a maker, and no male thread.
      if (kind === 'lookalike' && stem.length <= 2) return false;
      if (HAS_LATIN.test(stem)) return kind !== 'translit' && this.synonyms.match([stem], 0) !== null;
      return guessed ? this.synonyms.match([stem], 0) !== null : this.synonyms.knows(stem);
    };
    const isWritten = (part: string): boolean =>
      vocabulary.hasWord(part) || this.synonyms.words.includes(part);
    const known = readings.filter((reading) => {
      const parts = partsOf(reading.text);
      const stems = parts.map(stemWord);
      // A Latin word is written as it is: what only shares its stem with one is none.
      if (reading.kind === 'translit' && HAS_LATIN.test(reading.text) && !parts.every(isWritten))
        return false;
      // A stem of three letters is soon met by chance: "ceesit" is no "сизить" for there being СИЗ.
      if (reading.kind === 'translit' && parts.some((part, at) => isShort(stems[at]) && !isWritten(part)))
        return false;
      return (
        stems.length > 0 &&
        stems.every((stem) => isHere(stem, reading) || (!mustBeThing && isTrade(stem, reading)))
      );
    });
    const [surest] = known;
    if (!surest) return null;
    // Of the spellings of one reading the one that is written so somewhere: "утеплитель", not "утеплител".
    const sameKind = known.filter(({ kind }) => kind === surest.kind);
    return sameKind.find(({ text }) => partsOf(text).every((part) => vocabulary.hasWord(part))) ?? surest;
  }

  /** Whether things are called so, here or in the trade, or made by whom is called so. */
  private isThing(stem: string, vocabulary: Vocabulary): boolean {
    return (
      vocabulary.headShare(stem) >= NAMES_THINGS ||
      vocabulary.isBrand(stem) ||
      this.synonyms.match([stem], 0) !== null
    );
  }
}

function isShort(stem: string | undefined): boolean {
  return stem !== undefined && stem.length <= SHORT_STEM;
}

function partsOf(text: string): string[] {
  const { words, codes } = analyze(text);
  if (codes.length > 0) return codes.slice(0, 1).map((code) => code.text);
  return words.filter(({ stop }) => !stop).map((word) => word.text);
}
