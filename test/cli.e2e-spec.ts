import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram } from '../src/cli/program.js';
import { writeMigration } from '../src/cli/migrations/migration-file.js';
import { printable } from '../src/cli/output.js';
import { runCli } from './support/child.js';

/** Every command that does something, with the words that call it. */
function leaves(command: Command, words: string[] = []): { words: string[]; command: Command }[] {
  return command.commands.length === 0
    ? [{ words, command }]
    : command.commands.flatMap((sub) => leaves(sub, [...words, sub.name()]));
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help;
}

describe('command line', () => {
  it.each(leaves(buildProgram()).map((leaf) => [leaf.words.join(' '), leaf.command] as const))(
    '%s: --help says what it does, with an example',
    (words, command) => {
      const help = helpOf(command);
      expect(command.description()).not.toBe('');
      expect(help).toContain('Example:');
      expect(help).toContain(words.split(' ').at(-1));
    },
  );

  it('exits with 2 for wrong usage and names the fault on stderr', async () => {
    for (const args of [['nonsense'], ['index', 'failures', '--limit', 'many'], ['migration', 'create']]) {
      const { code, stdout, stderr } = await runCli(args, {});
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
      expect(stderr).toContain('error:');
    }
  });

  it('exits with 0 for --help and --version', async () => {
    const help = await runCli(['--help'], {});
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('Exit codes');
    const version = await runCli(['--version'], {});
    expect([version.code, version.stdout]).toEqual([0, '0.1.0\n']);
  });

  it.each(['migration', 'migrate'])(
    'exits with 1 and says what to mend when a setting is wrong: %s',
    async (name) => {
      const { code, stdout, stderr } = await runCli([name, 'show'], {
        DATABASE_URL: 'mysql://user:secret@host/db',
      });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain('DATABASE_URL: must be a postgres:// URL');
      expect(stderr).not.toContain('secret');
    },
  );

  it('takes control sequences out of catalogue text', () => {
    expect(printable('Цемент\u001b[31m\u0007 М500\u202e\nмешок')).toBe('Цемент[31m М500 мешок');
  });
});

describe('migration create', () => {
  it('writes a migration that compiles and keeps the list in order', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mc-migration-files-'));
    try {
      await writeMigration(directory, 'second-thing', 1_800_000_000_002);
      await writeMigration(directory, 'FirstThing', 1_800_000_000_001, {
        up: ['COMMENT ON TABLE units IS \'`${x}` \\ "y"\''],
        down: ['COMMENT ON TABLE units IS NULL'],
      });
      expect((await readdir(directory)).sort()).toEqual([
        '1800000000001-first-thing.ts',
        '1800000000002-second-thing.ts',
        'index.ts',
      ]);
      const index = await readFile(join(directory, 'index.ts'), 'utf8');
      expect(index).toContain(
        'export const migrations = [FirstThing1800000000001, SecondThing1800000000002];',
      );
      const first = await readFile(join(directory, '1800000000001-first-thing.ts'), 'utf8');
      expect(first).toContain('`COMMENT ON TABLE units IS \'\\`\\${x}\\` \\\\ "y"\'`');
      await expect(writeMigration(directory, 'имя', 1_800_000_000_003)).rejects.toThrow('is no name');
      await expect(writeMigration(directory, '1st', 1_800_000_000_003)).rejects.toThrow('is no name');
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
