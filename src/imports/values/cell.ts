import { decodeHTMLStrict } from 'entities';

/** What one cell of a file holds: text as it stands, or a value typed by the spreadsheet; null when empty. */
export type Cell = string | number | boolean | Date | null;

/** One row of a file with its place in it. */
export interface RawRow {
  /** Row number as the file's own program shows it, from 1. */
  rowNumber: number;
  /** Name of the sheet; null in a text file. */
  sheet: string | null;
  cells: readonly Cell[];
}

/** Blanks that spreadsheets and word processors put in numbers and names: all of them become a space. */
const BLANKS = /[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+/gu;
/** What PostgreSQL cannot hold, what Unicode does not define alone, and what only steers a terminal. */
// eslint-disable-next-line no-control-regex -- the point of this expression.
const UNSTORABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e]|\p{Surrogate}/gu;

/** Any of the above, or a blank at an end or beside another: most cells have none, and are their own text. */
const UNCLEAN =
  // eslint-disable-next-line no-control-regex -- as above.
  /[\u0000-\u001f\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff]|^ | $| {2}/;

const MAY_BE_HTML = /[&<]/;
/** A tag of HTML that dresses up text. */
const TAG =
  /<\/?(?:a|b|br|div|em|font|h\d|hr|i|img|li|ol|p|small|span|strong|sub|sup|table|tbody|td|tr|u|ul|wbr)(?:\s[^<>]{0,300})?\s?\/?>/giu;

/** Text of a cell for a reader: storable, blanks single, trimmed; '' for an empty one. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string' && !MAY_BE_HTML.test(cell) && !UNCLEAN.test(cell)) return cell;
  // Exports of web shops write "Клей &quot;Момент&quot;" and "<b>Клей</b>"; a bare ampersand stays, and so does "<50 мм".
  if (typeof cell === 'string')
    return decodeHTMLStrict(cell)
      .replace(/<sup>([23])<\/sup>/giu, (_, power: string) => (power === '2' ? '²' : '³'))
      .replace(TAG, ' ')
      .replace(UNSTORABLE, '')
      .replace(BLANKS, ' ')
      .trim();
  if (typeof cell === 'number') return numberText(cell);
  if (typeof cell === 'boolean') return cell ? 'да' : 'нет';
  return cell.toISOString().slice(0, 10);
}

export function isEmptyCell(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cellText(cell) === '');
}

/** A spreadsheet's double as people read it: 15 significant digits and no exponent. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return '';
  if (Number.isSafeInteger(value)) return String(value);
  const rounded = Number(value.toPrecision(15));
  if (Number.isInteger(rounded)) return BigInt(rounded).toString();
  const plain = String(rounded);
  return plain.includes('e') ? rounded.toFixed(10).replace(/\.?0+$/, '') : plain;
}
