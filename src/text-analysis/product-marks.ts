import type { Atom } from './atoms.js';
import { foldCode } from './letters.js';
import { readUnit } from './measures.js';

/** What the figures of a series tell: how many of them are sides, and millimetres to one. */
interface Sides {
  count: number;
  unitMm: number;
}

const DECIMETRES = 100;
const CENTIMETRES = 10;

/**
 * Series of precast concrete whose marks tell the sides one after the other (GOST 13015): ФБС 24.4.6, КС 10.9, ПК 60.15. Null: the
 * first figure is a size by which it is known, and the others are none.
 */
const SERIES: ReadonlyMap<string, Sides | null> = new Map(
  (
    [
      [['фбс', 'фбв', 'фбп', 'лм'], { count: 3, unitMm: DECIMETRES }],
      [['фл', 'кс', 'ксд', 'кц', 'кцд', 'пк', 'пно'], { count: 2, unitMm: DECIMETRES }],
      [['бр'], { count: 3, unitMm: CENTIMETRES }],
      [['ко', 'пп', 'пн', 'бк', 'лс'], null],
    ] as const
  ).flatMap(([names, sides]) => names.map((name) => [foldCode(name), sides])),
);
/** Of those, what means nothing else, so that its figures are known apart as well: "фбс 24 4 6". But "ПП 60 27" is a steel profile. */
const PLAIN: ReadonlySet<string> = new Set(['фбс', 'фбв', 'фбп', 'кс', 'кцд', 'бр'].map(foldCode));
const MOST_FIGURES = 4;
/** A longer side is no mark's: "ФБС 2400х400х600" is in millimetres. */
const LONGEST_MM = 15_000;

export interface ProductMark {
  series: string;
  /** Two figures and more, as written: ФБС 24.4.6Т has 24, 4 and 6. */
  figures: readonly string[];
  /** The sides that the figures tell, nominal, in millimetres; null where they tell none. */
  sides: number[] | null;
  /** Index of the first atom after the mark. */
  next: number;
}

/**
 * Reads the mark that begins with the letters at `i`, however its figures are separated; null for everything else.
 * @param text what the atoms were cut from: "100.30" is no fraction here, and keeps its zero.
 */
export function readProductMark(text: string, atoms: readonly Atom[], i: number): ProductMark | null {
  const letters = atoms[i];
  if (!letters || letters.text.length > 3) return null;
  const series = foldCode(letters.text);
  if (!SERIES.has(series)) return null;
  let at = isJoint(atoms[i + 1]) ? i + 2 : i + 1;
  let next = i;
  const figures: string[] = [];
  while (figures.length < MOST_FIGURES && atoms[at]?.type === 'number') {
    const { start, end } = atoms[at] as Atom;
    figures.push(...text.slice(start, end).split(/[.,]/));
    next = at + 1;
    const joint = atoms[next];
    if (isJoint(joint)) at = next + 1;
    else if (PLAIN.has(series) && joint && /^[xх*×]$/.test(joint.text)) at = next + 1;
    else if (PLAIN.has(series) && joint?.type === 'number' && readUnit(atoms, next + 1) === null) at = next;
    else break;
  }
  if (figures.length < 2) return null;
  // "24.4.6Т": of heavy concrete; it belongs to the mark, and is no unit.
  const tail = atoms[next];
  const isTail = tail?.type === 'letters' && tail.glued && tail.text.length === 1;
  const told = SERIES.get(series) ?? null;
  if (Number(figures[0]) * (told?.unitMm ?? 1) > LONGEST_MM) return null;
  return {
    series,
    figures: figures.slice(0, MOST_FIGURES),
    sides: told && figures.slice(0, told.count).map((figure) => Number(figure) * told.unitMm),
    next: isTail ? next + 1 : next,
  };
}

function isJoint(atom: Atom | undefined): boolean {
  return atom !== undefined && atom.glued && (atom.text === '.' || atom.text === '-');
}
