/*
 * What access and limits cost, and what the ceiling on concurrent requests is worth:
 *   (a) a hit of the cache by an API key, with limits, against one on a server that asks for nothing
 *   (b) latency of the served requests at one and at three times as many clients as there is room for
 *
 *   npm run bench:access            --seconds 4 --rounds 5; --part a|b runs one part
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';

const { values: options } = parseArgs({
  options: {
    part: { type: 'string' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    port: { type: 'string', default: '3130' },
  },
});
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SECRET = 'YmVuY2htYXJrIHNlY3JldCwgb2Ygbm8gdmFsdWUgdG8gYW55Ym9keQ';
const seconds = Number(options.seconds);
const median = (list) => [...list].sort((x, y) => x - y)[Math.floor(list.length / 2)];

async function start(name, port, env) {
  const dir = await mkdtemp(join(tmpdir(), `mc-access-${name}-`));
  const all = {
    ...process.env,
    DATABASE_URL: '',
    REDIS_URL: '',
    DATA_DIR: dir,
    PORT: String(port),
    SEMANTIC_ENABLED: 'false',
    SAMPLE_CATALOGUE: 'false',
    LOG_LEVEL: 'error',
    ...env,
  };
  let key = null;
  if (all.AUTH_REQUIRED === 'true') {
    const args = [
      'dist/src/cli/main.js',
      'keys',
      'create',
      'bench',
      '--json',
      '--role',
      'editor',
      '--rate-limit',
      '100000000',
    ];
    const made = spawnSync(process.execPath, args, { cwd: ROOT, env: all, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    key = JSON.parse(made.stdout).key;
  }
  const child = spawn(process.execPath, ['dist/src/main.js'], { cwd: ROOT, env: all, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; ; i++) {
    const ready = await fetch(`${url}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) break;
    if (i > 3_000 || child.exitCode !== null) throw new Error(`${name} did not start.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    name,
    url,
    pid: child.pid,
    headers: key === null ? {} : { 'x-api-key': key },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** CPU time of a process, milliseconds; Linux only. */
async function cpuMs(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function partA() {
  const port = Number(options.port);
  const open = await start('open', port, {});
  const guarded = await start('guarded', port + 1, { AUTH_REQUIRED: 'true', JWT_SECRET: SECRET });
  try {
    const paths = {};
    for (const server of [open, guarded]) {
      const made = await fetch(`${server.url}/api/v1/materials`, {
        method: 'POST',
        headers: { ...server.headers, 'content-type': 'application/json' },
        body: JSON.stringify({ sku: 'C-500', name: 'Цемент М500, 50 кг', category: 'Сухие смеси/Цемент' }),
      });
      if (made.status !== 201) throw new Error(await made.text());
      paths[server.name] = made.headers.get('location');
    }
    const rates = { open: [], guarded: [] };
    const cpu = { open: [], guarded: [] };
    for (let round = 0; round <= Number(options.rounds); round++) {
      for (const server of round % 2 ? [open, guarded] : [guarded, open]) {
        const before = await cpuMs(server.pid);
        const result = await autocannon({
          url: server.url + paths[server.name],
          headers: server.headers,
          connections: 32,
          duration: round === 0 ? 1 : seconds,
        });
        if (result.non2xx + result.errors > 0) throw new Error(`${server.name}: ${result.non2xx} not 2xx`);
        if (round === 0) continue;
        rates[server.name].push(result.requests.average);
        cpu[server.name].push((1_000 * ((await cpuMs(server.pid)) - before)) / result.requests.total);
      }
    }
    console.log(`\n(a) hits, 32 connections, ${options.rounds} alternating rounds of ${seconds} s`);
    console.table(
      Object.fromEntries(
        ['open', 'guarded'].map((name) => [
          name === 'open' ? 'nothing asked for' : 'API key and limits',
          {
            'median req/s': Math.round(median(rates[name])),
            min: Math.round(Math.min(...rates[name])),
            max: Math.round(Math.max(...rates[name])),
            'CPU µs': Number(median(cpu[name]).toFixed(1)),
          },
        ]),
      ),
    );
    const ratio = median(rates.guarded) / median(rates.open);
    const byCpu = median(cpu.open) / median(cpu.guarded);
    console.log(`ratio ${ratio.toFixed(2)} by throughput, ${byCpu.toFixed(2)} by CPU (wanted: 0.85 or more)`);
  } finally {
    await open.stop();
    await guarded.stop();
  }
}

async function partB() {
  const room = 16;
  const server = await start('gate', Number(options.port) + 2, {
    CONCURRENCY_LIMIT: String(room),
    CONCURRENCY_QUEUE: String(1.5 * room),
    SAMPLE_CATALOGUE: 'true',
  });
  try {
    const words = ['цемент', 'кирпич', 'песок', 'труба', 'кабель', 'доска', 'плитка', 'краска'];
    let asked = 0;
    // Past the cache, so that every request is work.
    const setupRequest = (request) => ({
      ...request,
      path: `/api/v1/search?q=${encodeURIComponent(words[asked++ % words.length])}&limit=10`,
      headers: { 'cache-control': 'no-cache' },
    });
    console.log(`\n(b) searches past the cache, room for ${room}, ${2 * seconds} s each`);
    const rows = {};
    for (const times of [1, 3]) {
      const served = [];
      let shed = 0;
      let other = 0;
      const run = autocannon({
        url: server.url,
        connections: room * times,
        duration: 2 * seconds,
        requests: [{ setupRequest }],
      });
      run.on('response', (_client, status, _bytes, ms) => {
        if (status === 200) served.push(ms);
        else if (status === 503) shed += 1;
        else other += 1;
      });
      const result = await run;
      served.sort((x, y) => x - y);
      rows[`${times} × room`] = {
        served: served.length,
        'served/s': Math.round(served.length / (2 * seconds)),
        shed,
        'other answers': other,
        errors: result.errors,
        'p50 ms': Math.round(served[Math.floor(served.length * 0.5)]),
        'p95 ms': Math.round(served[Math.floor(served.length * 0.95)]),
      };
    }
    console.table(rows);
    const [one, three] = Object.values(rows).map((row) => row['p95 ms']);
    console.log(`p95 of the served: ${(three / one).toFixed(2)} times that at 1 × (wanted: 3 or less)`);
    const alive = await fetch(`${server.url}/health/ready`);
    console.log(`afterwards /health/ready says ${alive.status}`);
  } finally {
    await server.stop();
  }
}

if (options.part !== 'b') await partA();
if (options.part !== 'a') await partB();
