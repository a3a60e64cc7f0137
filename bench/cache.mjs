/*
 * What the cache is worth, as ratios measured in one run over the running program (sample catalogue, embedded database):
 *   (a) uncached against cached: hybrid search, single get, batch get of 10 and of 100, health; hit rates under a Zipf load
 *   (b) requests per second on a hit from the local tier and from Redis, against a bare Fastify route with the same bytes
 *   (c) a stampede: 500 concurrent misses of one key on 4 instances
 *
 *   npm run bench:cache            REDIS_URL or TEST_REDIS_URL names the Redis server; --part a|b|c runs one part
 */
import { fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';

const { values: options } = parseArgs({
  options: {
    part: { type: 'string' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    bare: { type: 'string' },
    stampede: { type: 'string' },
  },
});
const REDIS = process.env.TEST_REDIS_URL ?? process.env.REDIS_URL;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SELF = fileURLToPath(import.meta.url);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

// --- helpers -----------------------------------------------------------------------------------------------------------------

function ask(base, path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const request = httpRequest(base + path, {
      method,
      agent,
      headers: {
        ...headers,
        ...(text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          ms: performance.now() - began,
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    request.end(text);
  });
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

async function times(count, run) {
  const all = [];
  for (let i = 0; i < count; i++) {
    const answer = await run(i);
    if (answer.status !== 200) throw new Error(`Status ${answer.status}: ${answer.bytes}`);
    all.push(answer.ms);
  }
  all.sort((x, y) => x - y);
  return { p50: quantile(all, 0.5), p99: quantile(all, 0.99) };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startProgram(env) {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'mc-bench-'));
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dir,
      DATABASE_URL: '',
      QDRANT_URL: '',
      REDIS_URL: '',
      LOG_LEVEL: 'error',
      SAMPLE_CATALOGUE: 'true',
      CACHE_PREFIX: `bench-${randomBytes(4).toString('hex')}:`,
      ...env,
    },
  });
  const base = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 300_000;
  for (;;) {
    // The materials first: an index of nothing is complete too.
    const list = await ask(base, '/api/v1/materials?limit=1').catch(() => null);
    const filled = list?.status === 200 && JSON.parse(list.bytes).items.length > 0;
    const health = filled ? await ask(base, '/health?fresh=true').catch(() => null) : null;
    if (health?.status === 200 && JSON.parse(health.bytes).details.indexer.backlog === 0) break;
    if (Date.now() > deadline || child.exitCode !== null)
      throw new Error('The program did not become ready.');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return {
    base,
    pid: child.pid,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Processor time a process has used, milliseconds; NaN where /proc does not say. Other programs on the machine do not change it much. */
async function cpuMs(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Work of a fixed size, now and then: how far its times spread is the machine's noise. */
function noise() {
  const all = [];
  for (let i = 0; i < 30; i++) {
    const began = performance.now();
    let sum = 0;
    for (let k = 0; k < 3e6; k++) sum += k % 7;
    if (sum < 0) throw new Error();
    all.push(performance.now() - began);
  }
  all.sort((x, y) => x - y);
  return `fixed work p50 ${all[15].toFixed(1)} ms, p90 ${all[27].toFixed(1)} ms, p90/p50 ${(all[27] / all[15]).toFixed(2)}`;
}

// --- (a) ---------------------------------------------------------------------------------------------------------------------

async function partA() {
  const { base, stop } = await startProgram(REDIS ? { REDIS_URL: REDIS } : {});
  try {
    const ids = [];
    let cursor = '';
    do {
      const page = JSON.parse((await ask(base, `/api/v1/materials?limit=100${cursor}`)).bytes);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : '';
    } while (cursor && ids.length < 400);
    const words = (await readFile(join(ROOT, 'sample/materials.csv'), 'utf8'))
      .split('\n')
      .slice(1, 201)
      .map((line) => /[А-Яа-яё]{4,}(?: [А-Яа-яё\d]+)?/.exec(line)?.[0])
      .filter(Boolean);
    const queries = [...new Set(words)];
    const fresh = { headers: { 'cache-control': 'no-cache' } };
    const cases = {
      'hybrid search': [
        60,
        (i, o) => ask(base, `/api/v1/search?q=${encodeURIComponent(queries[i % queries.length])}`, o),
      ],
      'single get': [300, (i, o) => ask(base, `/api/v1/materials/${ids[i % ids.length]}`, o)],
      'batch get of 10': [
        150,
        (i, o) =>
          ask(base, '/api/v1/materials/batch-get', {
            ...o,
            method: 'POST',
            body: { ids: ids.slice((i * 10) % 300, ((i * 10) % 300) + 10) },
          }),
      ],
      'batch get of 100': [
        60,
        (i, o) =>
          ask(base, '/api/v1/materials/batch-get', {
            ...o,
            method: 'POST',
            body: { ids: ids.slice((i % 3) * 100, (i % 3) * 100 + 100) },
          }),
      ],
      health: [60, (_i, o) => ask(base, '/health', o)],
    };
    console.log('\n(a) uncached (Cache-Control: no-cache) against cached, one caller, milliseconds');
    const seed = {
      'hybrid search': 33.5,
      'single get': 23,
      'batch get of 10': 19.5,
      'batch get of 100': 19.5,
      health: 45,
    };
    const rows = {};
    for (const [name, [count, run]] of Object.entries(cases)) {
      await times(Math.min(count, 20), (i) => run(i, fresh)); // Compilers and page caches warm up.
      const uncached = await times(count, (i) => run(i, fresh));
      await times(count, (i) => run(i, {}));
      // A hit is so short that its code is compiled only after some hundred; a p99 wants a thousand.
      await times(500, (i) => run(i % count, {}));
      const cached = await times(1_000, (i) => run(i % count, {}));
      rows[name] = {
        'uncached p50': Number(uncached.p50.toFixed(2)),
        'cached p50': Number(cached.p50.toFixed(2)),
        'cached p99': Number(cached.p99.toFixed(2)),
        'ratio p50': Number((uncached.p50 / cached.p50).toFixed(1)),
        "seed's ratio": seed[name],
      };
    }
    const bare = await startBare((await ask(base, `/api/v1/materials/${ids[0]}`)).bytes);
    try {
      await times(500, () => ask(bare.base, '/same'));
      const { p50, p99 } = await times(1_000, () => ask(bare.base, '/same'));
      const [cachedP50, cachedP99] = [Number(p50.toFixed(2)), Number(p99.toFixed(2))];
      rows['bare Fastify route'] = { 'cached p50': cachedP50, 'cached p99': cachedP99 };
    } finally {
      await bare.stop();
    }
    console.table(rows);

    await ask(base, '/api/v1/cache', { method: 'DELETE' });
    const pick = zipf(100);
    const load = {
      search: [
        queries.slice(0, 100),
        2_000,
        (query) => ask(base, `/api/v1/search?q=${encodeURIComponent(query)}`),
      ],
      get: [ids.slice(0, 200), 2_000, (id) => ask(base, `/api/v1/materials/${id}`)],
      batch: [
        ids.slice(0, 100),
        1_000,
        (id) =>
          ask(base, '/api/v1/materials/batch-get', { method: 'POST', body: { ids: [id, ids[0], ids[1]] } }),
      ],
      health: [[0], 200, () => ask(base, '/health')],
    };
    console.log('Hit rates under a Zipf load (exponent 1, cold start)');
    const rates = {};
    for (const [name, [items, count, run]] of Object.entries(load)) {
      let hits = 0;
      for (let i = 0; i < count; i++) {
        const answer = await run(items[pick() % items.length]);
        if (answer.headers['x-cache'] === 'HIT') hits += 1;
      }
      rates[name] = {
        requests: count,
        'of which different': items.length,
        'hit rate %': Number(((100 * hits) / count).toFixed(1)),
      };
    }
    console.table(rates);
  } finally {
    await stop();
  }
}

function zipf(n) {
  const weights = Array.from({ length: n }, (_, i) => 1 / (i + 1));
  const total = weights.reduce((sum, one) => sum + one, 0);
  return () => {
    let left = Math.random() * total;
    for (let i = 0; i < n; i++) if ((left -= weights[i]) <= 0) return i;
    return n - 1;
  };
}

// --- (b) ---------------------------------------------------------------------------------------------------------------------

async function bareFastify(file) {
  const { default: fastify } = await import('fastify');
  const bytes = await readFile(file);
  const app = fastify();
  app.get('/same', (_request, reply) => {
    void reply.header('content-type', 'application/json; charset=utf-8').send(bytes);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send(app.server.address().port);
}

/** A process that answers `/same` with these bytes, and does nothing else: what HTTP costs on this machine. */
async function startBare(bytes) {
  const dir = await mkdtemp(join(tmpdir(), 'mc-bench-'));
  await writeFile(join(dir, 'same.json'), bytes);
  const child = fork(SELF, ['--bare', join(dir, 'same.json')]);
  const port = await new Promise((resolve) => child.once('message', resolve));
  const stop = async () => {
    child.kill();
    await rm(dir, { recursive: true, force: true });
  };
  return { base: `http://127.0.0.1:${port}`, pid: child.pid, stop };
}

async function partB() {
  const local = await startProgram({ REDIS_URL: REDIS ?? '' });
  const redis = REDIS ? await startProgram({ REDIS_URL: REDIS, CACHE_LOCAL_BYTES: '0' }) : null;
  let bare;
  try {
    const q = encodeURIComponent('цемент');
    const targets = {};
    const pids = {};
    for (const [name, program] of Object.entries({ local, redis })) {
      if (!program) continue;
      const { items } = JSON.parse((await ask(program.base, '/api/v1/materials?limit=1')).bytes);
      pids[`get, ${name}`] = program.pid;
      pids[`search, ${name}`] = program.pid;
      targets[`get, ${name}`] = `${program.base}/api/v1/materials/${items[0].id}`;
      targets[`search, ${name}`] = `${program.base}/api/v1/search?q=${q}&limit=1`;
    }
    const sample = (await ask(local.base, new URL(targets['get, local']).pathname)).bytes;
    bare = await startBare(sample);
    pids['bare Fastify'] = bare.pid;
    const all = { 'bare Fastify': `${bare.base}/same`, ...targets };
    const measured = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const [name, url] of Object.entries(all)) {
        if (round === 0) await autocannon({ url, connections: 32, duration: 1 });
        const cpuBefore = await cpuMs(pids[name]);
        const result = await autocannon({ url, connections: 32, duration: Number(options.seconds) });
        result.cpuUs = (1_000 * ((await cpuMs(pids[name])) - cpuBefore)) / result.requests.total;
        if (result.non2xx + result.errors > 0)
          throw new Error(`${name}: ${result.non2xx} non-2xx, ${result.errors} errors`);
        measured[name].push(result);
      }
    }
    console.log(
      `\n(b) requests per second on a hit, 32 connections, ${options.rounds} alternating rounds of ${options.seconds} s; ${sample.length} bytes (get)`,
    );
    const median = (list) => [...list].sort((x, y) => x - y)[Math.floor(list.length / 2)];
    const base = median(measured['bare Fastify'].map((r) => r.requests.average));
    const baseCpu = median(measured['bare Fastify'].map((r) => r.cpuUs));
    console.table(
      Object.fromEntries(
        Object.entries(measured).map(([name, list]) => {
          const rates = list.map((r) => r.requests.average);
          return [
            name,
            {
              median: Math.round(median(rates)),
              min: Math.round(Math.min(...rates)),
              max: Math.round(Math.max(...rates)),
              'of bare': Number((median(rates) / base).toFixed(2)),
              'CPU µs': Number(median(list.map((r) => r.cpuUs)).toFixed(1)),
              'of bare by CPU': Number((baseCpu / median(list.map((r) => r.cpuUs))).toFixed(2)),
              'p99 ms': median(list.map((r) => r.latency.p99)),
            },
          ];
        }),
      ),
    );
  } finally {
    await bare?.stop();
    await local.stop();
    await redis?.stop();
  }
}

// --- (c) ---------------------------------------------------------------------------------------------------------------------

async function stampedeWorker(prefix) {
  const { startInstance } = await import('../dist/src/cache/testing/fleet-of-caches.js');
  const { InMemoryDurableEpoch } = await import('../dist/src/cache/adapters/in-memory-durable-epoch.js');
  const instance = await startInstance({
    url: REDIS,
    prefix,
    durable: new InMemoryDurableEpoch(),
    commandTimeoutMs: 2_000,
  });
  // All have joined and agree on the key space once the leader says go.
  process.send('ready');
  await new Promise((resolve) => process.once('message', resolve));
  let loads = 0;
  const began = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 125 }, () =>
      instance.cache.get(
        { namespace: 'stampede', ttlMs: 60_000, staleMs: 0, negativeTtlMs: 0 },
        'one',
        async () => {
          loads += 1;
          await new Promise((resolve) => setTimeout(resolve, 100));
          return { value: 'loaded' };
        },
      ),
    ),
  );
  process.send({
    loads,
    right: answers.every(({ value }) => value === 'loaded'),
    ms: performance.now() - began,
  });
  await instance.stop();
  process.disconnect();
}

async function partC() {
  const prefix = `bench-${randomBytes(4).toString('hex')}:`;
  const children = [];
  for (let i = 0; i < 4; i++) {
    const child = fork(SELF, ['--stampede', prefix]);
    await new Promise((resolve) => child.once('message', resolve));
    children.push(child);
  }
  // A heartbeat or two, until the key spaces of the four (each with its own epoch here) have become one.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const results = await Promise.all(
    children.map(
      (child) =>
        new Promise((resolve) => {
          child.once('message', resolve);
          child.send('go');
        }),
    ),
  );
  console.log('\n(c) 500 concurrent misses of one key on 4 instances, a load takes 100 ms');
  console.log({
    loads: results.reduce((sum, { loads }) => sum + loads, 0),
    allAnswered: results.every(({ right }) => right),
    'slowest instance, ms': Math.round(Math.max(...results.map(({ ms }) => ms))),
  });
}

if (options.bare) await bareFastify(options.bare);
else if (options.stampede) await stampedeWorker(options.stampede);
else {
  console.log(`Machine's noise before: ${noise()}`);
  if (!options.part || options.part === 'a') await partA();
  if (!options.part || options.part === 'b') await partB();
  if ((!options.part || options.part === 'c') && REDIS) await partC();
  if (!REDIS)
    console.log('\nNo TEST_REDIS_URL or REDIS_URL: the rows over Redis and part (c) were left out.');
  console.log(`Machine's noise after: ${noise()}`);
  agent.destroy();
}
