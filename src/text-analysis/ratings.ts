import type { Code } from './analysis.js';

/** Tripping curves and rated currents, in amperes, of household circuit breakers (IEC 60898-1 and 61009-1). */
const CURVES = new Set(['b', 'c', 'd']);
const RATED_CURRENTS = new Set([1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 63, 80, 100, 125]);

/** The current in the mark of a circuit breaker, in amperes: "C16" is curve C, 16 A. Null for what is no such mark. */
export function ratedCurrentOf({
  text,
  series,
  value,
}: Pick<Code, 'text' | 'series' | 'value'>): number | null {
  return CURVES.has(series) && RATED_CURRENTS.has(value) && text === series + String(value) ? value : null;
}

/** Pipe thread in inches by nominal size (ISO 6708, ISO 228-1): what screws onto Ду 15 is sold as 1/2". */
const THREADS: ReadonlyMap<number, number> = new Map([
  [8, 1 / 4],
  [10, 3 / 8],
  [15, 1 / 2],
  [20, 3 / 4],
  [25, 1],
  [32, 1.25],
  [40, 1.5],
  [50, 2],
  [65, 2.5],
  [80, 3],
  [100, 4],
]);

/** Inches of the thread for a nominal size; null for a size that no thread has. */
export function threadOf(nominalSize: number): number | null {
  return THREADS.get(nominalSize) ?? null;
}

/** The nominal size that has a thread of so many inches; null when there is none. */
export function nominalSizeOf(inches: number): number | null {
  for (const [size, thread] of THREADS) if (thread === inches) return size;
  return null;
}

/** Nominal diameters of metric threads that fasteners come in, in millimetres (ISO 262). */
const METRIC_THREADS = new Set([
  2, 2.5, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 27, 30, 33, 36, 42, 48,
]);

/** The diameter in the mark of a metric thread, in millimetres: 10 for "М10". Null for what is no such mark. */
export function threadDiameterOf({
  text,
  series,
  value,
}: Pick<Code, 'text' | 'series' | 'value'>): number | null {
  return series === 'm' && METRIC_THREADS.has(value) && text === series + String(value) ? value : null;
}
