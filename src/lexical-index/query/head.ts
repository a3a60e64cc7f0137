import { stemWord } from '../../text-analysis/index.js';
import type { TermGroup } from '../ports/lexical-index.port.js';
import { isAdjective, isGeneric } from './groups.js';
import type { Vocabulary } from './vocabulary.js';

/** How much a group says about what is asked: by rarity, less for what the thing is for, for measures and for words of all trades. */
export function groupWeight(group: TermGroup): number {
  let weight: number;
  if (group.kind === 'size' || group.kind === 'number') weight = 2.2;
  else if (group.kind === 'code') weight = Math.min(group.idf, 4.5);
  else if (group.kind === 'brand' && !group.required) weight = 2;
  else weight = Math.min(Math.max(group.idf, 1.5), group.required || !group.known ? 6 : 3.5);
  if (group.required) weight = Math.max(weight * 1.3, 4);
  if (isGeneric(group)) weight *= 0.3;
  if (group.context) weight *= group.known ? 0.5 : 0.2;
  if (isAdjective(group)) weight *= 0.7;
  return weight;
}

const INFINITIVE = /(?:ть|ти|чь)(?:ся)?$/;

/** What is to be done, which the synonyms turn into what it is done with: "приклеить" asks for glue, and not for the mirror. */
function isDeed(group: TermGroup, vocabulary: Vocabulary): boolean {
  return (
    group.kind === 'word' &&
    group.known &&
    INFINITIVE.test(group.text.split(' ')[0] ?? '') &&
    vocabulary.heads(stemWord(group.text)) === 0 &&
    group.alternatives.some(({ weight }) => weight < 1)
  );
}

/** An English word that the trade has a Russian one for: of several the last is the thing, "radiator valve". */
function isEnglish(group: TermGroup | undefined): boolean {
  return (
    group !== undefined &&
    group.kind === 'word' &&
    group.known &&
    !group.context &&
    !isGeneric(group) &&
    /^[a-z' -]+$/.test(group.text) &&
    group.alternatives.every(({ weight }) => weight < 1)
  );
}

/** How likely a group names the thing itself, 0 to 2. */
function headness(group: TermGroup, index: number, vocabulary: Vocabulary): number {
  if (isDeed(group, vocabulary)) return 2;
  if (group.kind === 'size' || group.kind === 'number') return -1;
  if (group.context) return -0.5;
  let share = 0;
  for (const { lexemes, weight } of group.alternatives) {
    const best = Math.max(
      0,
      ...lexemes.map((lexeme) =>
        Math.min(1, vocabulary.headShare(lexeme) + (vocabulary.categories(lexeme) > 0 ? 0.15 : 0)),
      ),
    );
    share = Math.max(share, best * weight);
  }
  if (group.kind === 'brand') share = Math.min(share, 0.1);
  if (group.kind === 'code') share = Math.min(share, 0.05);
  if (isAdjective(group)) share *= 0.3;
  if (isGeneric(group)) share *= 0.3;
  return share - index * 0.02 + (group.known ? 0.05 : 0);
}

/**
 * Marks the group that names the thing asked for. A noun that nobody here knows is the thing all the same: "детская коляска" asks
 * for a pram, not for anything made for children.
 */
export function chooseHead(groups: readonly TermGroup[], vocabulary: Vocabulary): TermGroup[] {
  let head = -1;
  let best = -Infinity;
  for (const [i, group] of groups.entries()) {
    const score = headness(group, i, vocabulary);
    if (score > best) {
      best = score;
      head = i;
    }
  }
  const chosen = groups[head];
  const weak =
    chosen !== undefined &&
    (isAdjective(chosen) || (best < 0.15 && chosen.kind !== 'code' && chosen.kind !== 'brand'));
  if (weak) {
    const stranger = groups.findIndex(
      (group) =>
        !group.known &&
        !group.context &&
        group.kind === 'word' &&
        !isAdjective(group) &&
        group.text.length > 2,
    );
    if (stranger >= 0) head = stranger;
  }
  const deed = chosen !== undefined && isDeed(chosen, vocabulary);
  const first = head;
  while (isEnglish(groups[head]) && isEnglish(groups[head + 1])) head++;
  return groups.map((group, i) => {
    if (i === head) return { ...group, required: true };
    // What it is done to is what the thing is for, and so is what stands before an English noun.
    const isFor = deed ? i > head && group.kind === 'word' : i >= first && i < head;
    return isFor ? { ...group, context: true } : group;
  });
}
