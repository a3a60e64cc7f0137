import type { Atom } from './atoms.js';
import { isLetterName } from './letter-names.js';
import { readUnit, type Measure } from './measures.js';
import { tidy, unitMeaning, type UnitMeaning } from './units.js';
import { pairsOf } from './word-pairs.js';

/** Cardinals, Russian ones also in the form they take before a unit ("до шести метров"); a compound is told by the same form. */
const CARDINALS: ReadonlyMap<string, number> = new Map(
  [
    [1, 'один одна одно одного одной'],
    [1.5, 'полтора полторы полутора'],
    [2, 'два две двух'],
    [3, 'три трех'],
    [4, 'четыре четырех'],
    [5, 'пять пяти'],
    [6, 'шесть шести'],
    [7, 'семь семи'],
    [8, 'восемь восьми'],
    [9, 'девять девяти'],
    [10, 'десять десяти'],
    [11, 'одиннадцать одиннадцати'],
    [12, 'двенадцать двенадцати'],
    [13, 'тринадцать тринадцати'],
    [14, 'четырнадцать четырнадцати'],
    [15, 'пятнадцать пятнадцати'],
    [16, 'шестнадцать шестнадцати'],
    [17, 'семнадцать семнадцати'],
    [18, 'восемнадцать восемнадцати'],
    [19, 'девятнадцать девятнадцати'],
    [20, 'двадцать двадцати'],
    [30, 'тридцать тридцати'],
    [40, 'сорок сорока'],
    [50, 'пятьдесят пятидесяти'],
    [60, 'шестьдесят шестидесяти'],
    [70, 'семьдесят семидесяти'],
    [80, 'восемьдесят восьмидесяти'],
    [90, 'девяносто девяноста'],
    [100, 'сто ста'],
    [200, 'двести двухсот'],
    [300, 'триста трехсот'],
    [400, 'четыреста четырехсот'],
    [500, 'пятьсот пятисот'],
    [600, 'шестьсот шестисот'],
    [700, 'семьсот семисот'],
    [800, 'восемьсот восьмисот'],
    [900, 'девятьсот девятисот'],
    ...'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
      .split(' ')
      .map((word, i) => [i + 1, word] as const),
    ...'thirty forty fifty sixty seventy eighty ninety hundred'
      .split(' ')
      .map((word, i) => [30 + i * 10, word] as const),
  ].flatMap(([value, forms]) => (forms as string).split(' ').map((form) => [form, value as number] as const)),
);

/** Parts of an inch as they are said: "three quarter inch", "five eighths". */
const PARTS: ReadonlyMap<string, number> = new Map(
  pairsOf('half:2 quarter:4 quarters:4 eighth:8 eighths:8 sixteenth:16 sixteenths:16').map(
    ([part, count]) => [part, Number(count)],
  ),
);
const INCH_WORD = /^inch(?:es)?$/;
const TIMES_WORD = /^(?:на|by)$/;

const ADJECTIVE_ENDINGS = 'ый ой ая ое ые ого ому ым ом ую ых ыми'.split(' ');
/** Russian ordinals in all their forms: sizes, marks and classes are called by them ("двенадцатая арматура", "пятисотый цемент"). */
const ORDINALS: ReadonlyMap<string, number> = new Map([
  ...pairsOf(
    'перв:1 втор:2 четверт:4 пят:5 шест:6 седьм:7 восьм:8 девят:9 десят:10 одиннадцат:11 двенадцат:12 тринадцат:13 четырнадцат:14 ' +
      'пятнадцат:15 шестнадцат:16 семнадцат:17 восемнадцат:18 девятнадцат:19 двадцат:20 тридцат:30 сороков:40 пятидесят:50 ' +
      'шестидесят:60 семидесят:70 восьмидесят:80 девяност:90 сот:100 двухсот:200 трехсот:300 четырехсот:400 пятисот:500 ' +
      'шестисот:600 восьмисот:800 тысячн:1000',
  ).flatMap(([stem, value]) => ADJECTIVE_ENDINGS.map((ending) => [stem + ending, Number(value)] as const)),
  ...'третий третья третье третьи третьего третьему третьим третьем третьей третью третьих'
    .split(' ')
    .map((form) => [form, 3] as const),
]);

/** Smaller ones stand for other things as often ("три в одном"), unless a unit follows. */
const LEAST_ALONE = 5;

/** What goods are counted in: "двадцать листов". */
const PORTION =
  /^(?:лист|меш(?:ок|к)|рулон|вед(?:ро|ер|р)|бан(?:ок|к)|пач(?:ек|к)|упаков|кус(?:ок|к)|бухт|палет|поддон|штук|ящик|кор(?:об)|канистр|боч(?:ек|к)|куб)/;

/** Writes numerals in words as figures where they count, measure or mark: "шесть метров", "пятьдесят на сто пятьдесят", "сотая труба". */
export function readNumerals(atoms: Atom[]): Atom[] {
  if (!atoms.some(({ type, text }) => type === 'letters' && text.length > 1 && isNumeral(text))) return atoms;
  const read: Atom[] = [];
  for (let i = 0; i < atoms.length; ) {
    const part = partOfInch(atoms, i);
    if (part) {
      read.push(...part.atoms);
      i = part.next;
      continue;
    }
    const ordinal = ordinalAt(atoms, i);
    const { value, next } = ordinal ?? cardinalAt(atoms, i);
    const [first, last] = [atoms[i] as Atom, atoms[next - 1]];
    if (value !== null && last && (ordinal || isAmount(value, atoms, next, read))) {
      read.push({ ...first, type: 'number', text: String(value), value, end: last.end });
      i = next;
    } else {
      read.push(first);
      i++;
    }
  }
  return read;
}

function isNumeral(word: string): boolean {
  return CARDINALS.has(word) || ORDINALS.has(word) || PARTS.has(word);
}

/** "Half inch", "three quarter inch" and "one and a half inch" from `i` on, as they are written: 1/2, 3/4, 1 1/2. */
function partOfInch(atoms: readonly Atom[], i: number): { atoms: Atom[]; next: number } | null {
  const word = (at: number): string => atoms[at]?.text ?? '';
  const isMixed = CARDINALS.has(word(i)) && word(i + 1) === 'and';
  let at = isMixed ? i + 2 : i;
  if (isMixed && word(at) === 'a') at++;
  const count = CARDINALS.get(word(at));
  if (count !== undefined) at++;
  const parts = PARTS.get(word(at));
  const after = word(at + 1) === 'an' ? at + 2 : at + 1;
  if (parts === undefined || !INCH_WORD.test(word(after))) return null;
  const [first, last] = [atoms[i] as Atom, atoms[at] as Atom];
  const place = { start: first.start, end: last.end };
  const number = (value: number, glued: boolean): Atom => ({
    ...place,
    type: 'number',
    text: String(value),
    value,
    glued,
  });
  const whole = isMixed ? [number(CARDINALS.get(word(i)) ?? 0, first.glued)] : [];
  const slash: Atom = { ...place, type: 'sign', text: '/', value: Number.NaN, glued: true };
  const fraction = [number(count ?? 1, !isMixed && first.glued), slash, number(parts, true)];
  return { atoms: [...whole, ...fraction], next: after };
}

/** The ordinal that begins at `i`, "сто двадцать пятый"; null for none, and for one too small to be a size. */
function ordinalAt(atoms: readonly Atom[], i: number): { value: number; next: number } | null {
  let sum = 0;
  let room = Infinity;
  for (let next = i; next < atoms.length; next++) {
    const word = atoms[next]?.text ?? '';
    const last = ORDINALS.get(word);
    const value = last ?? CARDINALS.get(word);
    if (value === undefined || value >= room) return null;
    sum += value;
    if (last !== undefined) return sum < LEAST_ALONE ? null : { value: sum, next: next + 1 };
    room = roomBehind(value);
  }
  return null;
}

/** What the next part of a compound is smaller than. */
function roomBehind(value: number): number {
  return value >= 100 ? 100 : value >= 20 ? 10 : 0;
}

/** The cardinal that begins at `i`: hundreds, tens and units, each smaller than the one before. */
function cardinalAt(atoms: readonly Atom[], i: number): { value: number | null; next: number } {
  let sum: number | null = null;
  let room = Infinity;
  let next = i;
  for (; next < atoms.length; next++) {
    const value = CARDINALS.get(atoms[next]?.text ?? '');
    if (value === undefined || value >= room) break;
    sum = (sum ?? 0) + value;
    room = roomBehind(value);
    if (room === 0) {
      next++;
      break;
    }
  }
  if (sum !== null && atoms[next]?.text === 'с' && atoms[next + 1]?.text === 'половиной')
    return { value: sum + 0.5, next: next + 2 };
  return { value: sum, next };
}

function isAmount(value: number, atoms: readonly Atom[], next: number, before: readonly Atom[]): boolean {
  if (readUnit(atoms, next) !== null) return true;
  const isSide = ({ text, type }: Atom): boolean => type === 'number' || CARDINALS.has(text);
  const [times, side] = [atoms[next], atoms[next + 1]];
  if (TIMES_WORD.test(times?.text ?? '') && side && isSide(side)) return true;
  // "эм пятьсот", "а пятьсот эс".
  if (isLetterName(before.at(-1)?.text ?? '') || isLetterName(times?.text ?? '')) return true;
  if (TIMES_WORD.test(before.at(-1)?.text ?? '') && before.at(-2)?.type === 'number') return true;
  if (times?.type === 'letters' && PORTION.test(times.text)) return true;
  if (value < LEAST_ALONE || before.length === 0) return false;
  return next === atoms.length || before.at(-1)?.type === 'number' || (times !== undefined && isSide(times));
}

const PREFIXES =
  'полутора:1.5 пол:0.5 полу:0.5 одно:1 двух:2 дву:2 трех:3 четырех:4 пяти:5 шести:6 семи:7 восьми:8 девяти:9 десяти:10 двенадцати:12 пятнадцати:15 двадцати:20 тридцати:30 сорока:40 пятидесяти:50 сто:100';
/** What is counted or measured in an adjective, by its stem, and the unit as it is written after a figure. */
const COUNTED =
  'полюсн:полюс секционн:секция жильн:жила клавишн:клавиша метров:метр сантиметров:см миллиметров:мм литров:литр килограммов:кг тонн:тонна дюймов:дюйм амперн:ампер ваттн:ватт киловаттн:киловатт';
const PREFIX_VALUES: ReadonlyMap<string, number> = new Map(
  pairsOf(PREFIXES).map(([prefix, value]) => [prefix, Number(value)]),
);
const COUNTED_UNITS: ReadonlyMap<string, string> = new Map(pairsOf(COUNTED));
const COUNTED_ADJECTIVE = new RegExp(
  `^(${[...PREFIX_VALUES.keys()].sort((a, b) => b.length - a.length).join('|')}|)(${[...COUNTED_UNITS.keys()].join('|')})(?:ый|ая|ое|ые|ого|ой|ую|ом|ым|ых|ыми|ому)$`,
);

/** Of those, what one is meant of where no number is told: "метровый уровень", "дюймовая труба". */
const ONE_OF = new Set(['метров', 'литров', 'килограммов', 'тонн', 'дюймов']);
/** A quick look first: this is asked of every word. */
const MAY_MEASURE = /^пол|(?:[ьртсшн]н|ов)[а-я]{2,3}$/;
const HALF = /^пол(?=\p{L}{4,}$)/u;

/** What is said of a thread without a figure: "кран на дюйм". */
const INCH: Measure = { kind: 'quantity', values: [25.4], raw: [1], unit: 'mm' };

/** The measure in a word: "двухполюсный" has two poles, "шестиметровая" is 6 m long, "полдюйма" is half an inch. Null for every other word. */
export function measureInWord(word: string): Measure | null {
  if (word === 'дюйм') return INCH;
  if (word.length < 7 || !MAY_MEASURE.test(word)) return null;
  const half = HALF.test(word) ? unitMeaning(word.replace(HALF, ''), false) : undefined;
  if (half) return quantity(0.5, half);
  const [, prefix = '', stem = ''] = COUNTED_ADJECTIVE.exec(word) ?? [];
  const value = prefix === '' && ONE_OF.has(stem) ? 1 : PREFIX_VALUES.get(prefix);
  const meaning = unitMeaning(COUNTED_UNITS.get(stem) ?? '', false);
  return value === undefined || !meaning ? null : quantity(value, meaning);
}

function quantity(value: number, { unit, factor }: UnitMeaning): Measure {
  return { kind: 'quantity', values: [tidy(value * factor)], raw: [value], unit };
}
