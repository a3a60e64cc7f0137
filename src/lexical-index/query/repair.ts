import {
  analyze,
  cyrillicToLatin,
  HAS_CYRILLIC,
  HAS_LATIN,
  latinToCyrillic,
  lookalikeTwin,
  normalizeText,
  soundKey,
  stemWord,
  STOPWORDS,
  toEnglishLayout,
  toRussianLayout,
} from '../../text-analysis/index.js';
import type { QueryCorrection } from '../ports/lexical-index.port.js';
import { EVERYDAY_WORDS } from '../data/everyday-words.js';
import { bestCorrection } from './correct.js';
import type { Lexicon, LexiconWord } from './lexicon.js';
import type { Vocabulary } from './vocabulary.js';

/** A piece of the query between spaces, as typed. */
export interface Piece {
  text: string;
  start: number;
  end: number;
}

/** A piece replaced by what was meant. */
export interface Repair extends QueryCorrection {
  start: number;
  end: number;
}

/** Words that need no entry in the catalogue to be right: those of the synonyms. */
export type IsTradeWord = (stem: string) => boolean;

const EVERYDAY = new Set(
  EVERYDAY_WORDS.split(/\s+/)
    .filter((word) => word !== '')
    .map(stemWord),
);

/** Most words of one query that are looked into: each costs a trigram look-up. */
const MAX_UNKNOWN = 6;

/**
 * Finds what was meant by the words of a query that neither the catalogue nor the trade knows. In this order, because the earlier
 * explanations are the surer ones: keyboard layout, look-alike letters, transliteration, a brand by its sound, a slip. Where a word
 * was in another layout or alphabet, so are the prepositions beside it ("sverlo po betonu").
 */
export class Repairer {
  constructor(
    private readonly lexicon: Lexicon,
    private readonly isTradeWord: IsTradeWord,
    private readonly tradeWords: readonly string[],
  ) {}

  /** @param unknown pieces with a word (or code) that is not known. @param vocabulary grows by what is found. */
  async repair(unknown: readonly Piece[], vocabulary: Vocabulary): Promise<Repair[]> {
    const pieces = unknown.slice(0, MAX_UNKNOWN);
    if (pieces.length === 0) return [];
    const readings = pieces.map(readingsOf);
    const texts = readings.flat().map(({ text }) => text);
    const parts = texts.flatMap(partsOf);
    const found = await this.lexicon.find([...new Set(parts)], [...new Set(parts.map(stemWord))]);
    vocabulary.add(found);
    const repairs: Repair[] = [];
    const rest: Piece[] = [];
    for (const [i, piece] of pieces.entries()) {
      const right = this.firstKnown(readings[i] ?? [], vocabulary);
      if (right) repairs.push({ ...piece, from: piece.text, to: right.text, kind: right.kind });
      else rest.push(piece);
    }
    const relating = rest.flatMap((piece) => {
      const kinds = new Set(repairs.map(({ kind }) => kind));
      const right = readingsOf(piece).find(({ text, kind }) => kinds.has(kind) && STOPWORDS.has(text));
      return right ? [{ ...piece, from: piece.text, to: right.text, kind: right.kind }] : [];
    });
    repairs.push(...relating);
    const related = new Set(relating.map(({ start }) => start));
    const byLetters = rest
      .filter(({ start }) => !related.has(start))
      .filter(({ text }) => /^[\p{L}'-]+$/u.test(text) && text.length > 2 && !EVERYDAY.has(stemWord(text)));
    repairs.push(...(await this.bySoundOrSlip(byLetters, vocabulary)));
    return repairs;
  }

  private firstKnown(readings: readonly Reading[], vocabulary: Vocabulary): Reading | null {
    const known = readings.filter(({ text }) => {
      const parts = partsOf(text);
      return (
        parts.length > 0 &&
        parts.every((part) => vocabulary.documents(stemWord(part)) > 0 || this.isTradeWord(stemWord(part)))
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
    const [sounds, alike] = await Promise.all([
      this.lexicon.findBrandsBySound(
        [...new Set(pieces.map(({ text }) => soundKey(text)))].filter((key) => key.length > 2),
      ),
      this.lexicon.findAlike(asked),
    ]);
    const repairs: Repair[] = [];
    for (const [i, piece] of pieces.entries()) {
      const brand = sounds.find(
        (entry) => entry.sound === soundKey(piece.text) && entry.brands * 2 >= entry.names,
      );
      if (brand) {
        vocabulary.add([brand]);
        repairs.push({ ...piece, from: piece.text, to: brand.word, kind: 'translit' });
        continue;
      }
      for (const { text, kind, most } of forms[i] ?? []) {
        const candidates = [
          ...alike.filter((entry) => entry.asked === text),
          ...this.tradeWords.filter((word) => Math.abs(word.length - text.length) <= 2).map(tradeEntry),
        ];
        const meant = bestCorrection(text, candidates, most);
        if (!meant) continue;
        if (meant.documents > 0) vocabulary.add([meant]);
        repairs.push({ ...piece, from: piece.text, to: meant.word, kind });
        break;
      }
    }
    return repairs;
  }
}

interface Reading {
  text: string;
  kind: QueryCorrection['kind'];
  /** Worst slip to believe in on top; absent: any. */
  most?: number;
}

/** Every other way a piece may have been meant, surest first. */
function readingsOf({ text }: Piece): Reading[] {
  const readings: Reading[] = [];
  const add = (to: string | null, kind: QueryCorrection['kind']): void => {
    if (to !== null && to !== text && to.length > 0) readings.push({ text: to, kind });
  };
  const latin = HAS_LATIN.test(text);
  const cyrillic = HAS_CYRILLIC.test(text);
  if (latin && !cyrillic) add(toRussianLayout(text), 'layout');
  if (cyrillic && !latin) add(toEnglishLayout(text), 'layout');
  const bare = text.replace(/[^\p{L}\p{N}-]/gu, '');
  add(lookalikeTwin(bare), 'lookalike');
  if (latin) for (const reading of latinToCyrillic(bare)) add(reading, 'translit');
  if (cyrillic) for (const reading of cyrillicToLatin(bare)) add(reading, 'translit');
  return readings;
}

function slipForms(text: string): Reading[] {
  const forms: Reading[] = [{ text, kind: 'typo' }];
  if (HAS_LATIN.test(text)) {
    const sounded = latinToCyrillic(text)[0];
    if (sounded) forms.push({ text: sounded, kind: 'translit' });
    const typed = toRussianLayout(text);
    if (/^[а-я]+$/.test(typed)) forms.push({ text: typed, kind: 'layout' });
  } else {
    const sounded = cyrillicToLatin(text)[0];
    // A Russian word is rarely a Latin one, and hardly one with a slip in it: "принтер" is no painter.
    if (sounded) forms.push({ text: sounded, kind: 'translit', most: 0.5 });
  }
  return forms;
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

/** The pieces of a query between spaces, normalised, with trailing punctuation cut where it cannot be a key of the other layout. */
export function piecesOf(text: string): Piece[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({
    text: normalizeText(match[0]).replace(/[!?)("]+$|^[("]+/g, ''),
    start: match.index,
    end: match.index + match[0].length,
  }));
}
