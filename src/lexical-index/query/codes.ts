import {
  type Code,
  foldCode,
  latinToCyrillic,
  numberLexeme,
  quantityLexeme,
  ratedCurrentOf,
  stemWord,
  threadDiameterOf,
} from '../../text-analysis/index.js';
import type { TermAlternative } from '../ports/lexical-index.port.js';
import type { SynonymSet } from '../synonyms/synonym-set.js';
import type { QueryToken } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** Longer series are words, which are read as such. */
const MOST_MIXED = 2;
/** Letters of a folded code that may have been Russian ones of that shape, and how those sound in Latin letters. */
const SOUNDS: Readonly<Record<string, string>> = { h: 'n', p: 'r', b: 'v', c: 's', y: 'u', x: 'h' };

/** What a breaker of the current is worth where it is asked for by its mark: "16А" for "C16". */
const RATED = 0.9;

/** A code as written, as the other alphabet would have it, in its shorter readings, and as separate parts. */
export function codeAlternatives(
  token: QueryToken & { kind: 'code' },
  vocabulary: Vocabulary,
): TermAlternative[] {
  const readings = [...new Set(token.codes.map(({ text }) => text))].sort((a, b) => b.length - a.length);
  const alternatives: TermAlternative[] = [];
  for (const [i, text] of readings.entries()) {
    for (const form of codeForms(text)) {
      if (vocabulary.documents(form) > 0) alternatives.push({ lexemes: [form], weight: i === 0 ? 1 : 0.85 });
    }
  }
  const parts = [
    ...token.words.filter(({ stop }) => !stop).map(({ stem }) => stem),
    ...token.measures.map(({ raw }) => numberLexeme(raw[0] ?? 0)),
  ];
  const isApart = token.measures.every(({ ofCode }) => !ofCode);
  if (parts.length > 1 && isApart) alternatives.push({ lexemes: parts, weight: 0.7 });
  if (alternatives.length === 0) alternatives.push({ lexemes: [readings[0] ?? ''], weight: 1 });
  return alternatives;
}

/** What means less the same is no other name of a series: "осп" may be answered with plywood, "осп-3" with no "фанера 3". */
const SAME = 0.9;

/** A code by the other names of its series, where the trade has some: "осб-3" and "osb-3" for "осп-3". */
export function otherSeries(token: QueryToken, synonyms: SynonymSet): (Code & { weight: number })[] {
  if (token.kind !== 'code') return [];
  const [code] = token.codes;
  const [series, ...others] = token.words;
  const [, figures] = /^[a-z]+(\d.*)$/.exec(code?.text ?? '') ?? [];
  if (!code || !series || others.length > 0 || figures === undefined) return [];
  const names = synonyms.match([series.stem], 0)?.expansions ?? [];
  return names
    .filter(({ lexemes, weight }) => lexemes.length === 1 && weight >= SAME)
    .map(({ text, weight }) => ({ ...code, text: foldCode(text + figures), series: foldCode(text), weight }));
}

/** The codes of a token by every name of their series: what is "OSB-3" agrees with "осп-3". */
export function askedCodes(token: QueryToken, synonyms: SynonymSet): Code[] {
  return token.kind === 'code' ? [...token.codes, ...otherSeries(token, synonyms)] : [];
}

/** What a code is found by under the other names of its series. */
export function seriesAlternatives(token: QueryToken, synonyms: SynonymSet): TermAlternative[] {
  return otherSeries(token, synonyms).map(({ text, weight }) => ({ lexemes: [text], weight }));
}

/** What circuit breakers are called by, in stems. */
const BREAKERS = new Set(
  'автомат автоматический дифавтомат авдт диф узо breaker mcb rcbo'.split(' ').map((word) => stemWord(word)),
);

/** The current that the mark of a breaker means, where breakers are asked for: 16 A for "автомат C16". */
export function ratedAlternatives(token: QueryToken, query: readonly QueryToken[]): TermAlternative[] {
  if (token.kind !== 'code' || !query.some((other) => other.kind === 'word' && BREAKERS.has(other.word.stem)))
    return [];
  return token.codes.flatMap((code) => {
    const current = ratedCurrentOf(code);
    return current === null ? [] : [{ lexemes: [quantityLexeme(current, 'a')], weight: RATED }];
  });
}

/** What fasteners are called by, in stems. */
const FASTENERS = new Set(
  'анкер анкерный болт шпилька винт гайка шайба дюбель саморез шуруп anchor bolt stud screw nut washer'
    .split(' ')
    .map((word) => stemWord(word)),
);

/** What a fastener is worth where its thread is asked for, and only its diameter is told. */
const THREADED = 0.85;

/** The diameter that a metric thread has, where fasteners are asked for: the 10 of "анкер 10х97" for "анкер М10" (ISO 261). */
export function threadAlternatives(token: QueryToken, query: readonly QueryToken[]): TermAlternative[] {
  if (
    token.kind !== 'code' ||
    !query.some((other) => other.kind === 'word' && FASTENERS.has(other.word.stem))
  )
    return [];
  return token.codes.flatMap((code) => {
    const diameter = threadDiameterOf(code);
    return diameter === null ? [] : [{ lexemes: [numberLexeme(diameter)], weight: THREADED }];
  });
}

/** A code and its other spellings. */
export function codeForms(code: string): string[] {
  return [code, ...codeTwins(code)];
}

/** Whether the catalogue has the code, however it is spelled. */
export function isCodeKnown(code: string, vocabulary: Vocabulary): boolean {
  return codeForms(code).some((form) => vocabulary.documents(form) > 0);
}

/**
 * How else a code may be written, where the catalogue is folded by shape: "NS35" for НС35, Latin letters by sound, "СН 83" for CN 83,
 * Russian ones by sound or by sight, and "ГФ-21" for ГФ-021, without the zero that nobody says.
 */
export function codeTwins(code: string): string[] {
  const [, letters, rest] = /^([a-z]{1,5})(\d.*)$/.exec(code) ?? [];
  if (letters === undefined || rest === undefined) return [];
  const readings = latinToCyrillic(letters).slice(0, 4).map(foldCode);
  if (letters.length <= MOST_MIXED) readings.push(...bySightOrSound(letters));
  const numbered =
    letters.length > 1 ? [rest.startsWith('0') ? rest.replace(/^0+(?=\d)/, '') : `0${rest}`] : [];
  const twins = [...readings.map((reading) => reading + rest), ...numbered.map((number) => letters + number)];
  return [...new Set(twins)].filter((twin) => twin !== code);
}

/** The letters of a folded code, each as it looks or as it sounds. */
function bySightOrSound(letters: string): string[] {
  return [...letters].reduce<string[]>(
    (begun, letter) => {
      const sound = SOUNDS[letter];
      const ways = sound === undefined ? [letter] : [letter, sound];
      return begun.flatMap((start) => ways.map((way) => start + way));
    },
    [''],
  );
}
