import type { PlacedMeasure } from '../../text-analysis/index.js';
import type { AskedMeasure } from '../ports/lexical-index.port.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import { isCodeKnown } from './codes.js';
import { PORTIONS } from './portions.js';
import { tokenLexeme, type QueryToken } from './tokens.js';
import { NAMES_THINGS, type Vocabulary } from './vocabulary.js';

/** Sides a body has, and one more for those who write the count along. */
const MAX_SIDES = 4;

/**
 * Takes "диск 125" and "осп 12" apart, which look like the code in "CM 11": where the word before the number is one for things, or
 * the catalogue knows the word but not the code, the number is a size. What the trade has as a term is one: "осп 3".
 */
export function splitCodes(
  tokens: readonly QueryToken[],
  vocabulary: Vocabulary,
  synonyms: SynonymSet,
): QueryToken[] {
  return tokens.flatMap((token): QueryToken[] => {
    if (token.kind !== 'code' || synonyms.match([tokenLexeme(token)], 0)) return [token];
    const words = token.words.filter(({ stop }) => !stop);
    const sizes = token.measures.filter(({ ofCode }) => !ofCode);
    const areWords =
      words.length > 0 &&
      words.every(
        ({ text, stem }) => text.length > 1 && (vocabulary.documents(stem) > 0 || synonyms.knows(stem)),
      );
    const isCode = token.codes.some(({ text }) => isCodeKnown(text, vocabulary));
    // "кран 1/2", "болт 5-10": the number is the beginning of a measure, which stands by itself.
    if (token.measures.length === 0 && areWords && !isCode)
      return words.map((word): QueryToken => ({ kind: 'word', word, joined: null }));
    if (sizes.length === 0 || sizes.length < token.measures.length || !areWords) return [token];
    const isThing = words.some(
      ({ stem }) =>
        vocabulary.headShare(stem) >= NAMES_THINGS ||
        vocabulary.categories(stem) > 0 ||
        vocabulary.isBrand(stem),
    );
    if (isCode && !isThing) return [token];
    return [
      ...words.map((word): QueryToken => ({ kind: 'word', word, joined: null })),
      ...sizes.map((measure): QueryToken => ({ kind: 'measure', measure })),
    ];
  });
}

/** Reads "брус 100 150 6000" as people say it, "100x150x6000": bare numbers in a row are the sides of one body. */
export function joinSides(tokens: readonly QueryToken[], text: string): QueryToken[] {
  const joined: QueryToken[] = [];
  let run: PlacedMeasure[] = [];
  const flush = (): void => {
    if (run.length >= 2 && run.length <= MAX_SIDES)
      joined.push({ kind: 'measure', measure: dimensionOf(run) });
    else joined.push(...run.map((measure): QueryToken => ({ kind: 'measure', measure })));
    run = [];
  };
  for (const token of tokens) {
    const side = token.kind === 'measure' && isSide(token.measure) ? token.measure : null;
    const last = run[run.length - 1];
    const follows = side && last?.unit === null && /^\s+$/.test(text.slice(last.end, side.start));
    if (!follows) flush();
    if (side) run.push(side);
    else joined.push(token);
  }
  flush();
  return joined;
}

/** A bare number, or the length that closes a row: "50 150 6 м". */
function isSide({ kind, unit }: PlacedMeasure): boolean {
  return (kind === 'number' && unit === null) || (kind === 'quantity' && unit === 'mm');
}

function dimensionOf(parts: readonly PlacedMeasure[]): AskedMeasure {
  const [first, last] = [parts[0], parts[parts.length - 1]] as [PlacedMeasure, PlacedMeasure];
  return {
    kind: 'dimension',
    values: parts.map(({ values }) => values[0] ?? 0),
    raw: parts.map(({ raw }) => raw[0] ?? 0),
    unit: last.unit,
    start: first.start,
    end: last.end,
    position: first.position,
    text: parts.map((part) => part.text).join(' × '),
    ofCode: false,
    parts,
  };
}

/**
 * Leaves out how much of a thing is wanted, which is no size of it: the figure of "5 листов гкл", and what "3 куба доски" begins with.
 */
export function dropCounts(tokens: readonly QueryToken[]): QueryToken[] {
  return tokens.filter((token, i) => {
    const [next, afterNext] = [tokens[i + 1], tokens[i + 2]];
    if (token.kind !== 'measure' || next?.kind !== 'word' || next.word.context) return true;
    if (token.measure.unit !== null) return !(i === 0 && BULK_UNITS.has(token.measure.unit));
    const isCount = token.measure.kind === 'number' && PORTIONS.has(next.word.stem);
    return !(isCount && (afterNext?.kind === 'word' || afterNext?.kind === 'code'));
  });
}

/** Units that goods are ordered by, and seldom called by. */
const BULK_UNITS = new Set(['m2', 'm3']);
