import { relativeOf, type Measured } from '../data/relative-words.js';
import { materialText, type MaterialRow } from './material-text.js';
import type { OfferedSizes } from './sizes.js';

/**
 * How far along each of the rows is, 0 to 1, from the one that is least of what the adjective asks for to the one that is most of it; rows
 * that do not tell the measure are left out. Things of which all are alike are none of it.
 *
 * @param stem see `isRelative`.
 */
export function shareOfMost(stem: string, rows: readonly MaterialRow[]): ReadonlyMap<string, number> {
  const relative = relativeOf(stem);
  if (!relative) return new Map();
  const told = rows.flatMap((row) => {
    const value = MEASURES[relative.measured](materialText(row).sizes);
    return value === null ? [] : [{ id: row.id, value: value * relative.sign }];
  });
  const steps = [...new Set(told.map(({ value }) => value))].sort((a, b) => a - b);
  const last = Math.max(1, steps.length - 1);
  const places = new Map(steps.map((value, place) => [value, place / last]));
  return new Map(told.map(({ id, value }) => [id, places.get(value) ?? 0]));
}

/** No thing is thicker, millimetres: the only length of a roll is its width. */
const THICKEST = 400;

const MEASURES: Readonly<Record<Measured, (sizes: OfferedSizes) => number | null>> = {
  thickness: (sizes) => {
    const least = lengthAt(sizes, 0);
    return least !== null && least <= THICKEST ? least : null;
  },
  length: (sizes) => lengthAt(sizes, -1),
  width: (sizes) => lengthAt(sizes, lengthsOf(sizes).length > 2 ? 1 : 0),
  size: (sizes) => lengthAt(sizes, -1) ?? amount(sizes, 'l') ?? amount(sizes, 'kg'),
  weight: (sizes) => amount(sizes, 'kg'),
  power: (sizes) => amount(sizes, 'w'),
};

/** Millimetres, from the shortest; a figure alone may be anything ("RAL 8017"). */
function lengthsOf({ measures }: OfferedSizes): number[] {
  return measures
    .flatMap(({ kind, unit, values, ofCode }) =>
      !ofCode && (kind === 'dimension' || unit === 'mm') ? values : [],
    )
    .sort((a, b) => a - b);
}

/** The length at a place in the order from the shortest, or from the end. */
function lengthAt(sizes: OfferedSizes, place: number): number | null {
  return lengthsOf(sizes).at(place) ?? null;
}

/** The greatest amount in the unit. */
function amount({ measures }: OfferedSizes, unit: string): number | null {
  const values = measures.flatMap((measure) => (measure.unit === unit ? measure.values : []));
  return values.length === 0 ? null : Math.max(...values);
}
