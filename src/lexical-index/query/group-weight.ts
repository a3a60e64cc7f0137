import { stemWord } from '../../text-analysis/index.js';
import type { TermGroup } from '../ports/lexical-index.port.js';
import { isEveryday, isHousehold } from './everyday.js';
import { isAdjective, isGeneric } from './groups.js';
import { isPortion } from './portions.js';

/** What a common word from outside the trade weighs: more than the thing itself. */
const STRANGE = 10;

/** What the word for a portion weighs at most, however rare: "банка краски" asks for paint. */
const PORTION = 0.6;

/** Whether it is a common word from outside the trade. */
export function isCommon(group: TermGroup): boolean {
  return group.kind === 'word' && isEveryday(stemWord(group.text)) && !isPortion(group);
}

/** Nothing here is called by this common word: what it belongs to is another thing ("стиральная машина", "зубная паста"). */
function isForeign(group: TermGroup): boolean {
  return !group.known && isCommon(group);
}

/** Whether what is asked for, or what it is for, is from outside the trade: paint for hair is no paint, but a socket for a fridge is one. */
export function asksForForeign(group: TermGroup): boolean {
  return isForeign(group) && !group.excluded && !(group.context && isHousehold(stemWord(group.text)));
}

/** How much a group says about what is asked: by rarity, less for what the thing is for, for measures and for words of all trades. */
export function groupWeight(group: TermGroup): number {
  if (group.excluded) return 0;
  if (isForeign(group)) return STRANGE;
  let weight: number;
  if (group.kind === 'size' || group.kind === 'number') weight = 2.2;
  else if (group.kind === 'code') weight = Math.min(group.idf, 4.5);
  else if (group.kind === 'brand' && !group.required) weight = 1;
  else weight = Math.min(Math.max(group.idf, 1.5), group.required || !group.known ? 6 : 3.5);
  if (group.required) weight = Math.max(weight * 1.3, 4);
  if (isGeneric(group) || isPortion(group)) weight *= 0.3;
  if (isPortion(group)) weight = Math.min(weight, PORTION);
  if (group.context) weight *= group.known ? 0.5 : 0.2;
  if (isAdjective(group)) weight *= 0.7;
  return weight;
}
