import { FRACTION_PARTS, inchesOf, threadOf, type PlacedMeasure } from '../../text-analysis/index.js';

/** Concrete is a little smaller than its mark says, for the joint: ФБС 24.4.6 is 2380х400х580. */
const JOINT_MM = 25;

/** How near two amounts are: 1 equal, 0 for a factor of two and more. */
export function nearness(a: number, b: number): number {
  if (a === b) return 1;
  if (a <= 0 || b <= 0) return 0;
  return Math.max(0, 1 - Math.abs(Math.log2(a / b)));
}

/** The agreement (`sizes.ts`) of a size that contradicts, below 0: the softer the nearer, for what is next in the range is the better substitute. */
export function contradiction(near: number): number {
  return -1 + 0.6 * near;
}

export function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && isSameSequence(a, b);
}

export function isSameSequence(part: readonly number[], whole: readonly number[]): boolean {
  for (let from = 0; from + part.length <= whole.length; from++) {
    if (part.every((value, i) => whole[from + i] === value)) return true;
  }
  return false;
}

/** Sizes in inches as numbers of them: 1/2", the sides of 3/4 in. x 10 in. and, on taps and pipes, a bare 1/2 or Ду 15. None in every other measure. */
export function inchesIn(measure: PlacedMeasure): number[] {
  const [a = 0, b = 0] = measure.raw;
  if (measure.nominal) return [threadOf(a)].filter((inches) => inches !== null);
  if (measure.kind === 'ratio') return a !== b && FRACTION_PARTS.includes(b) ? [a / b] : [];
  return measure.kind === 'quantity' || measure.kind === 'dimension' ? inchesOf(measure) : [];
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Whether a bare number that is far below every length told is one of them in centimetres: "ванна 170" and one of 1700х700. */
export function isInCentimetres(value: number, offered: readonly PlacedMeasure[]): boolean {
  const lengths = offered.filter(isLength).flatMap(({ values }) => values);
  return lengths.includes(value * 10) && lengths.every((length) => length > value * 3);
}

export function isNominally({ ofCode, unit, values }: PlacedMeasure, asked: PlacedMeasure): boolean {
  return (
    ofCode &&
    unit === 'mm' &&
    asked.values.length <= values.length &&
    asked.values.every((side, i) => Math.abs((values[i] ?? 0) - side) <= JOINT_MM)
  );
}

/** Two sides, one text in centimetres and the other in millimetres, in any order: a door 80х200 and one 2000х800, an angle 5х5 and one 50х50х5. */
export function isTenfold(offered: readonly number[], asked: readonly number[]): boolean {
  if (asked.length !== 2) return false;
  const times = (factor: number): number[] => asked.map((side) => side * factor);
  return holdsAll(offered, times(10)) || (offered.length === 2 && holdsAll(offered, times(0.1)));
}

export function holdsAll(offered: readonly number[], wanted: readonly number[]): boolean {
  return wanted.every((value) => count(offered, value) >= count(wanted, value));
}

function count(list: readonly number[], value: number): number {
  let times = 0;
  for (const other of list) if (other === value) times++;
  return times;
}

/** "500x10" of a radiator: its height and its sections. */
export function isRow({ kind }: PlacedMeasure): boolean {
  return kind === 'dimension' || kind === 'ratio';
}

export function isLength({ kind, unit, ofCode }: PlacedMeasure): boolean {
  return !ofCode && kind !== 'ratio' && (unit === 'mm' || unit === null);
}
