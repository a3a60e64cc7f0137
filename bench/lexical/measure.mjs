/** Asks the running program a query log over HTTP, past the cache, one question at a time. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';
import { percentile } from '../relevance/metrics.mjs';
import { prefixLog, queryLog } from './queries.mjs';

const FACETS = 'category,brand,unit';

/** @returns percentiles in ms of searches, of searches with facets, of suggestions, and of the machine's noise. */
export async function measureSpeed(place, size, count) {
  const server = await startProgram(place);
  try {
    const queries = queryLog(size, count);
    const prefixes = prefixLog(size, count);
    const search = (parameters) => (text) =>
      ask(server.url, 'search', { q: text, mode: 'lexical', ...parameters });
    const texts = queries.map(({ text }) => text);
    // Another log of the same kind warms the caches of the database, as a day of work would.
    for (const { text } of queryLog(size, count, 99)) await search({})(text);
    const [plain, faceted] = await timeInTurns(texts, [search({}), search({ facets: FACETS })]);
    const suggested = await timeEach(prefixes, (text) => ask(server.url, 'search/suggest', { q: text }));
    const slowest = queries
      .map((query, i) => ({ ...query, ms: plain.ms[i], facetsMs: faceted.ms[i] }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 12);
    const kinds = [...new Set(queries.map(({ kind }) => kind))].map((kind) => ({
      kind,
      ...summary(plain.ms.filter((_, i) => queries[i].kind === kind)),
    }));
    return {
      search: summary(plain.ms),
      facets: summary(faceted.ms),
      suggest: summary(suggested.ms),
      noise: summary([...plain.noise, ...faceted.noise]),
      kinds,
      slowest,
    };
  } finally {
    await server.stop();
  }
}

function summary(values) {
  const at = (p) => Math.round(percentile(values, p) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: values.length };
}

async function timeEach(texts, work) {
  const [timed] = await timeInTurns(texts, [work]);
  return timed;
}

/** Each text by every work, the other way round each time: neither has a warmer program or database. */
async function timeInTurns(texts, works) {
  const timed = works.map(() => ({ ms: [], noise: [] }));
  for (const [i, text] of texts.entries()) {
    const turns = [...works.keys()];
    for (const turn of i % 2 === 0 ? turns : turns.reverse()) {
      const startedAt = performance.now();
      await works[turn](text);
      timed[turn].ms.push(performance.now() - startedAt);
    }
    if (i % 5 === 0) for (const { noise } of timed) noise.push(fixedWork());
  }
  return timed;
}

/** About a millisecond of arithmetic on an idle machine. */
function fixedWork() {
  const startedAt = performance.now();
  let sum = 0;
  for (let i = 0; i < 1_000_000; i++) sum = (sum + i * 7) % 1_000_003;
  return performance.now() - startedAt + (sum < 0 ? 1 : 0);
}

async function ask(url, path, parameters) {
  const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`, {
    headers: { 'cache-control': 'no-cache' },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} ${JSON.stringify(parameters)}: ${response.status} ${text}`);
  return text;
}

/** Starts the built program over a database that is full. @returns its URL, and `stop`. */
export async function startProgram({ url, dataDir }) {
  const port = await freePort();
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    env: {
      ...process.env,
      DATABASE_URL: url ?? '',
      DATA_DIR: dataDir || '/nonexistent',
      QDRANT_URL: '',
      REDIS_URL: '',
      SEMANTIC_ENABLED: 'false',
      SAMPLE_CATALOGUE: 'false',
      SEARCH_LEXICAL_TIMEOUT_MS: '60000',
      RATE_LIMIT_ENABLED: 'false',
      LOG_LEVEL: 'error',
      PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const base = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
  };
  for (let tries = 0; tries < 1_200; tries++) {
    if (child.exitCode !== null) throw new Error(`The program ended with code ${child.exitCode}.`);
    if ((await fetch(`${base}/health/ready`).catch(() => null))?.ok) return { url: base, stop };
    await sleep(100);
  }
  await stop();
  throw new Error('The program did not get ready within two minutes.');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
