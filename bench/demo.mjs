/*
 * npm run demo: walks through the cache on the running program and prints what it measured. Starts the program on an embedded
 * database of its own, and a redis-server of its own where one is installed; leaves nothing behind.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const dir = await mkdtemp(join(tmpdir(), 'mc-demo-'));
const redisBinary = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));
const rows = [];

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const redisPort = await freePort();
const startRedis = () =>
  redisBinary &&
  spawn(redisBinary, ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', dir], {
    stdio: 'ignore',
  });
let redis = startRedis();
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const program = spawn(process.execPath, ['dist/src/main.js'], {
  cwd: ROOT,
  stdio: 'ignore',
  env: {
    ...process.env,
    PORT: String(port),
    DATA_DIR: join(dir, 'data'),
    DATABASE_URL: '',
    QDRANT_URL: '',
    REDIS_URL: redis ? `redis://127.0.0.1:${redisPort}` : '',
    SAMPLE_CATALOGUE: 'true',
    LOG_LEVEL: 'error',
  },
});

async function ask(path, { method = 'GET', headers = {}, body } = {}) {
  const began = performance.now();
  const response = await fetch(base + path, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    cache: response.headers.get('x-cache') ?? '–',
    ms: performance.now() - began,
    json: text ? JSON.parse(text) : null,
  };
}

async function show(step, path, options) {
  const answer = await ask(path, options);
  rows.push({ step, status: answer.status, 'X-Cache': answer.cache, ms: Number(answer.ms.toFixed(1)) });
  return answer;
}

async function until(what, condition) {
  const deadline = Date.now() + 300_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline || program.exitCode !== null) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

try {
  console.log(
    `Starting on an empty database, cache in the process${redis ? ' and Redis' : ' (no redis-server installed)'} …`,
  );
  await until('the sample catalogue is there and indexed', async () => {
    // In this order: an index of nothing is complete too.
    if ((await ask('/api/v1/materials?limit=1')).json.items.length === 0) return false;
    return (await ask('/health?fresh=true')).json.details.indexer.backlog === 0;
  });
  const { items } = (await ask('/api/v1/materials?limit=100')).json;
  const id = items[0].id;
  const q = `/api/v1/search?q=${encodeURIComponent('цемент м500')}`;
  const batch = { method: 'POST', body: { ids: items.map((item) => item.id) } };
  await ask(`/api/v1/search?q=${encodeURIComponent('кирпич')}`); // The model is loaded.

  await show('search, not asked before', q);
  await show('search again', q);
  await show('search past the cache (no-cache)', q, { headers: { 'cache-control': 'no-cache' } });
  await show('one material', `/api/v1/materials/${id}`);
  await show('the same again', `/api/v1/materials/${id}`);
  await show('100 materials, one of them known', '/api/v1/materials/batch-get', batch);
  await show('the same 100', '/api/v1/materials/batch-get', batch);

  await show('a write: PATCH name', `/api/v1/materials/${id}`, {
    method: 'PATCH',
    body: { name: `${items[0].name} (демо)` },
  });
  const after = await show('that material, at once', `/api/v1/materials/${id}`);
  console.log(`The read after the write says: ${after.json.name}`);

  await show('forget all searches', '/api/v1/cache?namespace=search', { method: 'DELETE' });
  const warmed = await show('warm the most popular', '/api/v1/cache/warm', {
    method: 'POST',
    body: { popular: 20 },
  });
  console.log('Warming:', warmed.json);
  await show('search after warming', q);

  if (redis) {
    const ended = new Promise((resolve) => redis.once('exit', resolve));
    redis.kill('SIGKILL');
    await ended;
    await show('Redis is killed: search', q);
    await show('search again', q);
    redis = startRedis();
    const began = performance.now();
    await until(
      'Redis is used again',
      async () => (await ask('/api/v1/cache/stats')).json.stores.redis.status === 'up',
    );
    console.log(
      `Redis was in use again ${((performance.now() - began) / 1_000).toFixed(1)} s after its start.`,
    );
    await show('Redis is back: search', q);
    await show('search again', q);
  }
  console.table(rows);
  const { all } = (await ask('/api/v1/cache/stats')).json;
  console.log(
    `In all: ${all.hits} hits, ${all.misses} misses, hit rate ${(100 * all.hitRate).toFixed(0)} %.`,
  );
} finally {
  const ended = program.exitCode === null && new Promise((resolve) => program.once('exit', resolve));
  program.kill('SIGTERM');
  await ended;
  redis?.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
}
