import {
  foldCode,
  ratedCurrentOf,
  threadDiameterOf,
  type Code,
  type PlacedMeasure,
} from '../../text-analysis/index.js';
import type { AskedMeasure } from '../ports/lexical-index.port.js';
import {
  contradiction,
  holdsAll,
  inchesIn,
  isInCentimetres,
  isLength,
  isNominally,
  isRow,
  isSame,
  isSameSequence,
  isTenfold,
  mean,
  nearness,
} from './amounts.js';

/** -1 contradicts ... 0 nothing to compare ... 1 agrees. */
export type Agreement = number;

/** What a name says of sizes and grades, sorted by what it is compared with. */
export interface OfferedSizes {
  measures: readonly PlacedMeasure[];
  codes: readonly Code[];
  dimensions: readonly PlacedMeasure[];
  rows: readonly PlacedMeasure[];
  /** All the lengths in one list, in millimetres and as written. */
  sides: readonly (readonly number[])[];
  inches: readonly number[];
}

/** Sorts what a name says, once for all the queries to come. */
export function offeredSizes(measures: readonly PlacedMeasure[], codes: readonly Code[]): OfferedSizes {
  const lengths = measures.filter(isLength);
  return {
    measures,
    codes,
    dimensions: measures.filter(({ kind }) => kind === 'dimension'),
    rows: measures.filter(isRow),
    sides: [lengths.flatMap(({ values }) => values), lengths.flatMap(({ raw }) => raw)],
    inches: measures.flatMap(inchesIn),
  };
}

function dimensionAgreement(asked: PlacedMeasure, { dimensions, rows, sides }: OfferedSizes): Agreement {
  const forms = [asked.values, asked.raw];
  for (const { values, raw } of rows) {
    if (forms.some((form) => isSameSequence(form, values) || isSameSequence(form, raw))) return 1;
  }
  if (dimensions.some((offered) => isNominally(offered, asked))) return 0.9;
  // Sides in another order, or told apart ("1250х600" and "50мм"); a side asked for twice must be there twice.
  if (forms.some((form) => sides.some((offered) => holdsAll(offered, form)))) return 0.85;
  if (dimensions.length === 0) return 0;
  if (asked.unit === null && dimensions.some((offered) => isTenfold(offered.values, asked.values)))
    return 0.8;
  let best = 0;
  for (const { values } of dimensions) {
    const n = Math.min(values.length, asked.values.length);
    let near = 0;
    for (let i = 0; i < n; i++) near += nearness(values[i] ?? 0, asked.values[i] ?? 0);
    best = Math.max(best, near / asked.values.length);
  }
  return contradiction(best);
}

function measureAgreement(asked: AskedMeasure, offered: OfferedSizes): Agreement {
  const [inches] = asked.kind === 'dimension' ? [] : inchesIn(asked);
  if (inches !== undefined && offered.inches.length > 0) {
    return offered.inches.includes(inches)
      ? 1
      : contradiction(Math.max(...offered.inches.map((value) => nearness(value, inches))));
  }
  if (asked.kind !== 'dimension' && asked.kind !== 'ratio')
    return amountAgreement(asked, offered.measures, offered.codes);
  // "щебень 20 40": two bare numbers in a row may be the ends of a range.
  if (asked.parts && offered.measures.some(({ kind, raw }) => kind === 'range' && isSame(raw, asked.raw)))
    return 1;
  const together = dimensionAgreement(asked, offered);
  // A name that tells no dimension may tell the numbers one by one: "цемент 500 50".
  if (!asked.parts || together !== 0) return together;
  const apart = apartAgreements(asked.parts, offered);
  const against = apart.filter((agreement) => agreement < 0);
  return mean(against.length > 0 ? against : apart);
}

/** How amounts agree one by one, each with another one of the name: the 12 of "балка 12 12м" is not told by a length of 12 m. */
function apartAgreements(asked: readonly PlacedMeasure[], { measures, codes }: OfferedSizes): Agreement[] {
  const left = [...measures];
  // What has a unit takes its own first.
  return [...asked]
    .sort((a, b) => Number(a.unit === null) - Number(b.unit === null))
    .map((part) => {
      const agreement = amountAgreement(part, left, codes);
      const told = left.findIndex(({ values, raw }) => [...values, ...raw].includes(part.values[0] ?? 0));
      if (told >= 0) left.splice(told, 1);
      return agreement;
    });
}

/** Marks of concrete rings, their covers and bottoms, which tell the diameter in decimetres: КС15 is 1.5 m wide (GOST 8020). */
const RINGS = new Set(['кс', 'кц', 'кцд', 'пп', 'пн', 'кцп'].map(foldCode));

function amountAgreement(
  asked: PlacedMeasure,
  measures: readonly PlacedMeasure[],
  codes: readonly Code[],
): Agreement {
  const value = asked.values[0] ?? 0;
  const isLengthAsked = asked.unit === 'mm';
  const comparable = measures.filter((measure) =>
    asked.unit === null
      ? !measure.ofCode
      : isLengthAsked
        ? isLength(measure)
        : measure.unit === asked.unit ||
          (measure.unit === null && (asked.unit === 'sections' ? isRow(measure) : measure.kind === 'ratio')),
  );
  if (asked.kind === 'range') {
    const [low, high] = asked.raw;
    const ranges = measures.filter(({ kind }) => kind === 'range');
    if (ranges.some(({ raw }) => raw[0] === low && raw[1] === high)) return 1;
    if (ranges.length === 0) return 0;
    return contradiction(
      Math.max(
        ...ranges.map(({ raw }) => (nearness(raw[0] ?? 0, low ?? 0) + nearness(raw[1] ?? 0, high ?? 0)) / 2),
      ),
    );
  }
  if (asked.unit === 'cores') {
    const cores = measures.flatMap(({ kind, unit, raw: [first = 0] }) =>
      unit === asked.unit || kind === 'dimension' ? [first] : [],
    );
    if (cores.length > 0) return cores.includes(value) ? 1 : contradiction(0);
  }
  if (asked.section) {
    const sections = measures.filter(({ kind }) => kind === 'dimension').map(({ raw }) => raw.at(-1) ?? 0);
    if (sections.length > 0) {
      const near = Math.max(...sections.map((section) => nearness(section, value)));
      return near === 1 ? 1 : contradiction(near);
    }
  }
  const raw = asked.raw[0] ?? value;
  for (const measure of comparable) {
    const values = asked.unit === null ? [...measure.raw, ...measure.values] : measure.values;
    if (values.includes(value))
      return measure.unit === asked.unit || measure.kind === 'diameter' || isLengthAsked ? 1 : 0.92;
    if (isLengthAsked && measure.unit === null && measure.raw.includes(raw)) return 0.9;
  }
  if (asked.unit === 'a') {
    const marked = codes.map(ratedCurrentOf).filter((current) => current !== null);
    if (marked.includes(value)) return 1;
    if (marked.length > 0 && comparable.length === 0)
      return contradiction(Math.max(...marked.map((current) => nearness(current, value))));
  }
  // "труба ппр 25" and PN25, "кольцо 1.5 м" and КС15: the figure of a code is a hint, no more.
  if (codes.some((code) => code.value === value || code.value === raw))
    return asked.unit === null || isLengthAsked ? 0.45 : 0.2;
  if (isLengthAsked && codes.some(({ series, value: figure }) => RINGS.has(series) && figure === raw * 10))
    return 0.7;
  if (comparable.length === 0) return 0;
  const pool = comparable.filter(({ kind }) => kind !== 'range');
  if (asked.kind === 'number' && isInCentimetres(value, pool)) return 0.6;
  let near = 0;
  for (const { values } of pool) for (const other of values) near = Math.max(near, nearness(other, value));
  return contradiction(near);
}

/** "М10" and 10х97: the diameter agrees, the thread is not told. */
const THREAD_UNTOLD = 0.85;

/** "C16" and 16 A: the current agrees, the curve is not told. */
const MARKED_OTHERWISE = 0.9;

function codeAgreement(asked: Code, { codes, measures, dimensions }: OfferedSizes): Agreement {
  if (codes.some(({ text }) => text === asked.text)) return 1;
  const current = ratedCurrentOf(asked);
  const currents = current === null ? [] : measures.filter(({ unit, ofCode }) => unit === 'a' && !ofCode);
  if (current !== null && currents.length > 0) {
    const near = currents.map(({ values }) => nearness(values[0] ?? 0, current));
    return near.includes(1) ? MARKED_OTHERWISE : contradiction(Math.max(...near));
  }
  if (asked.series === '' || Number.isNaN(asked.value)) return 0;
  const rivals = codes.filter(({ series, value }) => series === asked.series && !Number.isNaN(value));
  if (rivals.length === 0) {
    const diameter = threadDiameterOf(asked);
    const isDiameter = diameter !== null && dimensions.some(({ raw: [first] }) => first === diameter);
    return isDiameter ? THREAD_UNTOLD : 0;
  }
  if (rivals.some(({ value }) => value === asked.value)) return 0.9;
  return contradiction(Math.max(...rivals.map(({ value }) => nearness(value, asked.value))));
}

/** What a score keeps where a size contradicts: for one far away, and how much more for the next. */
const CONTRADICTED = { least: 0.48, more: 0.32 } as const;
/** The same where only the amount is another: it is still the thing. */
const OTHER_AMOUNT = { least: 0.66, more: 0.2 } as const;

/** How much a score keeps for an agreement: what says nothing of its size stands between a fit and the next size. */
function factorOf(
  agreement: Agreement,
  { least, more }: { least: number; more: number } = CONTRADICTED,
): number {
  if (agreement > 0) return 0.72 + 0.28 * agreement;
  return agreement === 0 ? 0.68 : least + ((agreement + 1) / 0.6) * more;
}

export interface SizeVerdict {
  /** Mean over the sizes and grades asked for. */
  agreement: Agreement;
  /** What a score is multiplied by, 0.48 to 1. */
  factor: number;
}

/** How the sizes and grades of a query sit with those of a name; null when the query has none. */
export function sizeAgreement(
  asked: { measures: readonly AskedMeasure[]; codes: readonly Code[] },
  offered: OfferedSizes,
): SizeVerdict | null {
  const parts: { agreement: Agreement; factor: number; weight: number }[] = [];
  const own = asked.measures.find(({ kind, ofCode }) => kind === 'dimension' && !ofCode);
  for (const measure of asked.measures) {
    if (measure.ofCode) continue;
    const agreement = measureAgreement(measure, offered);
    const isOfPiece = measure.kind === 'dimension' && measure !== own;
    parts.push(
      isAmount(measure)
        ? { agreement, factor: factorOf(agreement, OTHER_AMOUNT), weight: AMOUNT }
        : { agreement, factor: factorOf(agreement), weight: isOfPiece ? OF_PIECE : 1 },
    );
  }
  const codes = asked.codes.filter(({ series, value }) => series !== '' && !Number.isNaN(value));
  if (codes.length > 0) {
    const agreement = Math.max(...codes.map((code) => codeAgreement(code, offered)));
    parts.push({ agreement, factor: factorOf(agreement), weight: 1 });
  }
  if (parts.length === 0) return null;
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const mean = (of: 'agreement' | 'factor'): number =>
    parts.reduce((sum, part) => sum + part.weight * part[of], 0) / weight;
  return { agreement: mean('agreement'), factor: mean('factor') };
}

/** What the sides told after the thing's own count, those of the piece or the roll: "сетка 50х50х4 1х2". */
const OF_PIECE = 0.6;
/** What the length of a piece, or a pack, counts beside what the thing itself measures. */
const AMOUNT = 0.5;
const AMOUNT_UNITS = new Set(['kg', 'l', 'pcs']);

/** Whether a measure says how much of the thing there is, not what it is: metres, a weight, a volume, a count. */
function isAmount({ kind, unit, raw, values }: PlacedMeasure): boolean {
  if (kind !== 'quantity' || unit === null) return false;
  return unit === 'mm' ? values[0] === (raw[0] ?? 0) * 1_000 : AMOUNT_UNITS.has(unit);
}
