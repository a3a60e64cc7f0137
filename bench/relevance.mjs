/**
 * Relevance over a labelled set: `npm run bench:relevance -- DIRECTORY [--url URL] [--out FILE] [--no-floor]`
 * (or RELEVANCE_DIR). The directory holds `catalogue.csv`, `queries.tsv` and `qrels.tsv`. Without --url the catalogue is
 * imported into a new embedded database, which is removed afterwards. Fails below the floor of bench/relevance-floor.json.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { URLSearchParams } from 'node:url';
import { parseArgs } from 'node:util';
import { readQueries } from './relevance/development-set.mjs';
import { meanOf, measureRanking, percentile } from './relevance/metrics.mjs';
import { importFile, indexed, startServer } from './relevance/server.mjs';

const MODES = ['lexical', 'semantic', 'hybrid'];
const FLOOR_FILE = new URL('./relevance-floor.json', import.meta.url);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    out: { type: 'string' },
    'no-floor': { type: 'boolean', default: false },
  },
});
const directory = positionals[0] ?? process.env.RELEVANCE_DIR;
if (!directory || !existsSync(join(directory, 'queries.tsv'))) {
  console.error(
    'Name the folder of a labelled set: npm run bench:relevance -- DIRECTORY (or RELEVANCE_DIR). It holds catalogue.csv ' +
      '(sku, name, category, ...), queries.tsv (qid, query, class) and qrels.tsv (qid, sku, grade).',
  );
  process.exit(2);
}

const server = options.url ? { url: options.url, stop: async () => undefined } : await startServer();
let failed;
try {
  if (!options.url) {
    const created = await importFile(server.url, join(directory, 'catalogue.csv'));
    await indexed(server.url);
    console.log(`${created} materials imported and indexed.`);
  }
  const report = await measure(server.url, readQueries(directory));
  print(report);
  if (options.out) writeFileSync(options.out, JSON.stringify(report, null, 1));
  failed = !options['no-floor'] && !holdsFloor(report);
} finally {
  await server.stop();
}
process.exit(failed ? 1 : 0);

async function ask(url, text, mode) {
  const query = new URLSearchParams({ q: text, mode, limit: '50' });
  const started = performance.now();
  const response = await fetch(`${url}/api/v1/search?${query}`, { headers: { 'cache-control': 'no-cache' } });
  if (!response.ok) throw new Error(`"${text}" (${mode}): ${response.status} ${await response.text()}`);
  const answer = await response.json();
  return { answer, ms: performance.now() - started };
}

async function measure(url, queries) {
  for (const { text } of queries.slice(0, 10)) await ask(url, text, 'hybrid');
  const modes = {};
  for (const mode of MODES) {
    const rows = [];
    for (const query of queries) {
      const { answer, ms } = await ask(url, query.text, mode);
      if (answer.degraded.length > 0)
        throw new Error(`"${query.text}" (${mode}) was degraded: ${answer.degraded}`);
      const hits = answer.items.map(({ material, confidence, score }) => ({
        sku: material.sku,
        name: material.name,
        grade: query.grades.get(material.sku) ?? 0,
        confidence,
        score,
      }));
      const row = { id: query.id, text: query.text, class: query.class, ms, total: answer.total, hits };
      if (query.class === 'zero') row.honest = hits.every(({ confidence }) => confidence === 'low') ? 1 : 0;
      else
        row.measures = measureRanking(
          hits.map(({ sku }) => sku),
          query.grades,
        );
      rows.push(row);
    }
    modes[mode] = { rows, ...summarise(rows) };
  }
  return modes;
}

function summarise(rows) {
  const inDomain = rows.filter(({ measures }) => measures);
  const zero = rows.filter(({ honest }) => honest !== undefined);
  const classes = [...new Set(inDomain.map((row) => row.class))];
  return {
    overall: meanOf(inDomain.map(({ measures }) => measures)),
    classes: Object.fromEntries(
      classes.map((name) => [
        name,
        meanOf(inDomain.filter((row) => row.class === name).map(({ measures }) => measures)),
      ]),
    ),
    zero: zero.length > 0 ? zero.reduce((sum, { honest }) => sum + honest, 0) / zero.length : null,
    confidentInDomain:
      inDomain.filter(({ hits }) => hits.some(({ confidence }) => confidence !== 'low')).length /
      inDomain.length,
    latencyMs: {
      p50: percentile(
        rows.map(({ ms }) => ms),
        0.5,
      ),
      p95: percentile(
        rows.map(({ ms }) => ms),
        0.95,
      ),
    },
  };
}

function print(report) {
  const number = (value) => (value === undefined || value === null ? '  -  ' : value.toFixed(3));
  const line = (name, pick) =>
    console.log(
      name.padEnd(10),
      ...MODES.flatMap((mode) => {
        const measures = pick(report[mode]);
        return [
          '|',
          number(measures?.ndcg10),
          number(measures?.mrr10),
          number(measures?.recall50),
          number(measures?.success1),
        ];
      }),
    );
  console.log(''.padEnd(10), ...MODES.flatMap((mode) => ['|', mode.padEnd(23)]));
  console.log('class'.padEnd(10), ...MODES.flatMap(() => ['|', 'nDCG ', 'MRR  ', 'rec50', 'suc1 ']));
  line('OVERALL', ({ overall }) => overall);
  for (const name of Object.keys(report.hybrid.classes)) line(name, ({ classes }) => classes[name]);
  for (const mode of MODES) {
    const { zero, confidentInDomain, latencyMs } = report[mode];
    console.log(
      `${mode.padEnd(9)} zero-result honest ${number(zero)}, in-domain answered with confidence ${number(confidentInDomain)}, ` +
        `latency p50 ${latencyMs.p50.toFixed(1)} ms, p95 ${latencyMs.p95.toFixed(1)} ms`,
    );
  }
}

function holdsFloor({ hybrid, lexical, semantic }) {
  const floor = JSON.parse(readFileSync(FLOOR_FILE, 'utf8'));
  const faults = [];
  const check = (what, value, least) => {
    if (!(value >= least)) faults.push(`${what}: ${value?.toFixed(3)} is below ${least}`);
  };
  check('hybrid nDCG@10', hybrid.overall.ndcg10, floor.overall);
  check('zero-result honesty', hybrid.zero, floor.zero);
  for (const [name, measures] of Object.entries(hybrid.classes)) {
    check(`hybrid nDCG@10 of ${name}`, measures.ndcg10, floor.classes[name] ?? floor.anyClass);
    const single = Math.max(lexical.classes[name].ndcg10, semantic.classes[name].ndcg10);
    check(
      `hybrid nDCG@10 of ${name} beside the better single mode`,
      measures.ndcg10,
      single - floor.belowSingle,
    );
  }
  for (const fault of faults) console.error(`Below the floor: ${fault}`);
  return faults.length === 0;
}
