/*
 * Whether the server keeps its shape: minutes at half of what it can do, by default as it comes out of the box (embedded database, model
 * and sample catalogue). Reads past and through the cache, suggestions, writes and small imports.
 *
 *   npm run soak                    --minutes 10 --connections 16 --share 0.5
 *
 * Shows how memory grows (least squares over the second half), what failed, and the event loop's delay. DATABASE_URL, QDRANT_URL and
 * REDIS_URL are used when --servers is given.
 */
import { Blob } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { indexed, startServer } from './relevance/server.mjs';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    connections: { type: 'string', default: '16' },
    share: { type: 'string', default: '0.5' },
    servers: { type: 'boolean', default: false },
  },
});
const connections = Number(options.connections);
const SAMPLE_MS = 5_000;
const WORDS = [
  'цемент',
  'кирпич',
  'песок',
  'труба',
  'кабель',
  'доска',
  'плитка',
  'краска',
  'утеплитель',
  'гвозди',
];

/** One request in so many of each kind, as a shop would ask: mostly reads, some never asked before, few writes. */
function requestsOf(ids) {
  let n = 0;
  const pick = (list) => list[Math.floor(Math.random() * list.length)];
  const search = () => `/api/v1/search?q=${encodeURIComponent(pick(WORDS))}&limit=20`;
  const fresh = () =>
    `/api/v1/search?q=${encodeURIComponent(`${pick(WORDS)} ${1 + (n % 5_000)} мм`)}&limit=20`;
  const kinds = [
    ...Array(8).fill(() => ({ path: search() })),
    ...Array(4).fill(() => ({ path: fresh() })),
    ...Array(6).fill(() => ({ path: `/api/v1/materials/${pick(ids)}` })),
    ...Array(4).fill(() => ({
      path: `/api/v1/search/suggest?q=${encodeURIComponent(pick(WORDS).slice(0, 1 + (n % 5)))}`,
    })),
    () => ({ path: '/api/v1/materials?limit=50' }),
    () => ({
      method: 'PATCH',
      path: `/api/v1/materials/${pick(ids)}`,
      body: JSON.stringify({ description: `Soaked ${n}` }),
      headers: { 'content-type': 'application/json' },
    }),
  ];
  return [
    {
      setupRequest: (request) => {
        n += 1;
        return { ...request, method: 'GET', body: undefined, headers: {}, ...pick(kinds)() };
      },
    },
  ];
}

async function run(url, ids, more) {
  const statuses = {};
  const running = autocannon({ url, connections, requests: requestsOf(ids), timeout: 30, ...more });
  running.on('response', (_client, status) => (statuses[status] = (statuses[status] ?? 0) + 1));
  return { ...(await running), statuses };
}

/** A price list of twenty rows, new prices each time. */
async function importList(url, round) {
  const rows = Array.from({ length: 20 }, (_, i) => `S-${i},Брус ${i} мм,м,${round + i}.50`);
  const form = new FormData();
  form.set('supplier', 'Soak');
  form.set('file', new Blob([['Артикул,Наименование,Ед.,Цена', ...rows].join('\n')]), 'soak.csv');
  const answer = await fetch(`${url}/api/v1/imports`, { method: 'POST', body: form });
  return answer.status;
}

async function rssMb(pid) {
  const kb = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

/** The event loop's delay since it was last asked for, milliseconds. */
async function loopDelay(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  return 1_000 * Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(text)?.[1]);
}

/** Least squares. @returns change of y for one of x. */
function slope(points) {
  const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const x = mean(points.map((point) => point[0]));
  const y = mean(points.map((point) => point[1]));
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)] ?? NaN;

const servers = options.servers
  ? Object.fromEntries(
      ['DATABASE_URL', 'QDRANT_URL', 'REDIS_URL'].map((name) => [name, process.env[name] ?? '']),
    )
  : {};
const server = await startServer({ SAMPLE_CATALOGUE: 'true', ...servers });
try {
  const page = await (await fetch(`${server.url}/api/v1/materials?limit=100`)).json();
  const ids = page.items.map(({ id }) => id);
  if (ids.length === 0) throw new Error('The catalogue is empty.');
  await indexed(server.url);
  await run(server.url, ids, { duration: 10 });
  const full = await run(server.url, ids, { duration: 20 });
  const rate = Math.round(full.requests.average * Number(options.share));
  console.log(
    `At full load: ${Math.round(full.requests.average)} requests/s. Soaking at ${rate}/s for ${options.minutes} min.`,
  );

  const samples = [];
  const imports = {};
  const begin = performance.now();
  let round = 0;
  const timer = setInterval(async () => {
    try {
      const minute = (performance.now() - begin) / 60_000;
      const sample = { minute, rss: await rssMb(server.pid), loop: await loopDelay(server.url) };
      samples.push(sample);
      if (samples.length % 2 === 0) {
        const status = await importList(server.url, (round += 1));
        imports[status] = (imports[status] ?? 0) + 1;
      }
      if (samples.length % 12 === 0) {
        console.log(
          `${minute.toFixed(1)} min: ${sample.rss.toFixed(0)} MB, event loop p99 ${sample.loop.toFixed(1)} ms`,
        );
      }
    } catch (error) {
      imports[String(error)] = (imports[String(error)] ?? 0) + 1;
    }
  }, SAMPLE_MS);
  const result = await run(server.url, ids, { duration: Number(options.minutes) * 60, overallRate: rate });
  clearInterval(timer);
  const second = samples.filter(({ minute }) => minute > Number(options.minutes) / 2);
  console.table({
    'requests/s': Math.round(result.requests.average),
    statuses: JSON.stringify(result.statuses),
    'errors and time-outs': result.errors,
    imports: JSON.stringify(imports),
    'latency p50 / p99 ms': `${result.latency.p50} / ${result.latency.p99}`,
    'RSS at first, in the middle, at last, MB': [samples[0], second[0], second.at(-1)]
      .map(({ rss }) => Math.round(rss))
      .join(', '),
    'RSS, second half, MB/min': slope(second.map(({ minute, rss }) => [minute, rss])).toFixed(2),
    'event loop p99 of 5 s, median / worst, ms': `${at(
      samples.map(({ loop }) => loop),
      0.5,
    ).toFixed(1)} / ${Math.max(...samples.map(({ loop }) => loop)).toFixed(1)}`,
  });
} finally {
  await server.stop();
}
