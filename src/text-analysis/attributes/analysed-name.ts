import type { Analysis } from '../analysis.js';

export type AttributeValue = string | number | readonly number[];

/** Facts of a material by key; the key says the unit (`packWeightKg`), as suppliers' own keys do. */
export type Attributes = Record<string, AttributeValue>;

/** A name with everything that rules look at. */
export interface AnalysedName {
  /** As written. */
  name: string;
  analysis: Analysis;
  /** Whether some word begins so. */
  speaksOf(beginnings: RegExp): boolean;
}
