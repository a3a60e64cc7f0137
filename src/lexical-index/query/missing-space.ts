import { PREPOSITIONS } from '../../text-analysis/index.js';
import type { LexiconWord } from './lexicon.js';
import type { Piece, Repair } from './pieces.js';

/** Two words that were typed without the space between them. */
export type Split = readonly [first: string, second: string];

/** A shorter part is found in anything: "пол" in "полотно". */
const SHORTEST_PART = 3;
const SHORTEST_GLUED = 7;
const LONGEST_GLUED = 40;

/** A word and the number struck to it: "арматура12", "швеллер-10". */
const WITH_NUMBER = /^(\p{L}{3,})(-?)(\d.*)$/u;
/** Letters that may belong to the number, as in "цементм500". */
const MOST_SERIES = 2;

export function isGluedToNumber(word: string): boolean {
  return WITH_NUMBER.test(word);
}

/** The places where a space may be missing before a number; the longest word first. */
export function splitsBeforeNumber(word: string): Split[] {
  const [, letters, hyphen, number] = WITH_NUMBER.exec(word) ?? [];
  if (letters === undefined || number === undefined) return [];
  if (hyphen !== '') return [[letters, number]];
  const splits: Split[] = [];
  for (let series = 0; series <= MOST_SERIES && letters.length - series >= SHORTEST_PART; series++) {
    const at = letters.length - series;
    splits.push([letters.slice(0, at), letters.slice(at) + number]);
  }
  return splits;
}

/** Every place where a space may be missing in a word; none in one too short to tell. */
export function splitsOf(word: string): Split[] {
  if (word.length < SHORTEST_GLUED || word.length > LONGEST_GLUED || !/^\p{L}+$/u.test(word)) return [];
  const splits: Split[] = [];
  for (let i = SHORTEST_PART; i <= word.length - SHORTEST_PART; i++)
    splits.push([word.slice(0, i), word.slice(i)]);
  return splits;
}

/**
 * The splits whose parts are both words of names here, spelled just so, or a preposition and such a word ("клейдля"), likeliest first:
 * by the rarer part, for a word that is in many names is no accident.
 * @param ofThing one of them must be what things are called: "ручкадверная" is a door handle.
 */
export function likelySplits(
  splits: readonly Split[],
  known: ReadonlyMap<string, LexiconWord>,
  ofThing: boolean,
): Split[] {
  return splits
    .flatMap((split) => {
      const words = split.filter((part) => !PREPOSITIONS.has(part)).map((part) => known.get(part));
      const heads = words.reduce((sum, word) => sum + (word?.heads ?? 0), 0);
      const names = Math.min(...words.map((word) => (word && !word.isCode ? word.names : 0)));
      const isKnown = words.length > 0 && names > 0;
      return isKnown && (!ofThing || heads > 0) ? [{ split, names }] : [];
    })
    .sort((a, b) => b.names - a.names)
    .map(({ split }) => split);
}

export function splitRepair(piece: Piece, parts: Split): Repair {
  return { ...piece, from: piece.text, to: parts.join(' '), kind: 'typo' };
}
