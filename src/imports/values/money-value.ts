import { Decimal } from 'decimal.js';
import { MONEY_LIMIT, MONEY_SCALE, formatAmount } from '../../common/index.js';
import { cellText, type Cell } from './cell.js';
import { findCurrency } from './currency.js';
import { readDecimal } from './decimal-text.js';
import { findVat, type Vat } from './vat.js';

/** `exact`: the price; `from`: the lowest of several; `request`: to be asked for; `none`: nothing stated. */
export type PriceKind = 'exact' | 'from' | 'request' | 'none';

export interface PriceReading {
  kind: PriceKind;
  /** Canonical decimal amount, at most four fraction digits. */
  amount: string | null;
  currency: string | null;
  /** Unit named in the price itself: "руб/шт", "за м2". */
  unitText: string | null;
  vat: Vat | null;
  /** Codes of remarks: `ambiguous_number`, `price_rounded`, `zero_price`. */
  remarks: readonly string[];
}

const NOTHING: PriceReading = {
  kind: 'none',
  amount: null,
  currency: null,
  unitText: null,
  vat: null,
  remarks: [],
};
const ON_REQUEST =
  /запрос|уточн|договор|звон|request|call|ask|tbd|по согласован|индивидуальн|poa|под заказ|не указана/iu;
const NO_PRICE =
  /^(-|–|—|x|х|н\/д|n\/a|na|нет|нет цены|null|none|\*|\?|нет в наличии|временно нет|отсутствует|ожидается|распродан\S*|снят\S*( с производства)?|бесплатно|free)$/iu;
const FROM = /^(от|from|ab|min\.?|мин\.?|>=?|≥|~|≈|около|примерно)\s*/iu;
const RANGE = /^(.*\d)\s*(?:-|–|—|\.\.+|…|до)\s*(\d.*)$/u;
/** "1 846=56", as price tags once had it. */
const EQUALS = /^(\d[\d ]*)=(\d{2})$/u;
/** "12,5 тыс. руб", "12,5 т.р.". */
const THOUSANDS = /(?<=\d)\s*(?:тыс(?:яч[аи]?)?\.?|т\.?\s?р\.?)(?!\p{L})/iu;
/** "1 846 руб. 56 коп.", and the older "1846-56". */
const KOPECKS = /^(\d[\d ]*)\s*(?:руб(?:лей|ля|ль)?\.?|р\.?|₽)\s*(\d{2})\s*(?:коп\S*|к\.?)$/iu;
const VAT_WORDS =
  /,?\s*\(?(?:\+|плюс|с учетом|с учётом|без учета|без учёта|в т\.? ?ч\.?|в том числе|включая|вкл\.?|с|без|incl\.?|excl\.?|with|without)?\s*(?:ндс|vat)(?:\s*\d{1,2}(?:[.,]\d+)?\s*%)?(?:\s*(?:вкл\S*|incl\S*))?\)?/giu;

/** No price is told at such length; of a paragraph with figures the patterns below would take time that grows with its square. */
const LONGEST = 200;

/**
 * Reads a price cell: "1 846,56", "7 000,00 ₽", "1.846,56", "1846.56 руб/шт", "от 120", "120–150", "по запросу", "$1,200.00".
 *
 * @returns null when the cell holds something that is no price.
 */
export function readPrice(cell: Cell | undefined): PriceReading | null {
  if (typeof cell === 'number') return fromNumber(cell);
  if (cell instanceof Date || typeof cell === 'boolean') return null;
  let text = cellText(cell);
  if (text.length > LONGEST) return null;
  if (text === '' || NO_PRICE.test(text)) return NOTHING;
  const vat = findVat(text);
  if (vat) text = text.replace(VAT_WORDS, ' ').trim();
  text = text.replace(/^цена\s*[:=]?\s*(?=\d)/iu, '');
  const kopecks = EQUALS.exec(text) ?? KOPECKS.exec(text);
  if (kopecks) text = `${kopecks[1] ?? ''},${kopecks[2] ?? ''} руб`;
  const from = FROM.exec(text) ?? /\+$/u.exec(text);
  if (from) text = text.slice(0, from.index) + text.slice(from.index + from[0].length);
  let unitText: string | null = null;
  const perUnit = /^(.*?\d.*?)(?:\s*\/\s*|\s+за\s+|\s+per\s+)(?:1\s+)?(\S.*)$/iu.exec(text);
  if (perUnit?.[1] !== undefined && perUnit[2] !== undefined) {
    text = perUnit[1];
    // "450/480": another price, for those who take more.
    unitText = /\p{L}/u.test(perUnit[2]) ? perUnit[2].replace(/[.,;)]+$/u, '') : null;
  }
  const inThousands = THOUSANDS.test(text);
  if (inThousands) text = text.replace(THOUSANDS, ' ').trim();
  const currency = findCurrency(text);
  const english = currency?.index === 0;
  if (currency) {
    text = `${text.slice(0, currency.index)} ${text.slice(currency.index + currency.length)}`.trim();
  }
  text = text
    .replace(/^[=:]\s*/u, '')
    .replace(/[.,;]?\s*(?:=|-|–|—|\*+)?\s*$/u, '')
    .trim();
  let range = RANGE.exec(text);
  if (range && isKopecks(range[1] ?? '', range[2] ?? '')) {
    text = `${range[1] ?? ''},${range[2] ?? ''}`;
    range = null;
  }
  if (range?.[1] !== undefined) text = range[1].trim();
  const read = readDecimal(text, english);
  if (!read)
    return ON_REQUEST.test(cellText(cell)) && !/\d/.test(text) ? { ...NOTHING, kind: 'request' } : null;
  const value = inThousands ? new Decimal(read.value).mul(1_000).toFixed() : read.value;
  const base = priceOf(value, read.ambiguous ? ['ambiguous_number'] : []);
  if (!base) return null;
  return {
    ...base,
    kind: base.amount === null ? base.kind : from || range ? 'from' : 'exact',
    currency: base.amount === null ? null : (currency?.code ?? null),
    unitText,
    vat,
  };
}

/** A range grows: "120-150". What does not, and ends in two digits, is "1846-56". */
function isKopecks(left: string, right: string): boolean {
  return /^\d[\d ]*$/.test(left) && /^\d{2}$/.test(right) && Number(left.replace(/ /g, '')) > Number(right);
}

function fromNumber(value: number): PriceReading | null {
  if (!Number.isFinite(value) || value < 0) return null;
  return priceOf(cellText(Number(value.toFixed(10))), []);
}

function priceOf(text: string, remarks: readonly string[]): PriceReading | null {
  const amount = new Decimal(text);
  if (amount.gte(MONEY_LIMIT)) return null;
  // Nobody sells for nothing: a zero stands for "no price", and would be the cheapest of all.
  const rounded = amount.toDecimalPlaces(MONEY_SCALE);
  if (rounded.isZero()) return { ...NOTHING, remarks: ['zero_price'] };
  return {
    ...NOTHING,
    kind: 'exact',
    amount: formatAmount(rounded.toFixed()),
    // A spreadsheet's 0.1 + 0.2 is no rounding worth a remark; a stated fifth digit is.
    remarks: rounded.eq(amount) || amount.decimalPlaces() > 8 ? remarks : [...remarks, 'price_rounded'],
  };
}
