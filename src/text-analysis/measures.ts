import type { Atom } from './atoms.js';
import { FRACTION_PARTS } from './imperial.js';
import { tidy, unitMeaning, type UnitMeaning } from './units.js';

/** What a number in a name or a query measures. */
export interface Measure {
  /** `dimension`: 50x150x6000; `quantity`: a number with a unit; `diameter`: ø12; `range`: 5-20; `number`: bare; `ratio`: 33/12. */
  kind: 'dimension' | 'quantity' | 'diameter' | 'range' | 'number' | 'ratio';
  /** In the order written; canonical (lengths in mm) when `unit` is known. */
  values: number[];
  /** As written, before any conversion. */
  raw: number[];
  /** Canonical unit, or null when none was written. */
  unit: string | null;
  /** Of a diameter, or the first of several figures: written as a nominal size ("Ду 15", "Ду 15х2,8"), which names a thread too. */
  nominal?: true;
  /** Of a number: the section of a conductor, mm², which is the last figure of "3х2,5". */
  section?: true;
}

export interface MeasuredAtoms {
  measure: Measure;
  /** Index of the first atom after the measure. */
  next: number;
}

export const MM_PER_INCH = 25.4;
/** A share of an inch as it is written: 0.75 is "3/4"; null when it is none. */
export function fractionOf(inches: number): string | null {
  const parts = FRACTION_PARTS.find((part) => Number.isInteger(inches * part));
  return inches > 0 && inches < 1 && parts !== undefined ? `${inches * parts}/${parts}` : null;
}

/** The figures of a measure that are inches. */
export function inchesOf({ raw, values, unit }: Measure): number[] {
  return unit === 'mm' ? raw.filter((value, i) => value > 0 && isInches(values[i] ?? 0, value)) : [];
}

function isInches(millimetres: number, raw: number): boolean {
  return Math.abs(millimetres - raw * MM_PER_INCH) < 1e-6;
}

/** Section of a conductor, mm². */
const SECTION: UnitMeaning = { unit: 'mm2', factor: 1 };
const SECTION_BEGINS = new Set(['мм', 'mm', 'кв', 'квмм']);
const TIMES = new Set(['x', 'х', '*', '×', 'на', 'by']);

/** The unit that starts at atom `i`, with compound spellings ("кв.м", "г/м2", "м2", `"`). */
export function readUnit(atoms: readonly Atom[], i: number): { meaning: UnitMeaning; next: number } | null {
  const atom = atoms[i];
  if (!atom) return null;
  if (atom.type === 'sign') {
    if (atom.text === '"' && atom.glued) return { meaning: { unit: 'mm', factor: MM_PER_INCH }, next: i + 1 };
    const meaning = unitMeaning(atom.text, atom.glued);
    return meaning ? { meaning, next: i + 1 } : null;
  }
  if (atom.type !== 'letters') return null;
  const [second, third] = [atoms[i + 1], atoms[i + 2]];
  // "25-мм", "3 в 1" and "10 а" are no units; "кв.м", "кв м".
  if ((atom.text === 'кв' || atom.text === 'куб') && second) {
    const at = second.text === '.' ? i + 2 : i + 1;
    const metre = atoms[at];
    if (atom.text === 'кв' && metre?.text === 'мм') return { meaning: SECTION, next: at + 1 };
    if (metre && (metre.text === 'м' || metre.text === 'метр' || metre.text === 'метров')) {
      return { meaning: { unit: atom.text === 'кв' ? 'm2' : 'm3', factor: 1 }, next: at + 1 };
    }
  }
  if (second?.text === 'п' && atom.text === 'м' && second.glued) return null;
  if (second?.type === 'number' && second.glued && (second.text === '2' || second.text === '3')) {
    const power = unitMeaning(atom.text + second.text, true);
    if (power) return { meaning: power, next: i + 2 };
  }
  if (second?.text === '/' && second.glued && third?.type === 'letters') {
    const fourth = atoms[i + 3];
    const squared = fourth?.type === 'number' && fourth.glued ? fourth.text : '';
    const compound = unitMeaning(`${atom.text}/${third.text}${squared}`, true);
    if (compound) return { meaning: compound, next: i + (squared ? 4 : 3) };
  }
  const meaning = unitMeaning(atom.text, atom.glued);
  // "600 L=6м": that L begins the next measure.
  if (!meaning || second?.text === '=') return null;
  // A letter glued to a digit on its right is part of a code: "16a2".
  if (second?.type === 'number' && second.glued) return null;
  return { meaning, next: i + 1 };
}

/** Whether the atom at `sign` stands between two sides of the body that begins at `i`; "10h180" is how "10х180" is typed in Latin letters. */
function isTimes(atoms: readonly Atom[], sign: number, i: number): boolean {
  const [first, times, second] = [atoms[i], atoms[sign], atoms[sign + 1]];
  if (times?.text !== 'h') return times !== undefined && TIMES.has(times.text);
  const isOfCode = first?.glued === true && atoms[i - 1]?.type === 'letters';
  return times.glued && second?.glued === true && !isOfCode;
}

/** Reads 50x150x6000, "50 на 150", 2,5х1,25м, 3мх2м starting at the number `i`. */
export function readDimension(atoms: readonly Atom[], i: number): MeasuredAtoms | null {
  const raw: number[] = [];
  const units: (UnitMeaning | null)[] = [];
  let at = i;
  let next = i;
  for (;;) {
    const number = atoms[at];
    if (number?.type !== 'number') break;
    raw.push(number.value);
    units.push(null);
    next = at + 1;
    const unit = readUnit(atoms, next);
    let sign = next;
    if (unit && (unit.meaning.unit === 'mm' || unit.meaning.unit === 'v')) {
      // "в" never measures a side; "мм" between two sides does.
      if (unit.meaning.unit === 'mm') {
        units[units.length - 1] = unit.meaning;
        next = unit.next;
        sign = unit.next;
      }
    } else {
      const joined = atoms[next];
      const withTimes =
        joined?.type === 'letters' && joined.glued ? /^(мм|см|м|mm|cm|m)[xх]$/.exec(joined.text) : null;
      if (withTimes?.[1] && atoms[next + 1]?.type === 'number') {
        units[units.length - 1] = unitMeaning(withTimes[1], true) ?? null;
        at = next + 1;
        if (raw.length < 5) continue;
        break;
      }
    }
    const times = atoms[sign];
    if (!times || !isTimes(atoms, sign, i) || atoms[sign + 1]?.type !== 'number' || raw.length >= 5) break;
    at = sign + 1;
  }
  if (raw.length < 2) return null;
  const isNumbered = atoms[i]?.glued === true && atoms[i - 1]?.text === '#' && (raw[0] ?? 0) > 0;
  if (isNumbered) {
    units[0] = screwNumber(raw[0] ?? 0);
    for (let side = 1; side < raw.length; side++) units[side] ??= INCH;
  }
  // "3х2,5 мм2": cores by their section.
  const unit = SECTION_BEGINS.has(atoms[next]?.text ?? '') ? readUnit(atoms, next) : null;
  return { measure: dimension(raw, units), next: unit?.meaning.unit === SECTION.unit ? unit.next : next };
}

const INCH: UnitMeaning = { unit: 'mm', factor: MM_PER_INCH };
const MM_PER_FOOT = 304.8;

/** Screws told by their number: a diameter of 0.06 + 0.013 n inches (ASME B18.6.1). */
function screwNumber(number: number): UnitMeaning {
  return { unit: 'mm', factor: ((0.06 + 0.013 * number) * MM_PER_INCH) / number };
}

/**
 * A unit after the last side belongs to every side, unless that is absurd: nobody sells a board of 50 m by 150 m by 6 m, so in
 * "50x150x6м" only the length is in metres. Where the length of a body is told in feet, its other sides are inches: 2x4x8'.
 */
function dimension(raw: number[], units: (UnitMeaning | null)[]): Measure {
  const last = units[units.length - 1] ?? null;
  const known = units.some((unit) => unit !== null);
  const shared = units.slice(0, -1).every((unit) => unit === null) ? last : null;
  const isInFeet = shared?.factor === MM_PER_FOOT && raw.length > 2;
  const values = raw.map((value, index) => {
    const own = units[index] ?? (isInFeet ? INCH : null);
    if (own) return tidy(value * own.factor);
    if (!shared) return value;
    // "20х1 1/4\"": a pipe in millimetres and a thread in inches.
    if (shared.factor === MM_PER_INCH && value >= 10 && !Number.isInteger(raw.at(-1))) return value;
    const sideInMetres = shared.factor === 1000 && raw.length >= 2 && index < raw.length - 1;
    if (sideInMetres && (raw.length > 2 ? value >= 10 : value > 50)) return value;
    return tidy(value * shared.factor);
  });
  return { kind: 'dimension', values, raw, unit: known ? 'mm' : null };
}

/** Reads 600/300/200 starting at the number `i`: three figures or more with strokes are the sides of a body. */
export function readStrokes(atoms: readonly Atom[], i: number): MeasuredAtoms | null {
  if (atoms[i + 1]?.text !== '/') return null;
  const raw: number[] = [];
  let next = i;
  for (let at = i; raw.length < 5; at += 2) {
    const number = atoms[at];
    if (number?.type !== 'number' || (at > i && !number.glued)) break;
    raw.push(number.value);
    next = at + 1;
    if (atoms[next]?.text !== '/' || !atoms[next]?.glued) break;
  }
  if (raw.length < 3) return null;
  const unit = readUnit(atoms, next);
  const isLength = unit?.meaning.unit === 'mm';
  return {
    measure: dimension(raw, [...raw.slice(1).map(() => null), isLength ? unit.meaning : null]),
    next: isLength ? unit.next : next,
  };
}

/** Reads 100.30.15 starting at the number `i`, the sides in the mark of a concrete product. @param text what the atoms were cut from. */
export function readDotted(text: string, atoms: readonly Atom[], i: number): MeasuredAtoms | null {
  const [first, point, last] = [atoms[i], atoms[i + 1], atoms[i + 2]];
  if (point?.text !== '.' || !point.glued || last?.type !== 'number' || !last.glued) return null;
  const figures = text.slice(first?.start, last.end).split('.');
  if (figures.length !== 3) return null;
  const raw = figures.map(Number);
  return { measure: { kind: 'dimension', values: raw, raw, unit: null }, next: i + 3 };
}

/** Reads 1/2", 3/4, 1 1/4" (inches) or 33/12 (a ratio of unknown meaning) starting at the number `i`. */
export function readFraction(atoms: readonly Atom[], i: number): MeasuredAtoms | null {
  const [a, slash, b] = [atoms[i], atoms[i + 1], atoms[i + 2]];
  if (a?.type !== 'number' || slash?.text !== '/' || !slash.glued || b?.type !== 'number' || !b.glued)
    return null;
  const unit = readUnit(atoms, i + 3);
  const isInch = unit !== null && unit.meaning.unit === 'mm' && unit.meaning.factor === MM_PER_INCH;
  if (isInch && b.value > 0) {
    return {
      measure: {
        kind: 'quantity',
        values: [tidy((a.value / b.value) * MM_PER_INCH)],
        raw: [tidy(a.value / b.value)],
        unit: 'mm',
      },
      next: unit.next,
    };
  }
  return {
    measure: { kind: 'ratio', values: [a.value, b.value], raw: [a.value, b.value], unit: null },
    // "1/2 x 8": the sign says that there is another side.
    next: TIMES.has(atoms[i + 3]?.text ?? '') && atoms[i + 4]?.type === 'number' ? i + 4 : i + 3,
  };
}

/** Reads 5-20 or "10...20" with an optional unit; both ends must be plain and grow. */
export function readRange(atoms: readonly Atom[], i: number): MeasuredAtoms | null {
  const [a, dash, b] = [atoms[i], atoms[i + 1], atoms[i + 2]];
  if (a?.type !== 'number' || dash?.text !== '-' || b?.type !== 'number' || !(a.value < b.value)) return null;
  if (dash.glued !== b.glued) return null;
  const after = atoms[i + 3];
  if (after?.glued && (after.text === '-' || after.text === '.')) return null;
  const unit = readUnit(atoms, i + 3);
  const factor = unit?.meaning.factor ?? 1;
  return {
    measure: {
      kind: 'range',
      values: [tidy(a.value * factor), tidy(b.value * factor)],
      raw: [a.value, b.value],
      unit: unit?.meaning.unit ?? null,
    },
    next: unit?.next ?? i + 3,
  };
}

const ENDINGS = new Set(['х', 'x', 'ух', 'ех', 'ми', 'ти']);

/** Reads a number with its unit, or a bare number. */
export function readQuantity(atoms: readonly Atom[], i: number): MeasuredAtoms {
  const number = atoms[i] as Atom;
  // "25-мм", "1-полюсный": a hyphen between number and unit.
  const hyphen = atoms[i + 1]?.text === '-' && atoms[i + 1]?.glued === true && atoms[i + 2]?.glued === true;
  // "3-х жильный": the ending of the numeral as it is spoken.
  const at = hyphen ? (ENDINGS.has(atoms[i + 2]?.text ?? '') ? i + 3 : i + 2) : i + 1;
  const unit = readUnit(atoms, at);
  // A section is what cables are called by without a unit: "2.5 мм2" is the 2,5 of "3х2,5".
  if (unit?.meaning.unit === SECTION.unit) {
    return {
      measure: { kind: 'number', values: [number.value], raw: [number.value], unit: null, section: true },
      next: unit.next,
    };
  }
  const conjunction = unit && isConjunction(atoms, at);
  if (unit && !conjunction && !(hyphen && (atoms[at]?.text.length ?? 0) < 2)) {
    return {
      measure: {
        kind: 'quantity',
        values: [tidy(number.value * unit.meaning.factor)],
        raw: [number.value],
        unit: unit.meaning.unit,
      },
      next: unit.next,
    };
  }
  return {
    measure: { kind: 'number', values: [number.value], raw: [number.value], unit: null },
    next: i + 1,
  };
}

/** "3 в 1", "12 а также": a letter between spaces before a number or a word is a conjunction. */
function isConjunction(atoms: readonly Atom[], i: number): boolean {
  const [unit, after] = [atoms[i], atoms[i + 1]];
  if (!unit || unit.glued || !/^[авкп]$/.test(unit.text)) return false;
  return after !== undefined;
}
