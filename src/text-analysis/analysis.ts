import type { Measure } from './measures.js';

export interface Place {
  /** Offsets in the original text. */
  start: number;
  end: number;
  /** Ordinal in the text: neighbours differ by 1 or 2. */
  position: number;
}

export interface Word extends Place {
  /** Normalised, in one alphabet. */
  text: string;
  stem: string;
  stop: boolean;
  /** Stands after a preposition: says what the thing is for or made of, not what it is. */
  context: boolean;
  /** That preposition says what the thing is for: "для плитки", "под ламинат". */
  purpose: boolean;
  /** Stands right behind a comma: "цемент, песок". */
  listed: boolean;
}

/** A grade, series or article: letters and digits that mean something together, folded to Latin ("М500" and "M-500" are m500). */
export interface Code extends Place {
  text: string;
  /** Letters before the digits, folded; '' when the digits come first. */
  series: string;
  /** The number after the series; NaN when there is none. */
  value: number;
}

export interface PlacedMeasure extends Place, Measure {
  text: string;
  /** The number belongs to a code ("М500"): it measures nothing by itself. */
  ofCode: boolean;
}

/** What a name, a description or a query is made of. */
export interface Analysis {
  words: Word[];
  codes: Code[];
  measures: PlacedMeasure[];
}
