import { cellText, type Cell } from './cell.js';

const MONTHS: readonly (readonly [RegExp, number])[] = [
  [/^(янв|jan)/, 1],
  [/^(фев|feb)/, 2],
  [/^(мар|mar)/, 3],
  [/^(апр|apr)/, 4],
  [/^(ма[йя]|may)/, 5],
  [/^(июн|jun)/, 6],
  [/^(июл|jul)/, 7],
  [/^(авг|aug)/, 8],
  [/^(сен|sep)/, 9],
  [/^(окт|oct)/, 10],
  [/^(ноя|nov)/, 11],
  [/^(дек|dec)/, 12],
];

/**
 * Reads a date: a spreadsheet's own, its serial number, "20.12.2023", "20.12.23", "2023-12-20T10:00", "20/12/2023",
 * "12/20/2023" (when it cannot be a day first), "20 декабря 2023 г.", "Dec 20, 2023".
 *
 * @returns `YYYY-MM-DD`, or null when the cell holds no date.
 */
export function readDate(cell: Cell | undefined): string | null {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell.toISOString().slice(0, 10);
  if (typeof cell === 'number') return fromSerial(cell);
  const text = cellText(cell)
    .toLowerCase()
    .replace(/^(?:от|с|на|по состоянию на|from|since)\s+(?=\d)/u, '');
  const iso = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[t ].*)?$/.exec(text);
  if (iso) return civil(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact) return civil(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const dayFirst = /^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})(?: ?г\.?)?(?:[ ,t].*)?$/.exec(text);
  if (dayFirst) {
    const [a, b, year] = [Number(dayFirst[1]), Number(dayFirst[2]), fullYear(dayFirst[3] ?? '')];
    return civil(year, b, a) ?? civil(year, a, b);
  }
  const words = /^(\d{1,2})[- .]+([a-zа-яё]+)\.?,?[- ]+(\d{4}|\d{2})(?: ?(?:г|года)\.?)?$/.exec(text);
  if (words) return civil(fullYear(words[3] ?? ''), monthOf(words[2] ?? ''), Number(words[1]));
  const english = /^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/.exec(text);
  if (english) return civil(Number(english[3]), monthOf(english[1] ?? ''), Number(english[2]));
  return null;
}

function monthOf(word: string): number {
  return MONTHS.find(([pattern]) => pattern.test(word))?.[1] ?? 0;
}

function fullYear(text: string): number {
  const year = Number(text);
  return text.length === 2 ? (year < 70 ? 2000 + year : 1900 + year) : year;
}

/** Days since 1899-12-30, the epoch of spreadsheets; only of this era, or any number would be a date. */
function fromSerial(value: number): string | null {
  if (value < 29_221 || value > 73_050) return null;
  return new Date(Date.UTC(1899, 11, 30) + Math.floor(value) * 86_400_000).toISOString().slice(0, 10);
}

function civil(year: number, month: number, day: number): string | null {
  if (year < 1970 || year > 2100 || month < 1 || month > 12 || day < 1) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}
