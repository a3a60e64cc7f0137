import { Logger } from '@nestjs/common';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { projectRoot } from '../../common/index.js';
import {
  CatalogueDataSource,
  databaseConfig,
  migrationState,
  revertMigration,
  runMigrations,
} from '../../database/index.js';
import { NegativeAnswer } from '../exit-code.js';
import { writeMigration } from '../migrations/migration-file.js';
import { schemaDifference } from '../migrations/schema-difference.js';
import { printJson, printLine } from '../output.js';
import { terminalLogger } from '../terminal-logger.js';

interface JsonOption {
  json?: boolean;
}

interface DirectoryOption {
  directory?: string;
}

const directoryOf = ({ directory }: DirectoryOption): string =>
  directory ?? join(projectRoot(), 'migrations');

/** `migration …`: the schema of the database in use, embedded or server. None of these boots the program. */
export function addMigrationCommands(program: Command): void {
  const migration = program
    .command('migration')
    .alias('migrate')
    .description('the database schema: run, revert, show, write migrations');

  migration
    .command('run')
    .description('run every pending migration, all or nothing')
    .option('--json', 'print the names as JSON')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=postgres://… npm run migration:run')
    .action((options: JsonOption) =>
      withDataSource(async (dataSource) => {
        const ran = await runMigrations(dataSource);
        if (options.json) printJson({ ran });
        else printLine(ran.length === 0 ? 'Nothing to run: the schema is up to date.' : `Ran:\n${list(ran)}`);
      }),
    );

  migration
    .command('revert')
    .description('undo the newest migration; data it added are lost')
    .option('--json', 'print the name as JSON')
    .addHelpText('after', '\nExample:\n  npm run migration:revert')
    .action((options: JsonOption) =>
      withDataSource(async (dataSource) => {
        const reverted = await revertMigration(dataSource);
        if (options.json) printJson({ reverted });
        else printLine(reverted === null ? 'Nothing to revert.' : `Reverted ${reverted}.`);
      }),
    );

  migration
    .command('show')
    .description('list migrations; exits with 1 while some are pending')
    .option('--json', 'print the names as JSON')
    .addHelpText('after', '\nExample:\n  npm run migration:show')
    .action((options: JsonOption) =>
      withDataSource(async (dataSource) => {
        const { applied, pending } = await migrationState(dataSource);
        if (options.json) printJson({ applied, pending });
        else {
          for (const name of applied) printLine(`[X] ${name}`);
          for (const name of pending) printLine(`[ ] ${name}`);
        }
        if (pending.length > 0) throw new NegativeAnswer();
      }),
    );

  migration
    .command('create <name>')
    .description('write an empty migration and list it in migrations/index.ts')
    .option('--directory <path>', 'where migrations are (default: migrations/ of this project)')
    .addHelpText('after', '\nExample:\n  npm run migration:create -- "add warehouses"')
    .action(async (name: string, options: DirectoryOption) => {
      printLine(`Wrote ${await writeMigration(directoryOf(options), name, Date.now())}`);
    });

  migration
    .command('generate <name>')
    .description(
      'write a migration of what entities ask for and the database lacks; exits with 1 when they agree',
    )
    .option('--directory <path>', 'where migrations are (default: migrations/ of this project)')
    .addHelpText('after', '\nExample:\n  npm run migration:generate -- "add warehouses"')
    .action(async (name: string, options: DirectoryOption) => {
      const sourceRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
      const sql = await schemaDifference(sourceRoot);
      if (sql.up.length === 0) {
        printLine('Entities and database agree: there is nothing to generate.');
        throw new NegativeAnswer();
      }
      printLine(`Wrote ${await writeMigration(directoryOf(options), name, Date.now(), sql)}`);
    });
}

async function withDataSource(work: (dataSource: CatalogueDataSource) => Promise<void>): Promise<void> {
  Logger.overrideLogger(terminalLogger());
  const dataSource = await CatalogueDataSource.openForMigrations(databaseConfig());
  try {
    await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

function list(names: readonly string[]): string {
  return names.map((name) => `  ${name}`).join('\n');
}
