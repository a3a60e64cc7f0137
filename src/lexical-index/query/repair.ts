import { analyze, HAS_LATIN, soundKey, stemWord, STOPWORDS } from '../../text-analysis/index.js';
import type { QueryCorrection } from '../ports/lexical-index.port.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import { bestCorrection, isSpelledLike, slipCost, slipsFromBrand } from './correct.js';
import { isEveryday } from './everyday.js';
import type { Lexicon, LexiconWord } from './lexicon.js';
import { likelySplits, splitsBeforeNumber, splitsOf, type Split } from './missing-space.js';
import { abbreviationIn, type Piece } from './pieces.js';
import { readingsOf, slipForms, type Reading } from './readings.js';
import { NAMES_THINGS, type Vocabulary } from './vocabulary.js';

/** A piece replaced by what was meant. */
export interface Repair extends QueryCorrection {
  start: number;
  end: number;
}

/** Most words of one query that are looked into: each costs a trigram look-up. */
const MAX_UNKNOWN = 6;
/** Most places of one word that are tried for a missing space: each that looks likely is a question to the index. */
const MAX_SPLITS = 2;

/** A word cut short, and what it is taken for. */
interface Cut {
  piece: Piece;
  /** The catalogue's words that begin so, the most frequent first. */
  begun: LexiconWord[];
  word: string | null;
}

/** Words looked at that begin as an abbreviation does. */
const MAX_BEGUN = 10;

/**
 * Finds what was meant by the words of a query that neither the catalogue nor the trade knows. In this order, because the earlier
 * explanations are the surer ones: an abbreviation, keyboard layout, look-alike letters, a diminutive or a shortened adjective, transliteration, a
 * missing space, a brand by its sound, a slip. Where a word was in another layout or alphabet, so are the prepositions beside it ("sverlo po betonu").
 */
export class Repairer {
  constructor(
    private readonly lexicon: Lexicon,
    private readonly synonyms: SynonymSet,
  ) {}

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
    const abbreviated = await this.abbreviations(looked, known, vocabulary);
    const explained = new Set(abbreviated.map(({ start }) => start));
    // A beginning that is the stem of a word here may be that word.
    const pieces = looked.filter(
      (piece) =>
        !explained.has(piece.start) && vocabulary.documents(stemWord(abbreviationIn(piece) ?? '')) === 0,
    );
    return [...abbreviated, ...(await this.otherwise(pieces, vocabulary))];
  }

  /** "эл. лобзик", "кр. фасадная": words cut short, by the most frequent word that begins so in a name beside the others. */
  private async abbreviations(
    pieces: readonly Piece[],
    known: readonly string[],
    vocabulary: Vocabulary,
  ): Promise<Repair[]> {
    const cut: Cut[] = [];
    const beside = [...known];
    for (const piece of pieces) {
      const beginning = abbreviationIn(piece);
      if (beginning === null) continue;
      const begun = (await this.lexicon.findByPrefix(beginning, MAX_BEGUN)).filter(
        ({ word, isCode, names }) => !isCode && names > 0 && word.length > beginning.length + 1,
      );
      const [word = null] =
        (await this.lexicon.firstBeside(
          begun.map((entry) => [entry.word]),
          beside,
        )) ?? [];
      if (word !== null) beside.push(word);
      cut.push({ piece, begun, word });
    }
    await this.readTogether(cut, known);
    return cut.flatMap(({ piece, begun, word }) => {
      if (word === null) return [];
      vocabulary.add(begun.filter((entry) => entry.word === word));
      return [{ ...piece, from: piece.text, to: word, kind: 'typo' }];
    });
  }

  /** What one of two was taken for may leave the other with nothing: "шур." is a screw, but "шур. акк." a cordless driver. */
  private async readTogether(cut: readonly Cut[], known: readonly string[]): Promise<void> {
    const [first, second, ...others] = cut;
    if (!first || !second || others.length > 0 || (first.word === null) === (second.word === null)) return;
    const pairs = first.begun.flatMap((one) => second.begun.map((other) => [one.word, other.word] as const));
    const pair = await this.lexicon.firstBeside(pairs, known);
    if (pair) [first.word, second.word] = pair;
  }

  private async otherwise(pieces: readonly Piece[], vocabulary: Vocabulary): Promise<Repair[]> {
    if (pieces.length === 0) return [];
    const readings = pieces.map(readingsOf);
    const beforeNumbers = pieces.map(({ text }) => splitsBeforeNumber(text));
    const texts = readings.flat().map(({ text }) => text);
    const parts = [...texts.flatMap(partsOf), ...beforeNumbers.flat().map(([word]) => word)];
    const found = await this.lexicon.find([...new Set(parts)], [...new Set(parts.map(stemWord))]);
    vocabulary.add(found);
    const repairs: Repair[] = [];
    const rest: Piece[] = [];
    for (const [i, piece] of pieces.entries()) {
      const apart = beforeNumbers[i]?.find(([word]) => this.isThing(stemWord(word), vocabulary));
      if (apart) {
        repairs.push(split(piece, apart));
        continue;
      }
      // What is a word of the trade already must be a thing when it is read otherwise: "panel" is "панель", "steel" is no "стиль".
      const right = this.firstKnown(readings[i] ?? [], vocabulary, this.synonyms.knows(stemWord(piece.text)));
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
      .filter(({ text }) => /^[\p{L}'-]+$/u.test(text) && text.length > 2)
      .filter(({ text }) => !this.synonyms.knows(stemWord(text)));
    repairs.push(...(await this.bySoundOrSlip(byLetters, vocabulary)));
    return repairs;
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
    const isTrade = (stem: string, { mustBeThing: guessed }: Reading): boolean =>
      HAS_LATIN.test(stem) || guessed ? this.synonyms.match([stem], 0) !== null : this.synonyms.knows(stem);
    const known = readings.filter((reading) => {
      const stems = partsOf(reading.text).map(stemWord);
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

  private async bySoundOrSlip(pieces: readonly Piece[], vocabulary: Vocabulary): Promise<Repair[]> {
    if (pieces.length === 0) return [];
    // A slip may sit on top of a wrong layout or a transliteration: the likeliest reading of each is tried as well.
    const forms = pieces.map((piece) => slipForms(piece.text));
    const asked = [...new Set(forms.flat().map(({ text }) => text))];
    // Two letters that changed places leave a short word few trigrams in common with what was meant.
    const swapped = new Map(asked.map((text) => [text, new Set(swapsOf(text))]));
    const splits = pieces.map(({ text }) => splitsOf(text));
    const [sounds, alike, spelled] = await Promise.all([
      this.lexicon.findBrandsBySound(
        [...new Set(pieces.map(({ text }) => soundKey(text)))].filter((key) => key.length > 2),
      ),
      this.lexicon.findAlike(asked),
      this.lexicon.find(
        [...new Set([...[...swapped.values()].flatMap((texts) => [...texts]), ...splits.flat(2)])],
        [],
      ),
    ]);
    const bySpelling = new Map(spelled.map((entry) => [entry.word, entry]));
    const repairs: Repair[] = [];
    for (const [i, piece] of pieces.entries()) {
      const apart = await this.firstTogether(likelySplits(splits[i] ?? [], bySpelling, true));
      if (apart) {
        vocabulary.add(apart.flatMap((part) => bySpelling.get(part) ?? []));
        repairs.push(split(piece, apart));
        continue;
      }
      const slipped = (forms[i] ?? []).flatMap(({ text, kind, most }) => {
        const meant = bestCorrection(
          text,
          [
            ...alike.filter((entry) => entry.asked === text),
            ...spelled.filter(({ word }) => swapped.get(text)?.has(word)),
            ...this.synonyms.words.filter((word) => Math.abs(word.length - text.length) <= 2).map(tradeEntry),
          ],
          most,
        );
        return meant ? [{ entry: meant, kind, slip: slipCost(text, meant.word) }] : [];
      })[0];
      const brand = sounds.find(
        (entry) =>
          entry.sound === soundKey(piece.text) &&
          entry.brands * 2 >= entry.names &&
          isSpelledLike(piece.text, entry.word),
      );
      // Brands are written as they are heard, but "кафеель" is nearer to tiles than to Cavel, and "унитз" no farther from a toilet than from Unis.
      const meant =
        brand && !(slipped && isSurer(slipped, slipsFromBrand(piece.text, brand.word)))
          ? { entry: brand, kind: 'translit' as const }
          : slipped;
      if (!meant) {
        // "слоноваякость": nothing is called so, but it is no word either.
        const words = await this.firstTogether(likelySplits(splits[i] ?? [], bySpelling, false));
        if (words) {
          vocabulary.add(words.flatMap((part) => bySpelling.get(part) ?? []));
          repairs.push(split(piece, words));
        }
        continue;
      }
      if (meant.entry.documents > 0) vocabulary.add([meant.entry]);
      repairs.push({ ...piece, from: piece.text, to: meant.entry.word, kind: meant.kind });
    }
    return repairs;
  }

  /** Whether things are called so, here or in the trade, or made by whom is called so. */
  private isThing(stem: string, vocabulary: Vocabulary): boolean {
    return (
      vocabulary.headShare(stem) >= NAMES_THINGS ||
      vocabulary.isBrand(stem) ||
      this.synonyms.match([stem], 0) !== null
    );
  }

  /** The first split whose words stand together in some name: others are one word by chance. */
  private async firstTogether(splits: readonly Split[]): Promise<Split | null> {
    for (const split of splits.slice(0, MAX_SPLITS)) if (await this.lexicon.inOneName(split)) return split;
    return null;
  }
}

function split(piece: Piece, parts: Split): Repair {
  return { ...piece, from: piece.text, to: parts.join(' '), kind: 'typo' };
}

/** The word with each pair of neighbours swapped. */
function swapsOf(text: string): string[] {
  const swaps: string[] = [];
  for (let i = 1; i < text.length - 1; i++)
    swaps.push(text.slice(0, i) + text.charAt(i + 1) + text.charAt(i) + text.slice(i + 2));
  return swaps;
}

/** Whether a slip explains a word better than the brand that sounds like it: hardly a slip, or no worse, in a word for what things are. */
function isSurer({ entry, slip }: { entry: LexiconWord; slip: number }, slipsOfBrand: number): boolean {
  return slip <= Math.max(0.5, slipsOfBrand) && (entry.documents === 0 || entry.heads > 0);
}

function partsOf(text: string): string[] {
  const { words, codes } = analyze(text);
  if (codes.length > 0) return codes.slice(0, 1).map((code) => code.text);
  return words.filter(({ stop }) => !stop).map((word) => word.text);
}

function tradeEntry(word: string): LexiconWord {
  return {
    word,
    stem: stemWord(word),
    isCode: false,
    documents: 0,
    names: 0,
    heads: 0,
    brands: 0,
    categories: 0,
  };
}
