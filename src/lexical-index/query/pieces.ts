import { normalizeText } from '../../text-analysis/index.js';
import type { QueryCorrection } from '../ports/lexical-index.port.js';

/** A piece of the query between spaces, as typed. */
export interface Piece {
  text: string;
  /** The keys that were struck: in the other layout ` is a letter. */
  keys: string;
  start: number;
  end: number;
}

/** A piece replaced by what was meant. */
export interface Repair extends QueryCorrection {
  start: number;
  end: number;
}

/** A word that ends in a full stop is cut short: "эл.", "перф.". */
const ABBREVIATION = /^([а-я]{2,})\.$/;

/** The letters that an abbreviation is written with; null for every other piece. */
export function abbreviationIn({ text }: Pick<Piece, 'text'>): string | null {
  return ABBREVIATION.exec(text)?.[1] ?? null;
}

const BEGINNING = /^[а-я]{5,}$/;
/** Few stop after a vowel, but late in a word. */
const CLEAR_BEGINNING = /(?:[бвгджзйклмнпрстфхцчшщ]|^[а-я]{6,})$/;

/** The letters of a word that may be cut short without a full stop: "керамогр", "шпате"; null for every other piece. */
export function beginningIn({ text }: Pick<Piece, 'text'>): { letters: string; clear: boolean } | null {
  return BEGINNING.test(text) ? { letters: text, clear: CLEAR_BEGINNING.test(text) } : null;
}

/** The parts of a compound, each long enough to be a word: "персс-фитинг", "uayt-spirit". */
const COMPOUND = /^\p{L}{3,}(?:-\p{L}{3,})+$/u;

/**
 * The pieces of a query between spaces, normalised, with trailing punctuation cut where it cannot be a key of the other layout.
 * @param isCompound whether letters are known as one word; a compound that is not comes as its parts.
 */
export function piecesOf(text: string, isCompound: (joined: string) => boolean): Piece[] {
  return [...text.matchAll(/\S+/g)].flatMap((match) => {
    const piece = pieceOf(match[0], match.index);
    if (!COMPOUND.test(piece.text) || isCompound(piece.text.replaceAll('-', ''))) return [piece];
    return [...match[0].matchAll(/\p{L}+/gu)].map((part) => pieceOf(part[0], match.index + part.index));
  });
}

function pieceOf(written: string, start: number): Piece {
  return {
    text: normalizeText(written).replace(/[!?)("]+$|^[("]+/g, ''),
    keys: written.toLowerCase(),
    start,
    end: start + written.length,
  };
}
