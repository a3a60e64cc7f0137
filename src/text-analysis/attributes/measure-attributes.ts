import type { PlacedMeasure } from '../analysis.js';
import { ratedCurrentOf } from '../ratings.js';
import { tidy } from '../units.js';
import type { AnalysedName, Attributes } from './analysed-name.js';

/** Quantities that mean one thing whatever the material is. */
const BY_UNIT: Readonly<Record<string, string>> = {
  kg: 'packWeightKg',
  l: 'volumeL',
  m2: 'areaM2',
  m3: 'volumeM3',
  w: 'powerW',
  v: 'voltageV',
  k: 'colourTemperatureK',
  lm: 'luminousFluxLm',
  pcs: 'piecesPerPack',
  poles: 'poles',
  sections: 'sections',
  cores: 'cores',
  bar: 'pressureBar',
  class: 'wearClass',
  degree: 'angleDegrees',
  'g/m2': 'massPerAreaGM2',
  'kg/m3': 'densityKgM3',
  'w/m': 'powerPerLengthWM',
  'w/m2': 'powerPerAreaWM2',
};

const BREAKER = /^(?:автомат|дифавтомат|авдт|диф$|breaker|mcb|rcbo)/;
const CABLE = /^(?:кабел|провод|шнур|cabl|wire|ввг|nym|пвс|шввп|пугв|пув|сип|кг|кспв|utp|кгвв)/;
/** What cables lie in: its figures are sides. */
const TRUNKING = /^(?:кабельканал|канал|короб|лоток|trunking|duct)/;
const CABLE_SECTIONS = new Set([
  0.35, 0.5, 0.75, 1, 1.5, 2.5, 4, 6, 10, 16, 25, 35, 50, 70, 95, 120, 150, 185, 240,
]);
const CEMENT = /^(?:цемент|портландцем|шлакопортл|сспц|цем$|cement)/;
const BULK = /^(?:щеб|песок|песк|грав|отсев|керамзит|крошк|галь|фракц|фр$)/;
const LAYERED = /^(?:смес|стяжк|ровнител|штукатур|наливн|нивел|шпакл|шпатл|кле)/;
/** What is sold by its thickness across: the first length, when it is a small one. */
const ROUND = /^(?:арматур|провол|катанк)/;
const DIAMETER_MARK = /(?:ø|ду|dn|(?:^|\s)[dф]|диаметр\p{L}*)\s?[.=:]?\s?$/u;

/** Sizes, pack, power and other quantities. */
export function measureAttributes(analysed: AnalysedName): Attributes {
  const found: Attributes = {};
  const lengths: number[] = [];
  const put = (key: string, value: Attributes[string]): void => {
    found[key] ??= value;
  };
  for (const measure of analysed.analysis.measures) {
    const { kind, unit, values, ofCode } = measure;
    const [first = 0] = values;
    if (ofCode || values.some((value) => !Number.isFinite(value) || value < 0)) continue;
    if (kind === 'dimension') dimension(analysed, measure, put, lengths);
    else if (kind === 'diameter') {
      // "Цемент М500 Д20": the share of additives.
      if (!analysed.speaksOf(CEMENT)) put('diameterMm', first);
    } else if (kind === 'range' && unit === 'mm' && analysed.speaksOf(BULK)) put('fractionMm', values);
    else if (kind === 'range' && unit === 'mm' && analysed.speaksOf(LAYERED)) put('layerMm', values);
    else if (kind === 'range' && unit === null && /фр\p{L}*\.?\s?$/u.test(before(analysed, measure)))
      put('fractionMm', values);
    else if (kind === 'quantity' && unit === 'mm') length(measure, put, lengths);
    else if (kind === 'quantity' && unit === 'a') {
      // "Профлист С8А": a mark, where no breaker is "C16А".
      if (measure.start > 0 && /\p{L}$/u.test(before(analysed, measure)) && !analysed.speaksOf(BREAKER))
        continue;
      // Residual-current devices name two currents: what they carry, and the leak they trip at.
      if (first < 0.6) put('leakageCurrentMa', tidy(first * 1000));
      else put('currentA', first);
    } else if (unit === 'poles' && first > 4) {
      // "Швеллер 10П" is a shape.
      continue;
    } else if (kind === 'quantity' && unit !== null && BY_UNIT[unit]) {
      // Degrees of Celsius turn nothing.
      const isAngle = measure.text.includes('°') && !/^\s?[CС]/.test(analysed.name.slice(measure.end));
      if (unit !== 'degree' || isAngle) put(BY_UNIT[unit], first);
    }
  }
  if (analysed.speaksOf(BREAKER)) {
    const current = analysed.analysis.codes.map(ratedCurrentOf).find((value) => value !== null);
    if (current !== undefined) put('currentA', current);
  }
  apart(analysed, put);
  const [thin = Infinity] = lengths;
  if (thin <= 60 && found.diameterMm === undefined && analysed.speaksOf(ROUND))
    put('diameterMm', lengths.shift() ?? 0);
  if (lengths.length > 0) found.lengthsMm = [...new Set(lengths)];
  return found;
}

type Put = (key: string, value: Attributes[string]) => void;

function dimension(analysed: AnalysedName, measure: PlacedMeasure, put: Put, lengths: number[]): void {
  const { values, raw, unit, end } = measure;
  const after = analysed.name.slice(end);
  const mark = before(analysed, measure);
  // "20х1/2": the last side is a thread in inches, read on its own.
  if (/^\s?\/\s?\d/.test(after)) {
    const inch = /(\d+)\s?\/\s?(\d+)\s?(?:"|''|″|”|дюйм)/.exec(analysed.name.slice(measure.start));
    if (inch) put('threadInch', `${inch[1]}/${inch[2]}`);
    if (values.length === 2) {
      if (/(?:^|[\s(])[мm]$/.test(mark)) put('thread', `М${raw[0]}`);
      else put('diameterMm', raw[0] ?? 0);
    }
    return;
  }
  // "М16х120": a thread and a length.
  if (/(?:^|[\s(])[мm]$/.test(mark)) {
    put('thread', `М${raw[0]}`);
    if (raw.length === 2) lengths.push(values[1] ?? 0);
    return;
  }
  const [cores = 0, section = 0] = raw;
  const isCable =
    raw.length === 2 &&
    Number.isInteger(cores) &&
    cores <= 61 &&
    CABLE_SECTIONS.has(section) &&
    unit === null;
  const isOfCable = analysed.speaksOf(CABLE) && !analysed.speaksOf(TRUNKING);
  if (isCable && (/^\s?мм\s?[²2]/.test(after) || isOfCable)) {
    put('cores', cores);
    put('coreSectionMm2', section);
    return;
  }
  // "4х2х0,5": pairs, cores and a section are no sides.
  if (unit === null && isOfCable) return;
  if (DIAMETER_MARK.test(mark)) put('diameterMm', values[0] ?? 0);
  // "2х9000х1200х50": so many in the pack.
  const isCounted = values.length === 4 && Number.isInteger(raw[0]) && (raw[0] ?? 0) <= 6;
  put('sizeMm', isCounted ? values.slice(1) : values);
}

function length({ text, values }: PlacedMeasure, put: Put, lengths: number[]): void {
  if (/(?:"|дюйм|inch)/.test(text)) put('threadInch', text.replace(/\s?(?:"|дюйм\p{L}*|inch\p{L}*)$/u, ''));
  else lengths.push(values[0] ?? 0);
}

/** "4,5кА"; "220 В", "16 А", "4000 К": capital letters apart from the number, which in a query could be a preposition. */
function apart({ name }: AnalysedName, put: Put): void {
  const breaking = /(?<![\d.,])(\d{1,3}(?:[.,]\d)?)\s?(?:кА|kA)(?!\p{L})/u.exec(name);
  if (breaking) put('breakingCapacityKa', Number((breaking[1] as string).replace(',', '.')));
  for (const [, number = '', unit = ''] of name.matchAll(
    /(?<![\p{L}\d.,/])(\d{1,4}(?:[.,]\d)?)\s([ВVАAКK])(?![\p{L}\d-])/gu,
  )) {
    const value = Number(number.replace(',', '.'));
    if (/[ВV]/.test(unit)) put('voltageV', value);
    else if (/[АA]/.test(unit)) put('currentA', value);
    else if (value >= 1_000) put('colourTemperatureK', value);
  }
}

/** The text just before a measure, normalised. */
function before({ name }: AnalysedName, { start }: PlacedMeasure): string {
  return name
    .slice(Math.max(0, start - 12), start)
    .toLowerCase()
    .replace(/[⌀∅]/g, 'ø');
}
