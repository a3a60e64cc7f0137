/**
 * Speed of word search at size:
 *   npm run bench:lexical -- [--sizes 10000,100000] [--database URL] [--queries 600] [--grouped] [--plans] [--keep] [--json FILE]
 * For each size it makes a catalogue (bench/lexical/generator.mjs), indexes it and asks the running program, over HTTP and past the
 * cache, a mixed query log: searches, searches with facets, suggestions. With --database (a PostgreSQL server whose user may create
 * databases) each size has a database `lexical_bench_SIZE`, kept and used again with --keep; without, the embedded database.
 * --grouped puts the table in the order of its categories, as price lists bring goods: what is quick only where they stand mixed shows.
 * "noise" is a fixed piece of arithmetic timed beside the queries: where its p95 is far above its p50, the machine was busy.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { describeStorage, fillAndIndex } from './lexical/build.mjs';
import { measureSpeed } from './lexical/measure.mjs';
import { printPlans } from './lexical/plans.mjs';
import { print, printGrowth } from './lexical/print.mjs';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000' },
    database: { type: 'string' },
    queries: { type: 'string', default: '600' },
    grouped: { type: 'boolean', default: false },
    plans: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const sizes = options.sizes.split(',').map(Number);
const reports = [];
for (const size of sizes) {
  const place = options.database ? await serverDatabase(options.database, size) : await embeddedDatabase();
  try {
    const build = await fillAndIndex(place, size, { grouped: options.grouped });
    if (options.plans) await printPlans(place, size);
    const storage = await describeStorage(place);
    const speed = await measureSpeed(place, size, Number(options.queries));
    reports.push({ size, build, storage, ...speed });
    print(reports[reports.length - 1]);
  } finally {
    await place.drop();
  }
}
printGrowth(reports);
if (options.json) await writeFile(options.json, JSON.stringify(reports, null, 1));

async function serverDatabase(url, size) {
  const name = `lexical_bench_${size}${options.grouped ? '_grouped' : ''}`;
  const admin = async (sql) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const { rowCount } = await admin(`SELECT 1 FROM pg_database WHERE datname = '${name}'`);
  if (!rowCount) await admin(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    dataDir: '',
    drop: async () => void (options.keep || (await admin(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

async function embeddedDatabase() {
  const dataDir = await mkdtemp(join(tmpdir(), 'lexical-bench-'));
  return { url: null, dataDir, drop: async () => rm(dataDir, { recursive: true, force: true }) };
}
