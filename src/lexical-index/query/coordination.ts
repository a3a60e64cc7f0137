import type { TermGroup } from '../ports/lexical-index.port.js';
import { isAdjective, isGeneric } from './groups.js';

/** Joins "цемент и песок", "цемент, песок" and "кнауф или волма": two things, or two makers, of which each answers, are one term. */
export function joinCoordinated(groups: readonly TermGroup[]): TermGroup[] {
  const joined: TermGroup[] = [];
  for (const group of groups) {
    // "унитаз подвесной или ...": an adjective stands between.
    const place = joined.findLastIndex((other) => !isAdjective(other));
    const before = joined[place];
    if (before && group.coordinated && areAlike(before, group)) {
      joined[place] = {
        ...before,
        text: `${before.text} | ${group.text}`,
        parts: [...(before.parts ?? [before.alternatives]), group.alternatives],
        alternatives: [...before.alternatives, ...group.alternatives],
        fallback: [...before.fallback, ...group.fallback],
        idf: Math.min(before.idf, group.idf),
      };
    } else joined.push(group);
  }
  return joined;
}

function areAlike(a: TermGroup, b: TermGroup): boolean {
  if (!a.known || !b.known || a.context !== b.context || a.kind !== b.kind) return false;
  return a.kind === 'brand' || (isThing(a) && isThing(b));
}

function isThing(group: TermGroup): boolean {
  return group.kind === 'word' && group.namesThings && !isAdjective(group) && !isGeneric(group);
}
