import type { Atom } from './atoms.js';

/** How the two ends of a fitting or a tap are told: female thread (the nut of a hose) and male thread (its spigot). */
const ENDS: ReadonlyMap<string, string> = new Map(
  [
    ['вр', 'вр вн внутр внутренняя г гайка в мама'],
    ['нр', 'нр нар наруж наружн наружная ш штуцер н папа'],
  ].flatMap(([end = '', forms = '']) => forms.split(' ').map((form) => [form, end] as const)),
);

/**
 * Writes the threads of both ends in one way, "вр/нр", "вр/вр" or "нр/нр": "ВР-НР", "вн/нар", "г/ш", "гайка-штуцер", "мама папа". Which end is
 * told first makes no difference.
 */
export function readThreads(atoms: Atom[]): Atom[] {
  if (!atoms.some(({ text }, i) => ENDS.has(text) && pairAt(atoms, i) !== null)) return atoms;
  const read: Atom[] = [];
  for (let i = 0; i < atoms.length; ) {
    const pair = pairAt(atoms, i);
    if (pair) read.push(pair.atom);
    else read.push(atoms[i] as Atom);
    i = pair?.next ?? i + 1;
  }
  return read;
}

function pairAt(atoms: readonly Atom[], i: number): { atom: Atom; next: number } | null {
  const first = atoms[i];
  const one = ENDS.get(first?.text ?? '');
  if (!first || one === undefined) return null;
  let at = i + 1;
  // "вн.-нар.", "вн. нар.": no single letter is cut like that.
  const isCut = first.text.length > 1;
  if (isCut && atoms[at]?.text === '.' && atoms[at]?.glued) at++;
  const isJoined = /^[-/–]$/.test(atoms[at]?.text ?? '');
  if (isJoined) at++;
  else if (!isCut) return null;
  const second = atoms[at];
  const other = ENDS.get(second?.text ?? '');
  if (!second || other === undefined || second.text.length > 1 !== isCut) return null;
  // "г/ш", but not "в - н" nor "10 г/ш".
  if (!isCut && !(atoms[i + 1]?.text === '/' && atoms[i + 1]?.glued && second.glued && !first.glued))
    return null;
  const ends = one === other ? `${one}/${other}` : 'вр/нр';
  return {
    atom: {
      type: 'letters',
      text: ends,
      value: Number.NaN,
      start: first.start,
      end: second.end,
      glued: first.glued,
    },
    next: at + 1,
  };
}
