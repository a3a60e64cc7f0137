import { DelimitedParser } from './delimited-parser.js';
import { cellText, type RawRow } from '../values/cell.js';
import { fieldsOfHeader } from './fields.js';

const CANDIDATES = [';', '\t', ',', '|', '^'] as const;
const LIMITS = { columns: 20_000, rows: 2_000_000, cellChars: 100_000 };

/** Rows among which a header is looked for, cells of each, and the length of the longest header. */
const HEADER = { rows: 30, cells: 40, chars: 60 };
/** How surely a header must mean its field. */
const SURELY = 0.8;
/** More than any number of cells says: a header cut into what we know is no chance. */
const HAS_HEADER = 1_000;

/**
 * Delimiter of a text table: one that cuts a row into headers that we know; else the one that cuts most rows into the same number of
 * cells, more cells first. A first line "sep=;" (a spreadsheet program's own hint) decides.
 */
export function detectDelimiter(sample: string): string {
  const hint = /^sep=(.)\r?\n/i.exec(sample)?.[1];
  if (hint !== undefined) return hint;
  let best = { delimiter: ',', score: -1 };
  for (const delimiter of CANDIDATES) {
    const score = scoreOf(sample, delimiter);
    if (score > best.score) best = { delimiter, score };
  }
  // A list of names alone: its commas stand within them.
  const [header = ''] = sample.trimStart().split(/\r?\n/, 1);
  const isName = fieldsOfHeader(header)[0]?.field === 'name' && !header.includes(best.delimiter);
  return isName && !sample.includes('\t') ? '\t' : best.delimiter;
}

function scoreOf(sample: string, delimiter: string): number {
  let rows: readonly RawRow[];
  try {
    const parser = new DelimitedParser(delimiter, LIMITS);
    rows = parser.push(sample).slice(0, 200);
    if (rows.length === 0) rows = parser.end();
  } catch {
    return 0;
  }
  const widths = rows.map(({ cells }) => cells.length);
  const wide = widths.filter((width) => width > 1);
  if (wide.length === 0) return 0;
  const counts = new Map<number, number>();
  for (const width of wide) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width = 0, often = 0] = [...counts].sort((a, b) => b[1] * b[0] - a[1] * a[0])[0] ?? [];
  // Decimal commas cut every row somewhere, though not into the same number of cells.
  const evenness = (often / widths.length) * Math.min(width, 20) + wide.length / widths.length;
  return evenness + HAS_HEADER * headersIn(rows);
}

/** Of several headers, "Ед. изм.;Цена", or of a sentence: behind its comma stands a blank, "Розничная, руб.". */
const IS_PIECE = /[;|^\t]|^ /;

/**
 * Most headers of different fields in one row, and a share of one for those of its cells that are; 0 for a single one, as it may be part of a
 * sentence.
 */
function headersIn(rows: readonly RawRow[]): number {
  const counts = rows.slice(0, HEADER.rows).map(({ cells }) => {
    const texts = cells
      .slice(0, HEADER.cells)
      .map((cell) => (typeof cell === 'string' ? cell : cellText(cell)));
    const fields = texts.flatMap((text) => {
      const [best] = text.length > HEADER.chars || IS_PIECE.test(text) ? [] : fieldsOfHeader(text);
      return best && best.score >= SURELY ? [best.field] : [];
    });
    return new Set(fields).size + (0.9 * fields.length) / texts.length;
  });
  const most = Math.max(0, ...counts);
  return most >= 2 ? most : 0;
}
