import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS = 300_000;
const IMPORT_MS = 1_800_000;
const INDEX_MS = 3_600_000;

/** Starts the built server over an embedded database of its own. @returns its URL and process id, and `stop`, which removes all it wrote. */
export async function startServer(env = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'materials-relevance-'));
  const port = await freePort();
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/src/main.js'], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      QDRANT_URL: '',
      REDIS_URL: '',
      LOG_LEVEL: 'warn',
      // What is found is measured here, on a busy machine too; who is late is measured elsewhere.
      SEARCH_LEXICAL_TIMEOUT_MS: '60000',
      SEARCH_SEMANTIC_TIMEOUT_MS: '60000',
      SAMPLE_CATALOGUE: 'false',
      ...env,
      DATA_DIR: dataDir,
      PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await until('the server to be ready', START_MS, async () => {
      if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
      return (await fetch(`${url}/health/ready`).catch(() => null))?.ok === true;
    });
    return { url, pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Uploads a catalogue as a price list and waits until every row is in. */
export async function importFile(url, file) {
  const form = new FormData();
  form.set('supplier', 'Relevance');
  form.set('file', await openAsBlob(file), basename(file));
  return imported(url, form);
}

/** Sends the form of an import and waits until every row is in. @returns how many materials were made. */
export async function imported(url, form) {
  const response = await fetch(`${url}/api/v1/imports`, { method: 'POST', body: form });
  if (response.status !== 202) throw new Error(`POST /imports: ${response.status} ${await response.text()}`);
  const { id } = await response.json();
  let state;
  await until('the import', IMPORT_MS, async () => {
    state = await (await fetch(`${url}/api/v1/imports/${id}`)).json();
    return !['queued', 'running'].includes(state.status);
  });
  if (state.status !== 'completed' || state.rejected > 0) {
    throw new Error(
      `The import ${state.status}, ${state.rejected} rows rejected: ${JSON.stringify(state.error)}`,
    );
  }
  return state.created;
}

/** Waits until the indexer has nothing left to do. */
export async function indexed(url) {
  await until('the indexer', INDEX_MS, async () => {
    const health = await (await fetch(`${url}/health?fresh=true`)).json();
    return health.details?.indexer?.backlog === 0;
  });
}

async function until(what, timeoutMs, condition) {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`);
    await sleep(250);
  }
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
