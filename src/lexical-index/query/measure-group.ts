import {
  dimensionLexeme,
  foldCode,
  FRACTION_PARTS,
  fractionOf,
  inchesOf,
  MM_PER_INCH,
  nominalSizeOf,
  numberLexeme,
  quantityLexeme,
  threadOf,
  type PlacedMeasure,
} from '../../text-analysis/index.js';
import type { TermAlternative, TermGroup } from '../ports/lexical-index.port.js';
import { distinct } from './alternatives.js';

/** How nominal sizes are marked in names. */
const NOMINAL_MARKS = ['ду', 'dn'];

/** The group of a size or number: found as written, in canonical units, and in the other ways the trade tells it. */
export function measureGroup(measure: PlacedMeasure): TermGroup {
  const alternatives: TermAlternative[] = [];
  const add = (lexemes: string[], weight: number): void => void alternatives.push({ lexemes, weight });
  const isLength = measure.unit === 'mm';
  /** The same thread in every way it is written. */
  const addThread = (inches: number): void => {
    add([quantityLexeme(inches * MM_PER_INCH, 'mm')], 0.9);
    if (inches > 1) add([numberLexeme(inches * MM_PER_INCH)], 0.9);
    const fraction = fractionOf(inches);
    if (fraction !== null) add([fraction], 0.9);
    const nominal = nominalSizeOf(inches);
    if (nominal !== null) for (const mark of NOMINAL_MARKS) add([foldCode(`${mark}${nominal}`)], 0.9);
  };
  if (measure.kind === 'dimension') {
    add([dimensionLexeme(measure.values)], 1);
    if (isLength) add([dimensionLexeme(measure.raw)], 0.95);
    add([...new Set(measure.values.map(numberLexeme))], 0.8);
    if (isLength) add([...new Set(measure.raw.map(numberLexeme))], 0.8);
  } else if (measure.kind === 'range') {
    add([measure.raw.map(numberLexeme).join('-')], 1);
  } else if (measure.kind === 'ratio') {
    add([measure.raw.map(numberLexeme).join('/')], 1);
    add([...new Set(measure.raw.map(numberLexeme))], 0.8);
    const [a = 0, b = 0] = measure.raw;
    if (a !== b && FRACTION_PARTS.includes(b)) addThread(a / b);
  } else if (measure.nominal && threadOf(measure.raw[0] ?? 0) !== null) {
    add([quantityLexeme(measure.values[0] ?? 0, 'mm')], 1);
    add([numberLexeme(measure.raw[0] ?? 0)], 1);
    addThread(threadOf(measure.raw[0] ?? 0) ?? 0);
  } else {
    const value = measure.values[0] ?? 0;
    if (measure.unit !== null) add([quantityLexeme(value, measure.unit)], 1);
    add([numberLexeme(value)], measure.unit === null || isLength ? 1 : 0.6);
    if (isLength) add([numberLexeme(measure.raw[0] ?? 0)], 0.9);
    for (const inches of isLength ? inchesOf(measure) : []) addThread(inches);
  }
  return {
    text: measure.text,
    kind: measure.kind === 'number' ? 'number' : 'size',
    alternatives: distinct(alternatives),
    fallback: [],
    idf: 3,
    required: false,
    context: false,
    known: true,
    namesThings: false,
    mostlyNamesThings: false,
  };
}
