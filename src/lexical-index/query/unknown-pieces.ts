import { adjectivesOf, analyze, isLetterName, stemWord, type Word } from '../../text-analysis/index.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import { relatives } from './alternatives.js';
import { isCodeKnown } from './codes.js';
import { lexemesInTwoWays } from './look-up.js';
import { isMeasureName } from './measure-names.js';
import { isGluedToNumber } from './missing-space.js';
import { isRelative } from '../data/relative-words.js';
import { abbreviationIn, piecesOf, type Piece } from './pieces.js';
import { PORTIONS } from './portions.js';
import { isStandard } from './standards.js';
import { orderTokens } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** Latin letters with a sign between them that is a letter of the Russian layout: "pe,h" is "зубр". */
const IS_CUT_BY_KEYS = /^[a-z,.;'[\]]*[a-z][,.;'[\]][a-z,.;'[\]]*$/;

/**
 * Pieces of the query that hold a word or code which neither the catalogue nor the trade knows. A Latin word that the trade knows only
 * within a longer term ("panel" in "slope panel") may still be a Russian one.
 */
export function unknownPieces(text: string, vocabulary: Vocabulary, synonyms: SynonymSet): Piece[] {
  const analyzed = analyze(text);
  const { measures } = analyzed;
  const said = lexemesInTwoWays(orderTokens(analyzed)).map((reading) => synonyms.coveredBy(reading));
  const isCompound = (word: string): boolean => vocabulary.documents(stemWord(word)) > 0;
  const isAlone = !/\s/.test(text.trim());
  // "Базальт вата": nothing is called so, but things are said to be of it.
  const saidOfAnother = (word: string): string[] =>
    adjectivesOf(word).filter((stem) => stem.startsWith(stemWord(word)) && vocabulary.isInShortTexts(stem));
  const halves = halvesOf(analyzed.words, vocabulary);
  // "мама папа", "гайка-штуцер", "пэ вэ ха": read together.
  const readTogether = analyzed.words.filter(
    ({ text: word, start, end }) => word.includes('/') || /\s/.test(text.slice(start, end)),
  );
  const measureNames = analyzed.words.filter((word) => isMeasureName(word, analyzed));
  const knownCodes = analyzed.codes.filter(
    ({ text: code }) => isCodeKnown(code, vocabulary) || isStandard(code),
  );
  return piecesOf(text, isCompound).filter((piece) => {
    // The "kg" of "25 kg" is a unit there, whatever it would be alone, and the "d" of "d25" a diameter.
    const written = { ...piece, end: piece.text.endsWith('.') ? piece.end - 1 : piece.end };
    if (
      measures.some((measure) => isWithin(written, measure) || (!measure.ofCode && isWithin(measure, piece)))
    )
      return false;
    if ([...knownCodes, ...halves, ...readTogether].some((known) => isWithin(piece, known))) return false;
    if (isLetterName(piece.text)) return false;
    const cut = abbreviationIn(piece);
    const { words, codes } = analyze(piece.text);
    if (cut !== null) {
      const isInFull = words.some(({ text: word, stem }) => word !== cut && vocabulary.documents(stem) > 0);
      return !isInFull && !vocabulary.hasWord(cut) && synonyms.match([stemWord(cut)], 0) === null;
    }
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
        isRelative(stem) ||
        vocabulary.documents(stem) > 0 ||
        (synonyms.knowsWord(asked) && (!/^[a-z]/.test(stem) || said.some((stems) => stems.has(stem)))) ||
        relatives(asked, piece.start === 0, vocabulary).length > 0 ||
        (!isAlone && saidOfAnother(word).length > 0)
      );
    };
    const { joined, parts } = partsOfCompound(words);
    return !joined.some(isKnown) && !parts.every(isKnown);
  });
}

/** Neighbours that are words together, and not both of them alone: "гипсока ртонный", "аква панель". */
function halvesOf(words: readonly Word[], vocabulary: Vocabulary): Word[] {
  const isKnown = (text: string): boolean => vocabulary.documents(stemWord(text)) > 0;
  return words.flatMap((word, i) => {
    const next = words[i + 1];
    const isHalf = next && !(isKnown(word.text) && isKnown(next.text)) && isKnown(word.text + next.text);
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
