import type { Atom } from './atoms.js';
import { HAS_CYRILLIC } from './letters.js';

/** Parts an inch is divided into. */
export const FRACTION_PARTS: readonly number[] = [2, 4, 8, 16];
/** In Russian a figure up to this one and a fraction behind it are a pipe thread: "1 1/4" is, "фанера 18 3/4" has a grade, and "муфта 20 1/2\"" millimetres. */
const WIDEST_THREAD = 3;

/** Abbreviations of units, some of two words, and how `units.ts` spells them. */
const OF_AREA_OR_VOLUME: ReadonlyMap<string, string> = new Map([
  ['sq', 'sq'],
  ['square', 'sq'],
  ['cu', 'cu'],
  ['cubic', 'cu'],
  ['fl', 'fl'],
  ['fluid', 'fl'],
]);
const MEASURED: ReadonlyMap<string, string> = new Map([
  ['in', 'in'],
  ['inch', 'in'],
  ['inches', 'in'],
  ['ft', 'ft'],
  ['foot', 'ft'],
  ['feet', 'ft'],
  ['yd', 'yd'],
  ['yard', 'yd'],
  ['yards', 'yd'],
  ['oz', 'oz'],
  ['ounce', 'oz'],
  ['ounces', 'oz'],
]);
const ABBREVIATIONS = new Set('in ft yd sq cu gal qt pt oz lb lbs mm cm мм см м шт'.split(' '));
/** What "in" between a number and a word is no inch before: "all in one", "5 in the box". */
const AFTER_PREPOSITION = new Set(['a', 'an', 'the', 'one', 'stock', 'total']);

/**
 * Reads sizes as they are told in inches and feet: "2-1/2 in." and "1 1/4" are one number, "in." and `8'` are units like others, and
 * "sq. ft." is one unit.
 */
export function readImperial(atoms: Atom[]): Atom[] {
  if (!atoms.some(tellsInches)) return atoms;
  const widest = atoms.some(({ text }) => HAS_CYRILLIC.test(text)) ? WIDEST_THREAD : Infinity;
  const read: Atom[] = [];
  for (let i = 0; i < atoms.length; ) {
    const last = read[read.length - 1];
    const found = last?.type === 'number' ? unitAt(atoms, i) : numberAt(atoms, i, read, widest);
    read.push(...(found?.atoms ?? [atoms[i] as Atom]));
    i = found?.next ?? i + 1;
  }
  return read;
}

/** What all of these begin or end with: most names have none of it, and this is asked of every one. */
function tellsInches({ text }: Atom, i: number, atoms: readonly Atom[]): boolean {
  if (text === '/' || text === "'") return atoms[i - 1]?.type === 'number';
  if (text === '.') return ABBREVIATIONS.has(atoms[i - 1]?.text ?? '');
  return text === 'in' || OF_AREA_OR_VOLUME.has(text);
}

interface Reading {
  atoms: Atom[];
  next: number;
}

/** 2-1/2, 1 1/4 and, of a side, 7/16 in. beginning at `i`. */
function numberAt(atoms: readonly Atom[], i: number, read: readonly Atom[], widest: number): Reading | null {
  const [first, before] = [atoms[i], read[read.length - 1]];
  if (first?.type !== 'number') return null;
  // "D20 1/2\"": a diameter in millimetres and a thread.
  const isOfCode = first.glued && before !== undefined && (/^[/#]$/.test(before.text) || isMark(before));
  if (isOfCode) return null;
  return mixedNumberAt(atoms, i, read, widest) ?? sideAt(atoms, i, read);
}

function isMark(atom: Atom): boolean {
  return atom.type === 'letters' && !isTimes(atom);
}

function mixedNumberAt(
  atoms: readonly Atom[],
  i: number,
  read: readonly Atom[],
  widest: number,
): Reading | null {
  const [whole, hyphen] = [atoms[i] as Atom, atoms[i + 1]];
  const isHyphened = hyphen?.text === '-' && hyphen.glued && atoms[i + 2]?.glued === true;
  const fraction = fractionAt(atoms, isHyphened ? i + 2 : i + 1);
  if (!fraction || fraction.value >= 1 || !Number.isInteger(whole.value)) return null;
  if (!isHyphened && hyphen?.glued) return null;
  const isSide = isTimes(read[read.length - 1]);
  const isInches = inchAt(atoms, fraction.next) !== null;
  // "4x8 1/2": the thickness told behind the sides.
  const isMixed =
    isHyphened || (isSide ? whole.value <= WIDEST_THREAD || isInInches(read) : whole.value <= widest);
  if (!isMixed) return null;
  const number = numberOf(atoms, i, fraction.next, whole.value + fraction.value);
  if (isInches || isSide || isTimes(atoms[fraction.next])) return number;
  const end = number.atoms[0]?.end ?? whole.end;
  const inch: Atom = { type: 'letters', text: 'inch', value: Number.NaN, start: end - 1, end, glued: true };
  return { atoms: [...number.atoms, inch], next: number.next };
}

/**
 * A fraction alone stays as it is written; as a side of a body it is a number like the others. In "20х1/2\"" it is a thread, and the
 * first figure is in millimetres.
 */
function sideAt(atoms: readonly Atom[], i: number, read: readonly Atom[]): Reading | null {
  const fraction = fractionAt(atoms, i);
  const after = fraction && inchAt(atoms, fraction.next);
  if (!fraction || after === null) return null;
  const isSide = isTimes(read[read.length - 1]) ? isInInches(read) : isTimes(atoms[after ?? fraction.next]);
  return isSide ? numberOf(atoms, i, fraction.next, fraction.value) : null;
}

/** Whether the side before the sign of times that was read last is in inches or feet, or the number of a screw. */
function isInInches(read: readonly Atom[]): boolean {
  const [side, unit] = [read[read.length - 3], read[read.length - 2]];
  if (unit?.type === 'number') return unit.glued && side?.text === '#';
  return unit !== undefined && /^(?:inch|ft|")$/.test(unit.text);
}

function fractionAt(atoms: readonly Atom[], i: number): { value: number; next: number } | null {
  const [a, slash, b, after] = [atoms[i], atoms[i + 1], atoms[i + 2], atoms[i + 3]];
  const isWritten =
    a?.type === 'number' && slash?.text === '/' && slash.glued && b?.type === 'number' && b.glued;
  if (!isWritten || !Number.isInteger(a.value) || !FRACTION_PARTS.includes(b.value)) return null;
  if (after?.text === '/' && after.glued) return null;
  return { value: a.value / b.value, next: i + 3 };
}

function numberOf(atoms: readonly Atom[], i: number, next: number, value: number): Reading {
  const [first, last] = [atoms[i] as Atom, atoms[next - 1] as Atom];
  return { atoms: [{ ...first, text: String(value), value, end: last.end }], next };
}

function isTimes(atom: Atom | undefined): boolean {
  return atom !== undefined && /^[xх*×]$/.test(atom.text);
}

/** The atom after a mark of inches at `i`, or null. */
function inchAt(atoms: readonly Atom[], i: number): number | null {
  if (atoms[i]?.text === '"' && atoms[i]?.glued) return i + 1;
  const unit = unitAt(atoms, i);
  const text = unit?.atoms[0]?.text ?? atoms[i]?.text ?? '';
  return /^(?:inch(?:es)?|дюйм\p{L}*)$/u.test(text) ? (unit?.next ?? i + 1) : null;
}

/** The unit behind a number at `i`, in one atom; null where nothing needs to be rewritten. */
function unitAt(atoms: readonly Atom[], i: number): Reading | null {
  const atom = atoms[i];
  if (!atom) return null;
  if (atom.text === "'" && atom.glued) return marked(atoms, i);
  if (atom.type !== 'letters') return null;
  const kind = OF_AREA_OR_VOLUME.get(atom.text);
  if (kind !== undefined) {
    const at = afterPoint(atoms, i);
    const measured = MEASURED.get(atoms[at]?.text ?? '');
    return measured === undefined ? null : unitOf(atoms, i, afterPoint(atoms, at), kind + measured);
  }
  if (atom.text === 'in') return isInch(atoms, i) ? unitOf(atoms, i, afterPoint(atoms, i), 'inch') : null;
  const next = ABBREVIATIONS.has(atom.text) ? afterPoint(atoms, i) : i + 1;
  return next > i + 1 ? unitOf(atoms, i, next, atom.text) : null;
}

/** 8' is eight feet; two strokes are inches, and so is one behind a fraction, as in "муфта 1/2'". */
function marked(atoms: readonly Atom[], i: number): Reading | null {
  const second = atoms[i + 1];
  if (second?.text === "'" && second.glued) return unitOf(atoms, i, i + 2, 'inch');
  if (atoms[i - 2]?.text === '/') return unitOf(atoms, i, i + 1, 'inch');
  return second?.glued === true && second.type !== 'sign' && !isTimes(second)
    ? null
    : unitOf(atoms, i, i + 1, 'ft');
}

/** "3/4 in copper pipe" is a size, "3 in 1" is none. */
function isInch(atoms: readonly Atom[], i: number): boolean {
  const [point, after] = [atoms[i + 1], atoms[afterPoint(atoms, i)]];
  if (point?.text === '.' && point.glued) return true;
  return after?.type !== 'number' && !AFTER_PREPOSITION.has(after?.text ?? '');
}

/** The atom behind `i` and the point of an abbreviation; a point with figures right behind it belongs to them. */
function afterPoint(atoms: readonly Atom[], i: number): number {
  const [point, after] = [atoms[i + 1], atoms[i + 2]];
  return point?.text === '.' && point.glued && !(after?.type === 'number' && after.glued) ? i + 2 : i + 1;
}

function unitOf(atoms: readonly Atom[], i: number, next: number, text: string): Reading {
  const [first, last] = [atoms[i] as Atom, atoms[next - 1] as Atom];
  return { atoms: [{ ...first, type: 'letters', text, value: Number.NaN, end: last.end }], next };
}
