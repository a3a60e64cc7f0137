import { cyrillicToLatin, normalizeText, toEnglishLayout } from '../../text-analysis/index.js';
import { skuKey } from '../document.js';

/** Shortest beginning of an article number that is looked for, in folded characters. */
const SHORTEST = 3;
/** Shortest article number that is seen among other words, and fewest digits of it: "ПФ-115" is none. */
const SHORTEST_PIECE = 5;
const DIGITS_OF_PIECE = 4;
const MOST_PIECES = 3;
/** Least that is looked for within article numbers, in characters and in digits among them. */
const SHORTEST_PART = 4;
const DIGITS_OF_PART = 3;

/** "50х150": its figures together are some article number by chance. */
const SIZE = /\d[xх×*]\d/iu;

/** What is written before an article number: "арт. 09958", "код товара: 1234567", "SKU GR-09958". */
const LABEL =
  /(?<![\p{L}\d])(?:арт(?:икул)?|код(?: товара)?|article(?: (?:no|number))?|art|sku|item (?:no|code|number)|part (?:no|number))[\s.:№#]+(?=(?:[\p{L}._/-]*\d){3})/giu;

/** Article numbers that a query may name, folded as the index has them. */
export interface AskedSkus {
  /** The query without what merely says that an article number follows. */
  text: string;
  /** The whole query, where it may be an article number or the beginning of one. */
  keys: readonly string[];
  /** Parts of a query of several words, each of which may be an entire article number: "затирка GR-09958". */
  pieces: readonly string[];
  /** The whole query, where it may stand within an article number: "09958" in GR-09958. */
  parts: readonly string[];
}

/** Finds what may be an article number: short, with digits, of few pieces. */
export function askedSkus(typed: string): AskedSkus {
  const text = typed.trim().replace(LABEL, '').trim();
  const pieces = text.split(/\s+/);
  if (text.length > 60 || pieces.length > 6 || !/\d/.test(text))
    return { text, keys: [], pieces: [], parts: [] };
  const keys = keysOf(text).filter((key) => key.length >= SHORTEST && /\d/.test(key));
  return {
    text,
    keys,
    pieces:
      pieces.length === 1
        ? []
        : [...new Set(pieces.filter((piece) => !SIZE.test(piece)).flatMap(keysOf))]
            .filter((key) => key.length >= SHORTEST_PIECE && digitsIn(key) >= DIGITS_OF_PIECE)
            .slice(0, MOST_PIECES),
    parts:
      pieces.length === 1
        ? keys.filter((key) => key.length >= SHORTEST_PART && digitsIn(key) >= DIGITS_OF_PART)
        : [],
  };
}

/** Folded as typed, as the keys of the other layout would have it, and by the sound of Russian letters: "ФС-72" for FS-72. */
function keysOf(text: string): string[] {
  const normalized = normalizeText(text);
  const bySound = normalized.replace(/[а-я]+/g, (letters) => cyrillicToLatin(letters)[0] ?? letters);
  return [...new Set([normalized, toEnglishLayout(normalized), bySound].map(skuKey))];
}

function digitsIn(key: string): number {
  return key.replace(/\D/g, '').length;
}
