import { Decimal } from 'decimal.js';
import { readDecimal } from './decimal-text.js';

/** A unit as the catalogue knows it. */
export interface KnownUnit {
  code: string;
  dimension: string;
  /** Decimal string: how many base units of the dimension one of this is. */
  factorToBase: string;
}

/** What a unit text means; null for a text no unit is known by. */
export type UnitLookup = (text: string) => KnownUnit | null;

export interface UnitReading {
  unit: KnownUnit | null;
  /** How many of `unit` the price is for: 12 in "упак (12 шт)". Decimal string, > 0. */
  packQuantity: string;
}

const CONTENT =
  /^(?<pack>[^\d(]*?)[\s(,/=–-]*(?<count>\d+(?: \d{3})*(?:[.,]\d+)?)\s*(?<unit>[^\d\s().,][^()]*?)\)?\.?$/u;
/** "за м2", "руб/м2", "цена за шт": what is before the unit says nothing of it. */
const PRICED = /^(?:цена )?(?:за|per|(?:руб|р|₽|rub)\.?\s*\/)\s*(?:1\s+(?=\D))?/iu;
/** "12 шт/уп", "5 кг в мешке". */
const A_PACK = /^(?<content>\d.*?)\s*(?:\/|\s(?:в|per|на)\s)\s*\D+$/iu;

/**
 * Reads a unit text: a known unit, or a known unit with a count ("25 кг", "упак (12 шт)", "меш. 25 кг"), in which case the price is
 * for that many of the counted unit.
 *
 * @returns `unit: null` when nothing in the text is known.
 */
export function readUnit(text: string, lookup: UnitLookup): UnitReading {
  // "м / m" is one unit in two languages, and no millimetre.
  const [first, second, third] = text.split('/');
  const inTwo = second === undefined || third !== undefined ? null : lookup(first ?? '');
  if (inTwo && lookup(second ?? '')?.code === inTwo.code) return { unit: inTwo, packQuantity: '1' };
  const whole = lookup(text);
  if (whole) return { unit: whole, packQuantity: '1' };
  const priced = text.replace(PRICED, '').trim();
  if (priced !== text && priced !== '') return readUnit(priced, lookup);
  const content = A_PACK.exec(text)?.groups?.content;
  if (content !== undefined) {
    const reading = readUnit(content, lookup);
    if (reading.unit) return reading;
  }
  const match = CONTENT.exec(text);
  if (match?.groups) {
    const { pack = '', count = '', unit = '' } = match.groups;
    const known = lookup(unit);
    const amount = readDecimal(count.trim());
    const packKnown = pack.trim() === '' || lookup(pack.trim()) !== null;
    if (
      known &&
      packKnown &&
      amount &&
      new Decimal(amount.value).gt(0) &&
      new Decimal(amount.value).lt('1e9')
    ) {
      return { unit: known, packQuantity: new Decimal(amount.value).toDecimalPlaces(6).toFixed() };
    }
  }
  // "шт." of "цена за шт.", "м2 (лист)": the words before a bracket may be a unit by themselves.
  const head = text.replace(/\(.*$/u, '').trim();
  // "500 руб. за упаковку".
  return { unit: lookup(head) ?? lookup(head.replace(/у$/u, 'а').replace(/ю$/u, 'я')), packQuantity: '1' };
}
