// Relevance of word search alone, without the server: loads a labelled catalogue into an empty database, indexes it, asks.
//   node bench/lexical-relevance.mjs DIRECTORY [--database URL] [--show CLASS|QID]
// DIRECTORY holds catalogue.csv, queries.tsv and qrels.tsv (see docs/lexical-search.md). Without a database URL the embedded
// database is used. Skips, saying so, when DIRECTORY is not there. Run `npm run build` first.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { performance } from 'node:perf_hooks';
import { CatalogueDataSource, runMigrations } from '../dist/src/database/index.js';
import { createLexicalIndex } from '../dist/src/lexical-index/testing/create-lexical-index.js';

const directory = process.argv[2];
const option = (name) => {
  const at = process.argv.indexOf(name);
  return at > 0 ? process.argv[at + 1] : undefined;
};
if (!directory || !existsSync(path.join(directory, 'queries.tsv'))) {
  console.log('Skipped: no labelled catalogue given.');
  process.exit(0);
}

const read = (file) => readFileSync(path.join(directory, file), 'utf8');
const tsv = (file) => parse(read(file), { columns: true, delimiter: '\t', quote: null });
const dataDir = await mkdtemp(path.join(tmpdir(), 'lexical-bench-'));
const dataSource = await CatalogueDataSource.open({
  url: option('--database') ?? null,
  dataDir,
  poolSize: 4,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 60_000,
  migrationsRun: true,
});
try {
  await runMigrations(dataSource);
  await load();
  const index = createLexicalIndex(dataSource);
  const startedAt = performance.now();
  const indexed = await index.indexAll();
  if (indexed) console.log(`indexed ${indexed} materials in ${Math.round(performance.now() - startedAt)} ms`);
  await dataSource.query('ANALYZE');
  await measure(index);
} finally {
  await dataSource.destroy();
  await rm(dataDir, { recursive: true, force: true });
}

async function load() {
  const [{ count }] = await dataSource.query('SELECT count(*)::int AS count FROM materials');
  if (count > 0) return;
  const rows = parse(read('catalogue.csv'), { columns: true });
  const ids = new Map();
  for (const { category, subcategory } of rows) {
    for (const [parent, name] of [
      ['', category],
      [category, subcategory],
    ]) {
      const key = parent ? `${parent}/${name}` : name;
      if (!name || ids.has(key)) continue;
      const [{ id }] = await dataSource.query(
        'INSERT INTO categories (parent_id, name) VALUES ($1, $2) RETURNING id',
        [ids.get(parent) ?? null, name],
      );
      ids.set(key, id);
    }
  }
  const items = rows.map((row) => ({
    sku: row.sku,
    name: row.name,
    description: row.description || null,
    brand: row.brand || null,
    category_id: ids.get(row.subcategory ? `${row.category}/${row.subcategory}` : row.category),
    price_amount: row.price_rub || null,
    price_currency: row.price_rub ? 'RUB' : null,
  }));
  await dataSource.query(
    `INSERT INTO materials (sku, name, description, brand, category_id, price_amount, price_currency)
     SELECT sku, name, description, brand, category_id, price_amount, price_currency
     FROM jsonb_to_recordset($1::jsonb) AS d
       (sku text, name text, description text, brand text, category_id uuid, price_amount numeric, price_currency text)`,
    [JSON.stringify(items)],
  );
}

async function measure(index) {
  const labels = new Map();
  for (const { qid, sku, grade } of tsv('qrels.tsv')) {
    if (!labels.has(qid)) labels.set(qid, new Map());
    labels.get(qid).set(sku, Number(grade));
  }
  const classes = new Map();
  const times = [];
  const show = option('--show');
  for (const { qid, query, class: kind } of tsv('queries.tsv')) {
    const startedAt = performance.now();
    const understanding = await index.understand(query);
    const { hits } = await index.retrieve(understanding, { limit: 50 });
    times.push(performance.now() - startedAt);
    const rows = await dataSource.query('SELECT id, sku, name FROM materials WHERE id = ANY($1::uuid[])', [
      hits.map(({ id }) => id),
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const grades = labels.get(qid) ?? new Map();
    const score =
      kind === 'zero'
        ? Number(hits.every((hit) => hit.score < 0.4))
        : dcg(hits.slice(0, 10).map(({ id }) => grades.get(byId.get(id)?.sku) ?? 0)) /
          dcg([...grades.values()].sort((a, b) => b - a).slice(0, 10));
    if (!classes.has(kind)) classes.set(kind, []);
    classes.get(kind).push(score);
    if (show === kind || show === qid || (show === 'bad' && score < 0.8)) {
      console.log(
        `\n${qid} ${kind} "${query}" ${score.toFixed(3)} [${understanding.kind}] ${understanding.interpreted}`,
      );
      console.log('  ', JSON.stringify(understanding.corrections), 'match', understanding.matchGroups.join());
      for (const group of understanding.groups) {
        const ways = group.alternatives
          .map(({ lexemes, weight }) => `${lexemes.join('+')}@${weight}`)
          .join(' ');
        console.log(
          `   ${group.required ? '!' : ' '}${group.context ? '~' : ' '}${group.known ? '' : '?'}${group.text} (${group.kind} ${group.idf.toFixed(1)}): ${ways}`,
        );
      }
      for (const hit of hits.slice(0, 12)) {
        const { coverage, sizeAgreement } = hit.features;
        const row = byId.get(hit.id);
        console.log(
          `   ${grades.get(row?.sku) ?? 0} ${hit.score.toFixed(3)} c${coverage.toFixed(2)} s${sizeAgreement.toFixed(2)} ${row?.name}`,
        );
      }
    }
  }
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  for (const [kind, list] of classes)
    console.log(kind.padEnd(10), String(list.length).padStart(3), mean(list).toFixed(3));
  const overall = [...classes].filter(([kind]) => kind !== 'zero').flatMap(([, list]) => list);
  times.sort((a, b) => a - b);
  console.log(
    'nDCG@10 overall',
    mean(overall).toFixed(4),
    `p50 ${times[times.length >> 1].toFixed(1)} ms, p95 ${times[Math.floor(times.length * 0.95)].toFixed(1)} ms`,
  );
}

function dcg(grades) {
  return grades.reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
}
