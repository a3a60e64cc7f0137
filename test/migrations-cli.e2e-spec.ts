import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../migrations/index.js';
import { runCli } from './support/child.js';
import { createEmptyDatabase, describeWith, type TestDatabase } from './support/servers.js';

const ALL = migrations.map((migration) => migration.name);

async function emptyEmbedded(): Promise<TestDatabase> {
  const dir = await mkdtemp(join(tmpdir(), 'mc-migrations-'));
  return {
    env: { DATA_DIR: dir, DATABASE_URL: '' },
    drop: () => rm(dir, { recursive: true, force: true }),
  };
}

function describeMigrationCommands(title: string, create: () => Promise<TestDatabase>): void {
  describe(`migration commands (${title})`, () => {
    let database: TestDatabase;
    const migration = async (...args: string[]): Promise<{ code: unknown; answer: unknown }> => {
      const { code, stdout, stderr } = await runCli(['migration', ...args, '--json'], database.env);
      if (stdout === '') throw new Error(stderr);
      return { code, answer: JSON.parse(stdout) as unknown };
    };

    beforeEach(async () => {
      database = await create();
    });
    afterEach(async () => {
      await database.drop();
    });

    it('go up, all the way down, and up again', async () => {
      expect(await migration('show')).toEqual({ code: 1, answer: { applied: [], pending: ALL } });
      expect(await migration('run')).toEqual({ code: 0, answer: { ran: ALL } });
      expect(await migration('run')).toEqual({ code: 0, answer: { ran: [] } });
      expect(await migration('show')).toEqual({ code: 0, answer: { applied: ALL, pending: [] } });
      for (const name of [...ALL].reverse()) {
        expect(await migration('revert')).toEqual({ code: 0, answer: { reverted: name } });
      }
      expect(await migration('revert')).toEqual({ code: 0, answer: { reverted: null } });
      expect(await migration('run')).toEqual({ code: 0, answer: { ran: ALL } });
    }, 300_000);

    it('write their answer to stdout and what is logged on the way to stderr', async () => {
      const env = { ...database.env, SLOW_QUERY_MS: '1' };
      const { stdout, stderr } = await runCli(['migration', 'run', '--json'], env);
      expect(JSON.parse(stdout)).toEqual({ ran: ALL });
      expect(stderr).toContain('Slow statement');
    });

    it('run once when several processes migrate at the same time', async () => {
      if (title === 'embedded') return; // One process owns the directory; the lock's own test covers the second.
      const ran = await Promise.all([migration('run'), migration('run')]);
      const sorted = ran.map(({ answer }) => (answer as { ran: string[] }).ran.length).sort((a, b) => a - b);
      expect(sorted).toEqual([0, ALL.length]);
    });
  });
}

describeMigrationCommands('embedded', emptyEmbedded);
describeWith(['postgres15'], 'PostgreSQL 15', () => {
  describeMigrationCommands('server', () => createEmptyDatabase(process.env.TEST_POSTGRES15_URL ?? ''));
});
