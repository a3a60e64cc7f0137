import { editDistance, HAS_CYRILLIC, latinToCyrillic, soundKey } from '../../text-analysis/index.js';
import type { LexiconWord } from './lexicon.js';

/** Letters that are heard alike: mistaking one for the other is half a mistake. */
const HEARD_ALIKE = [
  'ао',
  'еи',
  'еэ',
  'ея',
  'иы',
  'ий',
  'тд',
  'бп',
  'вф',
  'гк',
  'зс',
  'жш',
  'шщ',
  'цс',
  'ьъ',
  'ou',
  'ae',
  'ei',
  'iy',
  'ck',
  'sz',
  'vw',
  'fv',
];
const KEY_ROWS = ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
/** Keys side by side, by which a finger slips. */
const neighbours = new Set(
  KEY_ROWS.flatMap((row) => [...row].slice(1).flatMap((key, i) => [`${row[i]}${key}`, `${key}${row[i]}`])),
);

const alike = new Set(HEARD_ALIKE.flatMap((pair) => [pair, [...pair].reverse().join('')]));

/** How much worse a slip may be where the words beside it speak for what was meant. */
const SLACK_IN_CONTEXT = 0.5;

/**
 * How wrong `typed` would be if `meant` was meant: edit distance, where letters that are heard alike and doubled letters count half
 * and the first letter, which people rarely miss, counts double. Infinity beyond what a slip explains.
 *
 * @param slack how much worse it may be.
 */
export function slipCost(typed: string, meant: string, slack = 0): number {
  const shortest = Math.min(typed.length, meant.length);
  const limit = shortest < 4 ? 0 : shortest < 6 ? 1 : shortest < 9 ? 2 : 3;
  const distance = editDistance(typed, meant, limit);
  if (distance > limit) return Infinity;
  let cost = distance;
  if (typed[0] !== meant[0]) cost += alike.has(`${typed[0]}${meant[0]}`) ? 0.3 : 1;
  if (typed.length === meant.length) {
    for (let i = 0; i < typed.length; i++) {
      if (typed[i] === meant[i]) continue;
      const pair = `${typed[i]}${meant[i]}`;
      // One key for another, unlike in sound and far on the board, is the rarest slip: in a short word it is another word.
      if (alike.has(pair)) cost -= 0.5;
      else if (!neighbours.has(pair) && !isSwap(typed, meant, i)) cost += shortest < 7 ? 0.3 : 0.15;
    }
  } else if (undouble(typed) === undouble(meant)) cost -= 0.5;
  if (distance >= 2 && soundKey(typed) === soundKey(meant)) cost -= 0.5;
  // Two real slips in a short word make it another word.
  const tolerated = shortest < 6 ? 1 : shortest < 8 ? 1.5 : shortest < 11 ? 2.2 : 3;
  return cost > tolerated + slack ? Infinity : cost;
}

function isSwap(typed: string, meant: string, i: number): boolean {
  const after = typed[i] === meant[i + 1] && typed[i + 1] === meant[i];
  return after || (i > 0 && typed[i] === meant[i - 1] && typed[i - 1] === meant[i]);
}

/** Nothing is wrong but the order of two neighbours, or one letter left out or struck too much, in a word long enough to tell. */
function hasAllLetters(typed: string, meant: string): boolean {
  if (meant.length < 5 || editDistance(typed, meant, 1) > 1) return false;
  if (typed.length === meant.length) return [...typed].sort().join('') === [...meant].sort().join('');
  return meant.length >= 6;
}

function undouble(word: string): string {
  return word.replace(/(.)\1+/g, '$1');
}

/** Letters by which a word differs from the brand as it is heard; Infinity beyond the limit. */
export function slipsFromBrand(typed: string, brand: string): number {
  const limit = typed.length < 6 ? 1 : typed.length < 8 ? 2 : 3;
  const spellings = HAS_CYRILLIC.test(typed) && !HAS_CYRILLIC.test(brand) ? latinToCyrillic(brand) : [brand];
  const least = Math.min(...spellings.map((spelling) => editDistance(typed, spelling, limit)));
  return least <= limit ? least : Infinity;
}

/** Whether a word may be how somebody writes the brand by ear: what sounds alike may be spelled far apart ("раица" is no Rehau). */
export function isSpelledLike(typed: string, brand: string): boolean {
  return slipsFromBrand(typed, brand) < Infinity;
}

/**
 * The word that was meant, judged by the slip and by how common the word is; null when none is near enough.
 * @param most the worst slip to believe in.
 */
export function bestCorrection<T extends LexiconWord>(
  typed: string,
  candidates: readonly T[],
  most = Infinity,
): T | null {
  let best: T | null = null;
  let bestCost = Infinity;
  const namesOf = namesByStem(candidates);
  for (const candidate of candidates) {
    // Figures are never corrected into other figures.
    if (candidate.isCode || /\d/.test(candidate.word)) continue;
    const slip = slipCost(typed, candidate.word);
    if (slip === Infinity || slip > most) continue;
    // What hardly anything is called is hardly what a short word with a slip meant.
    const isRare = candidate.documents > 0 && (namesOf.get(candidate.stem) ?? 0) < 3;
    if (typed.length < 8 && slip >= 1 && isRare && !hasAllLetters(typed, candidate.word)) continue;
    const cost =
      slip -
      0.12 * Math.log(1 + candidate.documents) -
      (candidate.names > 0 ? 0.2 : 0) -
      (candidate.heads > 0 ? 0.2 : 0);
    if (cost < bestCost) {
      best = candidate;
      bestCost = cost;
    }
  }
  return best;
}

/** In how many names each stem is, in whatever form: "матовая" may be rare, and "матовый" everywhere. */
function namesByStem(candidates: readonly LexiconWord[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { stem, names: count } of candidates) names.set(stem, (names.get(stem) ?? 0) + count);
  return names;
}

/** The words that may have been meant if something else speaks for them, likeliest first. */
export function possibleCorrections<T extends LexiconWord>(typed: string, candidates: readonly T[]): T[] {
  return candidates
    .filter(({ isCode, word, names }) => !isCode && names > 0 && !/\d/.test(word))
    .map((entry) => ({ entry, slip: slipCost(typed, entry.word, SLACK_IN_CONTEXT) }))
    .filter(({ slip }) => slip < Infinity)
    .sort((a, b) => a.slip - b.slip || b.entry.documents - a.entry.documents)
    .map(({ entry }) => entry);
}
