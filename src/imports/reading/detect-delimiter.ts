import { DelimitedParser } from './delimited-parser.js';
import { fieldsOfHeader } from './fields.js';

const CANDIDATES = [';', '\t', ',', '|', '^'] as const;
const LIMITS = { columns: 20_000, rows: 2_000_000, cellChars: 100_000 };

/**
 * Delimiter of a text table: the one that cuts most rows into the same number of cells, more cells first. A first line "sep=;"
 * (a spreadsheet program's own hint) decides.
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
  let widths: number[];
  try {
    const parser = new DelimitedParser(delimiter, LIMITS);
    widths = parser
      .push(sample)
      .slice(0, 200)
      .map(({ cells }) => cells.length);
    if (widths.length === 0) widths = parser.end().map(({ cells }) => cells.length);
  } catch {
    return 0;
  }
  const wide = widths.filter((width) => width > 1);
  if (wide.length === 0) return 0;
  const counts = new Map<number, number>();
  for (const width of wide) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width = 0, often = 0] = [...counts].sort((a, b) => b[1] * b[0] - a[1] * a[0])[0] ?? [];
  // Decimal commas cut every row somewhere, though not into the same number of cells.
  return (often / widths.length) * Math.min(width, 20) + wide.length / widths.length;
}
