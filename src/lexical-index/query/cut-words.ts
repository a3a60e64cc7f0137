import type { Lexicon, LexiconWord } from './lexicon.js';
import { abbreviationIn, beginningIn, type Piece, type Repair } from './pieces.js';
import type { Vocabulary } from './vocabulary.js';

/** A word cut short, and what it is taken for. */
interface Cut {
  piece: Piece;
  /** The catalogue's words that begin so, the most frequent first. */
  begun: LexiconWord[];
  word: string | null;
}

/** Least part of a word that makes clear, without a full stop, that it is cut short. */
const LEAST_WRITTEN = 0.45;

/** Words looked at that begin as an abbreviation does. */
const MAX_BEGUN = 10;

/** Finds the whole of words that were cut short. */
export class CutWords {
  constructor(private readonly lexicon: Lexicon) {}

  /** "эл. лобзик", "кр. фасадная": words cut short, by the most frequent word that begins so in a name beside the others. */
  async abbreviations(
    pieces: readonly Piece[],
    known: readonly string[],
    vocabulary: Vocabulary,
  ): Promise<Repair[]> {
    const cut: Cut[] = [];
    const beside = [...known];
    for (const piece of pieces) {
      const beginning = abbreviationIn(piece);
      if (beginning === null) continue;
      const begun = await this.begunWith(beginning);
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

  /** The catalogue's words that begin so, the most frequent first. */
  private async begunWith(beginning: string): Promise<LexiconWord[]> {
    const words = await this.lexicon.findByPrefix(beginning, MAX_BEGUN);
    return words.filter(
      ({ word, isCode, names }) => !isCode && names > 0 && word.length > beginning.length + 1,
    );
  }

  /** "керамогр": a word that the typist took to be clear by then. It stands beside the others in a name, or at least in some name. */
  async wholeOf(piece: Piece, known: readonly string[]): Promise<LexiconWord | null> {
    const beginning = beginningIn(piece);
    if (beginning === null || (known.length === 0 && !beginning.clear)) return null;
    const begun = await this.wholesOf(piece);
    return (
      (await this.lexicon.firstWordBeside(begun, known)) ??
      (beginning.clear ? this.lexicon.firstWordBeside(begun, []) : null)
    );
  }

  /** Every word that the piece may be the beginning of, the most frequent first. */
  async wholesOf(piece: Piece): Promise<LexiconWord[]> {
    const beginning = beginningIn(piece);
    if (beginning === null) return [];
    const begun = await this.begunWith(beginning.letters);
    return begun.filter(({ word }) => beginning.letters.length >= word.length * LEAST_WRITTEN);
  }
}
