import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One query of the set: what is asked, its class, and the grades (1 related, 2 good, 3 exact) of the SKUs that answer it. */

/**
 * Reads queries and labels.
 *
 * @param {string} directory holds `queries.tsv` (qid, query, class, ...) and `qrels.tsv` (qid, sku, grade).
 * @returns {{ id: string, text: string, class: string, grades: Map<string, number> }[]}
 */
export function readQueries(directory) {
  const grades = new Map();
  for (const { qid, sku, grade } of readTable(join(directory, 'qrels.tsv'))) {
    if (!grades.has(qid)) grades.set(qid, new Map());
    grades.get(qid).set(sku, Number(grade));
  }
  return readTable(join(directory, 'queries.tsv')).map((row) => ({
    id: row.qid,
    text: row.query,
    class: row.class,
    grades: grades.get(row.qid) ?? new Map(),
  }));
}

function readTable(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
