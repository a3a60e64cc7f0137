import type { Command } from 'commander';
import { indexFailures, indexRetry } from '../../operations/index.js';
import { wholeNumber } from '../arguments.js';
import { printJson, printLine, printTable } from '../output.js';
import { perform } from '../perform.js';

/** `index …`: changes the indexer gave up on. */
export function addIndexCommands(program: Command): void {
  const index = program.command('index').description('the indexer: what it gave up on');

  index
    .command('failures')
    .description('list changes that could not be indexed, latest first')
    .option('--limit <count>', 'at most this many', wholeNumber(1, 10_000), 100)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- index failures --limit 20')
    .action(async (options: { limit: number; json?: boolean }) => {
      const failures = await perform(indexFailures, { limit: options.limit });
      if (options.json) return printJson(failures);
      if (failures.length === 0) return printLine('None: every change reached the indexes.');
      printTable(
        ['material', 'attempts', 'since', 'error'],
        failures.map((one) => [one.materialId, one.attempts, one.parkedAt, one.error]),
      );
    });

  index
    .command('retry [materialIds...]')
    .description('put them back into the queue, all or those of some materials')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- index retry')
    .action(async (materialIds: string[], options: { json?: boolean }) => {
      const report = await perform(indexRetry, { materialIds: materialIds.length > 0 ? materialIds : null });
      if (options.json) return printJson(report);
      printLine(`Put back ${report.retried}, done ${report.done}.`);
    });
}
