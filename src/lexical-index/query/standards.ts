import { foldCode } from '../../text-analysis/index.js';
import type { QueryToken } from './tokens.js';

const NAMES = ['гост', 'ту', 'сто', 'din', 'iso', 'en'].map(foldCode).join('|');
const STANDARD = new RegExp(`^(?:${NAMES})(?:\\d[\\d.-]*)?$`);
/** "ГОСТ Р 52749" has a letter between. */
const OF_RUSSIA = foldCode('р');

/** Whether the text refers to a standard by which goods are made: "ГОСТ 8486-86", "ТУ 5361", "DIN 933". */
export function isStandard(text: string): boolean {
  return STANDARD.test(foldCode(text));
}

interface Span {
  start: number;
  end: number;
}

function spanOf(token: QueryToken): Span {
  const places =
    token.kind === 'word' ? [token.word] : token.kind === 'measure' ? [token.measure] : token.codes;
  return {
    start: Math.min(...places.map(({ start }) => start)),
    end: Math.max(...places.map(({ end }) => end)),
  };
}

/** Whether a standard begins with the token: a code with its number, or a word where that is behind a letter. */
function beginsStandard(token: QueryToken, numbered: QueryToken): boolean {
  if (token.kind === 'code') return token.codes.some(({ text }) => isStandard(text));
  const isOfRussia = numbered.kind === 'code' && numbered.codes[0]?.series === OF_RUSSIA;
  return token.kind === 'word' && isStandard(token.word.text) && isOfRussia;
}

/**
 * The tokens without the standards that no name tells, their years included: they tell goods apart from none, and are neither codes nor
 * sizes. A query of nothing else is left as it is.
 *
 * @param isTold whether names have the code.
 */
export function dropUntoldStandards(
  tokens: readonly QueryToken[],
  isTold: (code: string) => boolean,
): readonly QueryToken[] {
  const kept: QueryToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as QueryToken;
    const numbered = token.kind === 'word' ? tokens[i + 1] : token;
    const isKnown = numbered?.kind === 'code' && numbered.codes.some(({ text }) => isTold(text));
    if (!numbered || isKnown || !beginsStandard(token, numbered)) {
      kept.push(token);
      continue;
    }
    if (numbered !== token) i++;
    const { end } = spanOf(numbered);
    // The year: "530-2012" is read as a range as well.
    for (let next = tokens[i + 1]; next && spanOf(next).start < end; next = tokens[i + 1]) i++;
  }
  return kept.length > 0 ? kept : tokens;
}
