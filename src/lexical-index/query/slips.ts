import { HAS_CYRILLIC, HAS_LATIN, PREPOSITIONS, soundKey, stemWord } from '../../text-analysis/index.js';
import type { QueryCorrection } from '../ports/lexical-index.port.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import { bestCorrection, isSpelledLike, possibleCorrections, slipCost, slipsFromBrand } from './correct.js';
import type { CutWords } from './cut-words.js';
import type { Lexicon, LexiconWord } from './lexicon.js';
import { likelySplits, splitRepair, splitsOf, type Split } from './missing-space.js';
import type { Piece, Repair } from './pieces.js';
import { slipForms, type Reading } from './readings.js';
import type { Vocabulary } from './vocabulary.js';

/** Most places of one word that are tried for a missing space: each that looks likely is a question to the index. */
const MAX_SPLITS = 2;
/** Most words that the words beside a slip are asked about. */
const MAX_POSSIBLE = 10;

/** What a word was meant to be, and how wrong it is then: edits, as {@link slipCost} counts them. */
interface Meant {
  entry: LexiconWord;
  kind: QueryCorrection['kind'];
  slip: number;
}

/** Finds what was meant by words that are written as nothing here is: a missing space, a brand by its sound, a slip, a word cut short. */
export class Slips {
  constructor(
    private readonly lexicon: Lexicon,
    private readonly synonyms: SynonymSet,
    private readonly cutWords: CutWords,
  ) {}

  /**
   * @param known words of the query that the catalogue has.
   * @param vocabulary grows by what is found.
   */
  async repair(
    pieces: readonly Piece[],
    known: readonly string[],
    vocabulary: Vocabulary,
  ): Promise<Repair[]> {
    if (pieces.length === 0) return [];
    // A slip may sit on top of a wrong layout or a transliteration: the likeliest reading of each is tried as well.
    const forms = pieces.map(slipForms);
    const asked = [...new Set(forms.flat().map(({ text }) => text))];
    // Two letters that changed places leave a short word few trigrams in common with what was meant.
    const swapped = new Map(asked.map((text) => [text, swapsOf(text)]));
    const splits = pieces.map(({ text }) => splitsOf(text));
    const [sounds, alike, spelled] = await Promise.all([
      this.lexicon.findNamesBySound(
        [...new Set(pieces.map(({ text }) => soundKey(text)))].filter((key) => key.length > 2),
      ),
      this.lexicon.findAlike(asked),
      this.lexicon.find([...new Set([...[...swapped.values()].flat(), ...splits.flat(2)])], []),
    ]);
    const bySpelling = new Map(spelled.map((entry) => [entry.word, entry]));
    const likeTo = (text: string): LexiconWord[] => [
      ...alike.filter((entry) => entry.asked === text),
      ...(swapped.get(text) ?? []).flatMap((swap) => bySpelling.get(swap) ?? []),
    ];
    const repairs: Repair[] = [];
    for (const [i, piece] of pieces.entries()) {
      const apart = (ofThing: boolean): Promise<Split | null> =>
        this.firstTogether(likelySplits(splits[i] ?? [], bySpelling, ofThing));
      const likely = likelier(brandOf(piece, sounds), this.slipIn(forms[i] ?? [], likeTo));
      // "слоноваякость": nothing is called so, but it is no word either, and what it was meant to be is tried before two words of no thing.
      const found =
        (await apart(true)) ??
        (await this.meantBy(piece, likely, likeTo(piece.text), known)) ??
        (await apart(false));
      if (found === null) continue;
      if (isSplit(found)) {
        vocabulary.add(found.flatMap((part) => bySpelling.get(part) ?? []));
        repairs.push(splitRepair(piece, found));
        continue;
      }
      const { entry, kind } = found;
      if (entry.documents > 0) vocabulary.add([entry]);
      repairs.push({ ...piece, from: piece.text, to: entry.word, kind });
    }
    return repairs;
  }

  /** What was meant by the likeliest of the forms that is a slip for anything, of the catalogue's words and of the trade's. */
  private slipIn(forms: readonly Reading[], likeTo: (text: string) => LexiconWord[]): Meant | null {
    for (const { text, kind, most } of forms) {
      const ofTrade = this.synonyms.words.filter((word) => Math.abs(word.length - text.length) <= 2);
      const entry = bestCorrection(text, [...likeTo(text), ...ofTrade.map(tradeEntry)], most);
      if (entry) return { entry, kind, slip: slipCost(text, entry.word) };
    }
    return null;
  }

  /** A slip of one letter; else the whole of a word cut short, or a worse slip for what stands beside the others; else any slip. */
  private async meantBy(
    piece: Piece,
    likely: Meant | null,
    alike: readonly LexiconWord[],
    known: readonly string[],
  ): Promise<Omit<Meant, 'slip'> | null> {
    if (likely && likely.slip <= 1) return (await this.rather(piece, likely, alike, known)) ?? likely;
    const whole = await this.cutWords.wholeOf(piece, known);
    if (whole) return { entry: whole, kind: 'typo' };
    if (likely || known.length === 0) return likely;
    const possible = possibleCorrections(piece.text, alike).slice(0, MAX_POSSIBLE);
    const entry = await this.lexicon.firstWordBeside(possible, known);
    return entry && { entry, kind: 'typo' };
  }

  /**
   * What stands beside the others where the likeliest slip does not: another slip of one letter, "каель Cersanit" is no cable, or the
   * whole of a word cut short, "провол вязальная" no провод.
   */
  private async rather(
    piece: Piece,
    likely: Meant,
    alike: readonly LexiconWord[],
    known: readonly string[],
  ): Promise<Omit<Meant, 'slip'> | null> {
    if (known.length === 0 || likely.kind !== 'typo') return null;
    const slips = possibleCorrections(piece.text, alike).filter(
      ({ word }) => word !== likely.entry.word && slipCost(piece.text, word) <= 1,
    );
    const others = [...slips.slice(0, MAX_POSSIBLE), ...(await this.cutWords.wholesOf(piece))];
    if (others.length === 0) return null;
    const entry = await this.lexicon.firstWordBeside([likely.entry, ...others], known);
    return entry && { entry, kind: 'typo' };
  }

  /** The first split whose words stand together in some name: others are one word by chance. */
  private async firstTogether(splits: readonly Split[]): Promise<Split | null> {
    for (const split of splits.slice(0, MAX_SPLITS)) {
      if (await this.lexicon.inOneName(split.filter((part) => !PREPOSITIONS.has(part)))) return split;
    }
    return null;
  }
}

function isSplit(found: Split | object): found is Split {
  return Array.isArray(found);
}

/** The brand, or the series in Latin letters, that sounds so and may be written so. */
function brandOf({ text }: Piece, sounds: readonly (LexiconWord & { sound: string })[]): Meant | null {
  const isHeard = HAS_CYRILLIC.test(text);
  const entry = sounds.find(
    ({ sound, brands, names, word }) =>
      sound === soundKey(text) &&
      (brands * 2 >= names || (isHeard && HAS_LATIN.test(word))) &&
      isSpelledLike(text, word),
  );
  return entry ? { entry, kind: 'translit', slip: slipsFromBrand(text, entry.word) } : null;
}

/** Brands are written as they are heard, but "кафеель" is nearer to tiles than to Cavel, and "унитз" no farther from a toilet than from Unis. */
function likelier(brand: Meant | null, slipped: Meant | null): Meant | null {
  return brand && !(slipped && isSurer(slipped, brand.slip)) ? brand : slipped;
}

/** Whether a slip explains a word better than the brand that sounds like it: hardly a slip, or no worse, in a word for what things are. */
function isSurer({ entry, slip }: Meant, slipsOfBrand: number): boolean {
  return slip <= Math.max(0.5, slipsOfBrand) && (entry.documents === 0 || entry.heads > 0);
}

/** The word with each pair of neighbours swapped. */
function swapsOf(text: string): string[] {
  const swaps: string[] = [];
  for (let i = 1; i < text.length - 1; i++)
    swaps.push(text.slice(0, i) + text.charAt(i + 1) + text.charAt(i) + text.slice(i + 2));
  return swaps;
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
