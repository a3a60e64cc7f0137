import { cp, mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { Client } from 'pg';

export type DatabaseKind = 'embedded' | 'postgres';

/** Environment variables that make a process use a database of its own; `drop` removes it. */
export interface TestDatabase {
  env: Record<string, string>;
  drop(): Promise<void>;
}

/** A fresh, migrated database: a copy of the embedded template, or a database of the real server. */
export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'embedded'
    ? copyEmbedded()
    : createOnServer(required('TEST_POSTGRES_URL'), required('TEST_POSTGRES_TEMPLATE'));
}

/** An empty database of the real server, without any migration. */
export async function createEmptyDatabase(serverUrl: string): Promise<TestDatabase> {
  return createOnServer(serverUrl, 'template0');
}

async function copyEmbedded(): Promise<TestDatabase> {
  const dir = await mkdtemp(join(tmpdir(), 'mc-embedded-'));
  await cp(required('TEST_EMBEDDED_TEMPLATE'), dir, { recursive: true });
  return {
    env: { DATA_DIR: dir, DATABASE_URL: '' },
    drop: () => rm(dir, { recursive: true, force: true }),
  };
}

async function createOnServer(serverUrl: string, template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = async (sql: string): Promise<void> => {
    const client = new Client(serverUrl);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await admin(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { env: { DATABASE_URL: url.href }, drop: () => admin(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** URL of the real Redis server; every suite uses a key prefix of its own. */
export function redisUrl(): string {
  return required('TEST_REDIS_URL');
}

export function uniquePrefix(): string {
  return `test-${randomBytes(6).toString('hex')}:`;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the global set-up did not start that server.`);
  return value;
}

const SERVER_VARIABLES = {
  postgres: 'TEST_POSTGRES_URL',
  postgres15: 'TEST_POSTGRES15_URL',
  redis: 'TEST_REDIS_URL',
} as const;

/**
 * `describe` for suites that need a real server. Where it is not installed the suite is reported as skipped (the set-up has said
 * which server lacks); under CI=true the set-up has failed before.
 */
export function describeWith(
  servers: readonly (keyof typeof SERVER_VARIABLES)[],
  title: string,
  body: () => void,
): void {
  const there = servers.every((server) => Boolean(process.env[SERVER_VARIABLES[server]]));
  (there ? describe : describe.skip)(title, body);
}

/** Both columns of the storage table: what is set up, and what a suite title calls it. */
export const STORAGE_COLUMNS: readonly { database: DatabaseKind; title: string }[] = [
  { database: 'embedded', title: 'embedded' },
  ...(process.env.TEST_POSTGRES_URL ? [{ database: 'postgres' as const, title: 'PostgreSQL server' }] : []),
];
