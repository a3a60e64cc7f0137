import type { AnalysedName, Attributes } from './analysed-name.js';

/** How a grade is written, whatever alphabet it came in. `value` is the number after the letters. */
interface GradeRule {
  key: string;
  /** Folded letters (see `foldCode`): Cyrillic м, в, а, с come as m, b, a, c. */
  series: string;
  holds(value: number, text: string): boolean;
  shows(value: number, text: string): string;
  /** Words of which one must be there. */
  only?: RegExp;
}

const THREADS = new Set([3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 27, 30, 36, 42, 48]);
const decimal = (value: number): string => String(value).replace('.', ',');
const CONCRETE = /^(?:бетон|раств|плит|перемыч|кольц|блок|пескобетон|смес|concret)/;
const CELLULAR = /^(?:блок|газобетон|газоблок|газосиликат|пеноблок|пенобетон|перегород|aac)/;
const FASTENER = /^(?:болт|гайк|винт|шпильк|шайб|анкер|штанг|рым|резьб|талреп|скоб|bolt|nut|screw|гровер)/;

const RULES: readonly GradeRule[] = [
  {
    key: 'grade',
    series: 'm',
    holds: (value) => value >= 25 && value <= 1400 && value % 25 === 0,
    shows: (value) => `М${value}`,
  },
  {
    key: 'thread',
    series: 'm',
    holds: (value) => THREADS.has(value),
    shows: (value) => `М${value}`,
    only: FASTENER,
  },
  {
    key: 'strengthClass',
    series: 'b',
    holds: (value) => value >= 1.5 && value <= 100,
    shows: (value) => `В${decimal(value)}`,
    only: CONCRETE,
  },
  {
    key: 'densityGrade',
    series: 'd',
    holds: (value) => value >= 200 && value <= 1200 && value % 50 === 0,
    shows: (value) => `D${value}`,
    only: CELLULAR,
  },
  { key: 'frostResistance', series: 'f', holds: (value) => value >= 15 && value % 5 === 0, shows: (value) => `F${value}`, only: CONCRETE }, // prettier-ignore
  { key: 'waterproofness', series: 'w', holds: (value) => value >= 2 && value <= 20, shows: (value) => `W${value}`, only: CONCRETE }, // prettier-ignore
  {
    key: 'ipRating',
    series: 'ip',
    holds: (value) => value >= 10 && value <= 69,
    shows: (value) => `IP${value}`,
  },
  { key: 'pressureRating', series: 'pn', holds: (value) => value >= 2.5 && value <= 100, shows: (value) => `PN${decimal(value)}` }, // prettier-ignore
  {
    key: 'lampBase',
    series: 'e',
    holds: (value) => [14, 27, 40].includes(value),
    shows: (value) => `E${value}`,
  },
  { key: 'lampBase', series: 'gu', holds: (_, text) => /^gu(?:5\.3|10)$/.test(text), shows: (_, text) => text.toUpperCase() }, // prettier-ignore
  { key: 'lampBase', series: 'gx', holds: (value) => value === 53, shows: () => 'GX53' },
  {
    key: 'lampBase',
    series: 'g',
    holds: (value) => [4, 5, 9, 13].includes(value),
    shows: (value) => `G${value}`,
  },
];

/** "ст. 3сп" is Ст3сп (GOST 380); other grades are written in capitals. */
function steelGrade(written: string): string {
  return /^ст/i.test(written)
    ? `Ст3${written.toLowerCase().replace(/^ст\.?\s?3/, '')}`
    : written.toUpperCase();
}

/** The threads of both ends of a fitting, as analysis writes them. */
const THREAD_ENDS = /^[вн]р\/[вн]р$/;
const REBAR = /^a(?:240|300|400|500|600|800|1000)c?$/;

/** Grades, classes, ratings, standards and colours. */
export function codeAttributes(analysed: AnalysedName): Attributes {
  const found: Attributes = {};
  const put = (key: string, value: string | number): void => {
    found[key] ??= value;
  };
  for (const { text, series, value } of analysed.analysis.codes) {
    if (Number.isNaN(value)) continue;
    for (const rule of RULES) {
      if (rule.series !== series || !rule.holds(value, text)) continue;
      if (!rule.only || analysed.speaksOf(rule.only)) put(rule.key, rule.shows(value, text));
    }
  }
  const ends = analysed.analysis.words.find(({ text }) => THREAD_ENDS.test(text));
  if (ends) put('threadEnds', ends.text.replace('/', '-').toUpperCase());
  const rebar = analysed.analysis.codes
    .map(({ text }) => text)
    .filter((text) => REBAR.test(text))
    .sort((a, b) => b.length - a.length)[0];
  if (rebar !== undefined) put('rebarClass', rebar.toUpperCase().replace('A', 'А').replace('C', 'С'));
  written(analysed.name, put);
  ofKind(analysed, put);
  return found;
}

/** What a mark means by the kind of thing that bears it. */
const OF_KIND: readonly { key: string; kind: RegExp; mark: RegExp; shows: (mark: string) => string }[] = [
  // ISO 898-1.
  { key: 'propertyClass', kind: /^(?:болт|винт|шпильк|гайк)/, mark: /(?<![\p{L}\d.,])(4\.8|5\.8|6\.8|8\.8|10\.9|12\.9)(?![\d.,]|\s?(?:мм|х|x))/u, shows: (mark) => mark }, // prettier-ignore
  // IEC 60898-1: the letter before the current, behind it, or told as the curve.
  { key: 'tripCurve', kind: /^(?:автоматическ|автомат|дифавтомат|авдт|диф$)/, mark: /(?<![\p{L}\d]|\d\s)(?:х-ка\s|хар(?:актеристика|\.)?\s)?\(?([BCDВСД])\)?(?=\s?\d{1,3}\s?[АA]?(?![\p{L}\d])|\s?$|\)|,|\s\d)/u, shows: (mark) => mark.replace('В', 'B').replace('С', 'C').replace('Д', 'D') }, // prettier-ignore
  { key: 'profile', kind: /^(?:швеллер|балк|двутавр)/, mark: /(?<![\p{L}\d.,])(\d{1,2}(?:[.,]\d)?(?:[ПУ]|[БШК]\d))(?![\p{L}\d])/u, shows: (mark) => mark }, // prettier-ignore
  { key: 'workability', kind: /^бетон/, mark: /(?<![\p{L}\d])П([1-5])(?!\d)/u, shows: (mark) => `П${mark}` },
  { key: 'foamGrade', kind: /^(?:пенопласт|пенополистирол)/, mark: /(?<!\p{L})((?:ППС|ПСБ)-?(?:С-?)?\s?\d{2}Ф?)(?![\p{L}\d])/u, shows: (mark) => mark.replace(' ', '-') }, // prettier-ignore
];

function ofKind(analysed: AnalysedName, put: (key: string, value: string) => void): void {
  for (const { key, kind, mark, shows } of OF_KIND) {
    const found = analysed.speaksOf(kind) ? mark.exec(analysed.name)?.[1] : undefined;
    if (found !== undefined) put(key, shows(found));
  }
}

/** What is spelled one way and can be read off the text. */
function written(name: string, put: (key: string, value: string | number) => void): void {
  const standard = /(?<!\p{L})(ГОСТ|ТУ|DIN|ISO)\s?(Р\s)?(\d[\d.]*(?:-\d{2,4})*)/u.exec(name);
  if (standard) put('standard', `${standard[1]} ${standard[2] ?? ''}${standard[3]}`);
  const sdr = /(?<!\p{L})SDR[\s-]?(\d{1,2}(?:[.,]\d)?)(?!\d)/iu.exec(name);
  if (sdr) put('sdr', Number((sdr[1] as string).replace(',', '.')));
  const steel = /(?<![\p{L}\d])(Ст\.?\s?3(?:сп|пс|кп)?|09Г2С|С245|С255|С345)(?![\p{L}\d])/iu.exec(name);
  if (steel) put('steel', steelGrade(steel[1] as string));
  const ral = /RAL\s?(\d{4})(?!\d)/i.exec(name);
  if (ral) put('ral', ral[1] as string);
  const sort =
    /(?<!\p{L})сорт\.?\s+((?:\d|[А-ЕСA-E]{1,2}|экстра|прима)(?:\s?[/–-]\s?(?:\d|[А-ЕСA-E]{1,2}))?)(?![\p{L}\d])/iu.exec(name) ??
    /(?<![\p{L}\d.,])(\d(?:[/–-]\d)?)\s?сорт(?!\p{L})/iu.exec(name); // prettier-ignore
  if (sort) put('sort', (sort[1] as string).replace(/\s/g, '').replace('–', '-').toUpperCase());
  const format = /(?<![\p{L}\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?НФ(?!\p{L})/u.exec(name);
  if (format) put('brickFormat', `${(format[1] as string).replace('.', ',')}НФ`);
  const board = /(?<!\p{L})(ОСП|ОСБ|OSB)[\s-]?([1-4])(?![\d.,хx*])/iu.exec(name);
  if (board) put('boardClass', `ОСП-${board[2]}`);
  const sheet = /проф(?:илированный )?(?:настил|лист)\p{L}*\s(НС|Н|С|HC|H|C)-?(\d{1,3})(?!\d)/iu.exec(name);
  if (sheet) {
    const letters = (sheet[1] as string).toUpperCase().replace('H', 'Н').replace('C', 'С');
    put('profile', `${letters}${sheet[2]}`);
  }
  const cement = /ЦЕМ\s(I{1,3}V?(?:\/[А-ЯA-Z](?:-[А-ЯA-Z]+)?)?)\s(\d{2},\d\s?[А-Я])/u.exec(name);
  if (cement) put('cementType', `ЦЕМ ${cement[1]} ${cement[2]}`);
}
