import { Command } from 'commander';
import { productVersion } from '../common/index.js';
import { addBackupCommands } from './commands/backup.command.js';
import { addCacheCommands } from './commands/cache.command.js';
import { addCompletionCommand } from './commands/completion.command.js';
import { addDoctorCommand } from './commands/doctor.command.js';
import { addImportCommand } from './commands/import.command.js';
import { addIndexCommands } from './commands/index.command.js';
import { addKeysCommands } from './commands/keys.command.js';
import { addMigrationCommands } from './commands/migration.command.js';
import { addReindexCommands } from './commands/reindex.command.js';
import { addSearchCommand } from './commands/search.command.js';
import { addServeCommand } from './commands/serve.command.js';
import { addUsersCommands } from './commands/users.command.js';

const ENVIRONMENT = `
Settings come from the environment (docs/configuration.md): DATA_DIR or DATABASE_URL, REDIS_URL, QDRANT_URL …
Exit codes: 0 done, 1 failed or the answer is no, 2 wrong usage. NO_COLOR switches colours off.`;

/**
 * The command line. Every command works over the same services as the server; none needs a running server, and where one has
 * the embedded database open, it is asked.
 */
export function buildProgram(): Command {
  const program = new Command('catalogue')
    .description('Materials Catalogue: catalogue and search for construction materials')
    .version(productVersion())
    .showHelpAfterError('(--help shows how)')
    .addHelpText('after', ENVIRONMENT);
  addServeCommand(program);
  addImportCommand(program);
  addSearchCommand(program);
  addReindexCommands(program);
  addIndexCommands(program);
  addCacheCommands(program);
  addUsersCommands(program);
  addKeysCommands(program);
  addMigrationCommands(program);
  addBackupCommands(program);
  addDoctorCommand(program);
  addCompletionCommand(program);
  return program;
}
