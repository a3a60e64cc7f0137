import {
  analyze,
  numberLexeme,
  quantityLexeme,
  type Analysis,
  type Code,
  type PlacedMeasure,
  type Word,
} from '../../text-analysis/index.js';
import type { AskedMeasure } from '../ports/lexical-index.port.js';
import { excludedWords } from '../without.js';
import { isMeasureName } from './measure-names.js';

/** One term of a query in reading order. */
export type QueryToken =
  | {
      kind: 'word';
      word: Word;
      joined: string | null;
      /** Stands after "и", "или" or a comma: "цемент и песок". */
      coordinated?: boolean;
      /** Stands after "без": what the thing shall not have. */
      excluded?: boolean;
    }
  | { kind: 'code'; codes: Code[]; words: Word[]; measures: PlacedMeasure[] }
  | { kind: 'measure'; measure: AskedMeasure };

const CONJUNCTIONS = new Set(['и', 'или', 'and', 'or']);

/** An amount in a unit that every name tells alike: not a length, which is told in millimetres or in metres. */
function isCounted(measure: AskedMeasure): measure is AskedMeasure & { unit: string } {
  return measure.kind === 'quantity' && measure.unit !== null && measure.unit !== 'mm';
}

/** What a token is looked up by among the synonyms: the stem of a word, the longest reading of a code, a measure with its unit or its figures. */
export function tokenLexeme(token: QueryToken): string {
  switch (token.kind) {
    case 'word':
      return token.word.stem;
    case 'code':
      return token.codes[0]?.text ?? '';
    case 'measure':
      return isCounted(token.measure)
        ? quantityLexeme(token.measure.values[0] ?? 0, token.measure.unit)
        : token.measure.raw.map(numberLexeme).join('x');
  }
}

/** Lexemes of a term that say what its thing is for; none where all of them do: "для пены" names no thing. */
export function purposeOf(tokens: readonly QueryToken[]): string[] {
  const purpose = tokens.flatMap((token) =>
    token.kind === 'word' && token.word.context ? [token.word.stem] : [],
  );
  return purpose.length < tokens.length ? purpose : [];
}

/**
 * Orders what the analysis found so that each part of the query is one token: a grade with its number ("М500", "ПФ 115") is one
 * code, not a letter and a figure.
 */
export function queryTokens(text: string): QueryToken[] {
  return orderTokens(analyze(text));
}

export function orderTokens({ words, codes, measures }: Analysis): QueryToken[] {
  const tokens: (QueryToken & { start: number })[] = [];
  const spans = groupCodes(codes, measures);
  const inside = (start: number, end: number): boolean =>
    spans.some((span) => start >= span.start && end <= span.end);
  for (const span of spans) {
    tokens.push({
      kind: 'code',
      start: span.start,
      codes: span.codes,
      words: words.filter(({ start, end }) => start >= span.start && end <= span.end),
      measures: measures.filter(({ start, end }) => start >= span.start && end <= span.end),
    });
  }
  const excluded = excludedWords(words);
  for (const word of words) {
    if (word.stop || inside(word.start, word.end) || isToldByMeasure(word, measures)) continue;
    if (isMeasureName(word, { measures, codes })) continue;
    // A hyphenated compound comes as its parts and the joined form, which starts with the first part and is longer.
    const joined = words.find(({ start, end }) => start === word.start && end > word.end);
    const isJoined = words.some(({ start, end }) => start === word.start && end < word.end);
    if (isJoined) continue;
    const coordinated =
      word.listed ||
      words.some(
        ({ text: conjunction, position }) => CONJUNCTIONS.has(conjunction) && position === word.position - 1,
      );
    tokens.push({
      kind: 'word',
      start: word.start,
      word,
      joined: joined?.text ?? null,
      coordinated,
      excluded: excluded.includes(word),
    });
  }
  for (const measure of measures) {
    if (!inside(measure.start, measure.end)) tokens.push({ kind: 'measure', start: measure.start, measure });
  }
  return tokens.sort((a, b) => a.start - b.start);
}

/** "ду" in "ду 15" is said with the measure, and "двухполюсный" is one. */
function isToldByMeasure({ text, position }: Word, measures: readonly PlacedMeasure[]): boolean {
  return measures.some(
    (measure) =>
      measure.position === position ||
      (text.length <= 2 && measure.kind === 'diameter' && measure.position === position + 1),
  );
}

/** Codes that overlap are readings of one: "А500", "А500С" and the whole article. A number with its own unit is no code. */
function groupCodes(
  codes: readonly Code[],
  measures: readonly PlacedMeasure[],
): { start: number; end: number; codes: Code[] }[] {
  const spans: { start: number; end: number; codes: Code[] }[] = [];
  for (const code of [...codes].sort((a, b) => a.start - b.start || b.end - a.end)) {
    // "d12" and "ф12" name a diameter; as a code they would have to be written so in the catalogue.
    if (measures.some(({ kind, start, end }) => kind === 'diameter' && start < code.end && end > code.start))
      continue;
    const last = spans[spans.length - 1];
    if (last && code.start < last.end) {
      last.end = Math.max(last.end, code.end);
      last.codes.push(code);
    } else spans.push({ start: code.start, end: code.end, codes: [code] });
  }
  return spans;
}
