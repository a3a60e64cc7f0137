/* global Blob */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { URLSearchParams } from 'node:url';
import { item } from '../lexical/generator.mjs';
import { queryLog } from '../lexical/queries.mjs';
import { startServer, imported, indexed } from '../relevance/server.mjs';
import { noise, round, summary, timed } from './measure.mjs';
import { bagOfWords, DIMENSIONS } from './vectors.mjs';

const MODEL_ITEMS = 500;
const SEARCH_MS = 120_000;

/** The whole program: its start, the indexer from an upload to the last vector, and hybrid searches that no cache answers. */
export async function benchProgram({ items, queryCount }) {
  await starting();
  await indexingWithModel();
  await searchingAt(items, queryCount);
}

async function starting() {
  const words = await startedIn({ SEMANTIC_ENABLED: 'false' });
  const meaning = await startedIn({});
  console.log('start to first search, new embedded database', {
    withoutModelSeconds: words,
    withModelAndMeaningSeconds: meaning,
    noise: await noise(),
  });
}

async function startedIn(env) {
  const started = performance.now();
  const server = await startServer(env);
  try {
    const wanted = env.SEMANTIC_ENABLED === 'false' ? ['semantic'] : [];
    for (;;) {
      const { degraded } = await ask(server.url, 'цемент');
      if (String(degraded) === String(wanted)) return round((performance.now() - started) / 1_000);
      if (performance.now() - started > SEARCH_MS) throw new Error('Search by meaning does not come up.');
    }
  } finally {
    await server.stop();
  }
}

async function indexingWithModel() {
  const server = await startServer();
  try {
    const seconds = await load(server.url, MODEL_ITEMS);
    console.log('indexer with the model that ships, upload to last vector', {
      items: MODEL_ITEMS,
      itemsPerSecond: round(MODEL_ITEMS / seconds),
      noise: await noise(),
    });
  } finally {
    await server.stop();
  }
}

async function searchingAt(items, queryCount) {
  const model = await startModel();
  const env = {
    EMBEDDINGS_URL: model.url,
    EMBEDDINGS_MODEL: 'words',
    EMBEDDINGS_DIMENSIONS: String(DIMENSIONS),
  };
  const database = process.env.DATABASE_URL ? { DATABASE_URL: process.env.DATABASE_URL } : {};
  if (database.DATABASE_URL) {
    execFileSync(process.execPath, ['dist/src/cli/main.js', 'migration', 'run'], { stdio: 'ignore' });
  }
  const qdrant = ownCollections();
  const server = await startServer({ ...env, ...database, ...qdrant.env });
  try {
    const seconds = await load(server.url, items);
    // Questions of words, which all modes answer: an article number is found without the vectors.
    const log = queryLog(items, 2 * queryCount).filter(({ kind }) => !kind.startsWith('sku'));
    const questions = log.map(({ text }) => text).slice(0, queryCount);
    for (const { text } of queryLog(items, 20, 3)) await ask(server.url, text);
    let degraded = 0;
    const modes = {};
    for (const mode of ['lexical', 'semantic', 'hybrid']) {
      const times = await timed(questions.length, async (n) => {
        degraded += (await ask(server.url, questions[n], mode)).degraded.length;
      });
      modes[mode] = summary(times);
    }
    console.log('the program with a stand-in for the model', {
      items,
      database: database.DATABASE_URL ? 'server' : 'embedded',
      uploadToLastVectorPerSecond: Math.round(items / seconds),
      uncachedSearchMs: modes,
      degraded,
      noise: await noise(),
    });
  } finally {
    await server.stop();
    await model.stop();
    await qdrant.drop();
  }
}

/** Qdrant under a name of its own: what another model has made there is neither searched nor replaced. `drop` removes what was made. */
function ownCollections() {
  const url = process.env.QDRANT_URL;
  if (!url) return { env: { QDRANT_URL: '' }, drop: () => Promise.resolve() };
  const prefix = `bench${Date.now().toString(36)}`;
  const headers = process.env.QDRANT_API_KEY ? { 'api-key': process.env.QDRANT_API_KEY } : {};
  return {
    env: { QDRANT_URL: url, QDRANT_COLLECTION: prefix },
    drop: async () => {
      const { result } = await (await fetch(`${url}/collections`, { headers })).json();
      for (const { name } of result.collections.filter((one) => one.name.startsWith(prefix)))
        await fetch(`${url}/collections/${name}`, { method: 'DELETE', headers });
    },
  };
}

/** Uploads generated items and waits until the last one can be found by meaning. @returns seconds. */
async function load(url, items) {
  const started = performance.now();
  const quoted = (text) => `"${(text ?? '').replaceAll('"', '""')}"`;
  const lines = Array.from({ length: items }, (_, n) => {
    const { sku, name, category, unit, brand, description, price } = item(n);
    return [sku, name, category, unit, brand, description, price].map(quoted).join(';');
  });
  const form = new FormData();
  form.set('supplier', 'Bench');
  const header = 'Артикул;Наименование;Категория;Ед.;Бренд;Описание;Цена';
  form.set('file', new Blob([`${header}\n${lines.join('\n')}\n`]), 'bench.csv');
  await imported(url, form);
  await indexed(url);
  return (performance.now() - started) / 1_000;
}

async function ask(url, q, mode = 'hybrid') {
  const query = new URLSearchParams({ q, mode, limit: '20' });
  const response = await fetch(`${url}/api/v1/search?${query}`, { headers: { 'cache-control': 'no-cache' } });
  if (!response.ok) throw new Error(`"${q}" (${mode}): ${response.status} ${await response.text()}`);
  return response.json();
}

/** `/v1/embeddings` that costs next to nothing: what is measured is the program, not a model. */
async function startModel() {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { input } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const data = input.map((text, index) => ({ index, embedding: Array.from(bagOfWords(text)) }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
