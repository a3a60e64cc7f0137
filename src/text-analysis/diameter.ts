import type { Atom } from './atoms.js';

const DIAMETER = new Set('ø ф d д ду dn du диаметр диам диаметром диаметра dia diameter'.split(' '));
/** Of those, what precedes a nominal size, which is no millimetres: "Ду 15" is 1/2". */
const NOMINAL = new Set(['ду', 'dn', 'du']);
function isDensity(value: number): boolean {
  return value >= 200 && value <= 1200 && value % 50 === 0;
}

/** Whether what the letters tell of is a nominal size. */
export function isNominal({ text }: Atom): boolean {
  return NOMINAL.has(text);
}

/** ф12, d=12, Ду 20, "диаметр 110": but Д500 and D400 are densities. */
export function startsDiameter(atoms: readonly Atom[], i: number): boolean {
  const atom = atoms[i] as Atom;
  if (!DIAMETER.has(atom.text)) return false;
  let at = i + 1;
  while (atoms[at]?.text === '.' || atoms[at]?.text === '=' || atoms[at]?.text === ':') at++;
  const number = atoms[at];
  if (number?.type !== 'number') return false;
  // "М500-Д20": inside a code the letter is a mark.
  const mark = /^[dд]$/.test(atom.text) && (atom.glued || isDensity(number.value));
  return !mark && number.value > 0;
}
