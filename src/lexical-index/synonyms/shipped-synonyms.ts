import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { defaultWeight, type SynonymRule } from './synonym-rule.js';

/** The file that ships, beside `src` and `dist`. */
export function shippedSynonymsFile(): string {
  const here = fileURLToPath(import.meta.url);
  const root = here.slice(0, here.lastIndexOf(join('src', 'lexical-index'))).replace(/dist[\\/]$/, '');
  return join(root, 'dictionaries', 'synonyms.csv');
}

/**
 * Reads rules from CSV with the columns `topic` (for people), `terms`, `also` and `weight`; terms are separated by `|`. Without
 * `also` the terms mean the same either way; with it they find that too, but not back. An empty weight is the usual one.
 *
 * @throws Error naming the line that cannot be read.
 */
export function parseSynonyms(csv: string): SynonymRule[] {
  const records: { info: { lines: number }; record: Record<string, string> }[] = parse(csv, {
    columns: true,
    bom: true,
    info: true,
    skip_empty_lines: true,
  });
  return records.map(({ info, record }) => {
    const list = (cell: string | undefined): string[] =>
      (cell ?? '')
        .split('|')
        .map((term) => term.trim())
        .filter((term) => term !== '');
    const terms = list(record.terms);
    const also = list(record.also);
    const weight = record.weight ? Number(record.weight) : defaultWeight({ also });
    if (terms.length === 0 || terms.length + also.length < 2 || !(weight > 0 && weight <= 1)) {
      throw new Error(`Synonyms, line ${info.lines}: cannot read "${Object.values(record).join(',')}"`);
    }
    return { terms, also, weight };
  });
}

let shipped: readonly SynonymRule[] | null = null;

/** The rules that ship with the program; the file is read once. */
export function shippedSynonyms(): readonly SynonymRule[] {
  shipped ??= parseSynonyms(readFileSync(shippedSynonymsFile(), 'utf8'));
  return shipped;
}
