/** What a unit measures. `package` counts containers: one of them is not one of another. */
export const DIMENSIONS = [
  'count',
  'length',
  'area',
  'volume',
  'mass',
  'package',
  'time',
  'energy',
  'power',
  'other',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A unit of measure. */
export interface Unit {
  /** The symbol buyers read: `м2`, `шт`, `меш`. */
  code: string;
  name: string;
  /** Every spelling it is known by, its code and name included; spellings that fold to one key are shown once. */
  aliases: string[];
  /** Number in the Russian classifier of units (OK 015-94). */
  okei: string | null;
  dimension: string;
  /** How many base units of the dimension (piece, m, m2, m3, kg, hour, kWh, kW) one of it is. */
  factorToBase: number;
}

export type UnitPatch = { [K in keyof Omit<Unit, 'code'>]?: Unit[K] | undefined };
