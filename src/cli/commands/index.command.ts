import type { Command } from 'commander';
import { IndexingAdmin } from '../../indexing/index.js';
import { wholeNumber } from '../arguments.js';
import { printJson, printLine, printTable } from '../output.js';
import { withApp } from '../with-app.js';

/** What a running server offers instead. */
const REST = 'it follows every change by itself, and GET /health shows the backlog';

/** `index …`: changes the indexer gave up on. */
export function addIndexCommands(program: Command): void {
  const index = program.command('index').description('the indexer: what it gave up on');

  index
    .command('failures')
    .description('list changes that could not be indexed, latest first')
    .option('--limit <count>', 'at most this many', wholeNumber(1, 10_000), 100)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- index failures --limit 20')
    .action((options: { limit: number; json?: boolean }) =>
      withApp(REST, async (app) => {
        const failures = await app.get(IndexingAdmin, { strict: false }).failures(options.limit);
        if (options.json) return printJson(failures);
        if (failures.length === 0) return printLine('None: every change reached the indexes.');
        printTable(
          ['material', 'attempts', 'since', 'error'],
          failures.map((one) => [one.materialId, one.attempts, one.parkedAt.toISOString(), one.error]),
        );
      }),
    );

  index
    .command('retry [materialIds...]')
    .description('put them back into the queue, all or those of some materials')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- index retry')
    .action((materialIds: string[], options: { json?: boolean }) =>
      withApp(REST, async (app, signal) => {
        const admin = app.get(IndexingAdmin, { strict: false });
        const retried = await admin.retry(materialIds.length > 0 ? materialIds : undefined);
        const done = retried > 0 ? await admin.drain(signal) : 0;
        if (options.json) return printJson({ retried, done });
        printLine(`Put back ${retried}, done ${done}.`);
      }),
    );
}
