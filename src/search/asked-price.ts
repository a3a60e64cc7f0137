import { Decimal } from 'decimal.js';
import { formatAmount } from '../common/index.js';

/** Bounds of a price as buyers write them into a query, as decimal strings; null where there is no bound. */
export interface AskedPrice {
  min: string | null;
  max: string | null;
}

export interface ReadPrice {
  /** The query without the words about its price. */
  text: string;
  price: AskedPrice | null;
}

const NUMBER = String.raw`(\d{1,3}(?:[ \u00a0]\d{3})+|\d{1,9})(?:[.,](\d{1,2}))?[ \u00a0]?(тыс(?:яч[аиу]?)?\.?|k(?![a-z])|к(?![а-я]))?`;
const CURRENCY = String.raw`[ \u00a0]?(?:руб(?:л(?:ей|я|ями|ям))?\.?|р\.?|₽|rub(?:les?)?|rur)(?![\p{L}\d])`;
const UNIT = String.raw`(?:м2|м²|кв\.?\s?м|м3|м³|квадрат|куб(?:ический)?(?:\sметр)?|(?:квадратный|погонный)\sметр|метр|м|шт(?:ук[уа])?|лист|мешок|кг|килограмм|л(?:итр)?|упаковку|пачку|рулон|m2|m3|piece|pcs)(?![\p{L}\d])\.?`;
/** "за м2", "/шт": prices are compared by the unit that each material is sold by. */
const PER = String.raw`(?:\s?(?:за|per|/)\s?${UNIT})?`;
const BEFORE = String.raw`(?<![\p{L}\d])`;

const UP_TO = 'до|не дороже|не более|за|в пределах|under|below|up to|less than';
const FROM = 'от|не дешевле|from|over|above|more than';
const pattern = (source: string): RegExp => new RegExp(BEFORE + source + PER, 'iu');

/** The first that is found counts; figures without a currency only after words that speak of nothing but prices. */
const PATTERNS: readonly { expression: RegExp; read: (amounts: (string | null)[]) => AskedPrice }[] = [
  {
    expression: pattern(
      `(?:от|from|between)\\s+${NUMBER}(?:${CURRENCY})?\\s+(?:до|to|and)\\s+${NUMBER}${CURRENCY}`,
    ),
    read: ([a, b]) => inOrder(a ?? null, b ?? null),
  },
  {
    expression: pattern(`${NUMBER}\\s?[-–—]\\s?${NUMBER}${CURRENCY}`),
    read: ([a, b]) => inOrder(a ?? null, b ?? null),
  },
  {
    expression: pattern(`(?:${UP_TO})\\s+${NUMBER}${CURRENCY}`),
    read: ([max]) => ({ min: null, max: max ?? null }),
  },
  {
    expression: pattern(`(?:${FROM})\\s+${NUMBER}${CURRENCY}`),
    read: ([min]) => ({ min: min ?? null, max: null }),
  },
  {
    expression: pattern(`(?:дешевле|не дороже|cheaper than)\\s+${NUMBER}(?:${CURRENCY})?(?![\\p{L}\\d])`),
    read: ([max]) => ({ min: null, max: max ?? null }),
  },
  {
    expression: pattern(`(?:дороже|не дешевле)\\s+${NUMBER}(?:${CURRENCY})?(?![\\p{L}\\d])`),
    read: ([min]) => ({ min: min ?? null, max: null }),
  },
];

/** What is said of a price and bounds none: "цена за м2", and "по цене 450 руб" as shops' pages say it. */
const TALK: readonly RegExp[] = [
  pattern(`по\\s+цене\\s+(?:от\\s+)?${NUMBER}${CURRENCY}`),
  new RegExp(`${BEFORE}(?:(?:цен[аы]|стоимость)\\s+)?(?:за|per)\\s+(?:1\\s)?${UNIT}`, 'iu'),
];

/** The query without what it says of a price and bounds none; as it is where it says nothing else. Pure; never throws. */
export function dropPriceTalk(query: string): string {
  const text = TALK.reduce((rest, talk) => rest.replace(talk, ' '), query)
    .replace(/\s+/g, ' ')
    .trim();
  return text.length < query.length && /[\p{L}\d]/u.test(text) ? text : query;
}

/**
 * Reads "цемент до 500 рублей" as cement of at most 500.00: the price is a filter, and no size. Only roubles, in which catalogues are
 * priced by default. A query of nothing but a price is left as it is. Pure; never throws.
 */
export function readPrice(query: string): ReadPrice {
  for (const { expression, read } of PATTERNS) {
    const match = expression.exec(query);
    if (!match) continue;
    const text = `${query.slice(0, match.index)} ${query.slice(match.index + match[0].length)}`
      .replace(/\s+/g, ' ')
      .trim();
    if (!/[\p{L}\d]/u.test(text)) break;
    const [, ...groups] = match;
    const amounts: (string | null)[] = [];
    for (let at = 0; at < groups.length; at += 3)
      amounts.push(amountOf(groups[at], groups[at + 1], groups[at + 2]));
    return { text, price: read(amounts) };
  }
  return { text: query, price: null };
}

function amountOf(
  whole: string | undefined,
  hundredths: string | undefined,
  thousands: string | undefined,
): string | null {
  if (whole === undefined) return null;
  const amount = new Decimal(`${whole.replace(/\D/g, '')}.${hundredths ?? '0'}`);
  return formatAmount((thousands === undefined ? amount : amount.times(1_000)).toFixed());
}

function inOrder(a: string | null, b: string | null): AskedPrice {
  return a !== null && b !== null && new Decimal(a).gt(b) ? { min: b, max: a } : { min: a, max: b };
}
