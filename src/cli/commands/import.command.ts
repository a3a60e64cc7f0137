import { access, constants } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { ImportsService } from '../../imports/index.js';
import { IndexingAdmin } from '../../indexing/index.js';
import { importFile, type ImportOutcome } from '../../serve/index.js';
import { NegativeAnswer, UsageError } from '../exit-code.js';
import { printJson, printLine, printNote, printTable } from '../output.js';
import { Progress } from '../progress.js';
import { withApp } from '../with-app.js';

interface ImportCommandOptions {
  supplier: string;
  dryRun?: boolean;
  atomic?: boolean;
  encoding?: string;
  mapping?: Record<string, string>;
  currency: string;
  index: boolean;
  json?: boolean;
}

type ImportedRow = Awaited<ReturnType<ImportsService['rowsOf']>>['items'][number];

/** How many rejected rows a person is shown; the API and `--json` have the count of all. */
const SHOWN = 50;

/** `import FILE`: a price list into the catalogue, as `POST /api/v1/imports` does. */
export function addImportCommand(program: Command): void {
  program
    .command('import <file>')
    .description('import a price list (.csv, .tsv, .txt, .xlsx, also .gz); exits with 1 when it fails')
    .requiredOption('--supplier <name>', 'whose price list it is')
    .option('--dry-run', 'say what would happen and change nothing')
    .option('--atomic', 'all or nothing: a rejected row takes everything back')
    .option('--encoding <name>', 'encoding of a text file, when it is not recognised')
    .option('--mapping <json>', 'our field to column header: {"name":"Товар","price":"Опт"}', toMapping)
    .option('--currency <code>', 'currency of prices that name none', 'RUB')
    .option('--no-index', 'leave indexing to the server')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- import price.csv --supplier "СтройАктив" --dry-run')
    .action(async (file: string, options: ImportCommandOptions) => {
      await access(file, constants.R_OK).catch(() => {
        throw new UsageError(`${file} cannot be read.`);
      });
      await withApp('POST /api/v1/imports', async (app, signal) => {
        const progress = new Progress({ unit: 'bytes', rateUnit: 'rows' });
        const outcome = await importFile(app, file, {
          ...options,
          signal,
          onProgress: ({ progress: { bytesRead, bytesTotal, rowsRead } }) =>
            progress.update(bytesRead, bytesTotal, rowsRead),
        }).finally(() => progress.stop());
        const { items } = await app
          .get(ImportsService, { strict: false })
          .rowsOf(outcome.job.id, { status: 'rejected' }, SHOWN);
        if (options.json) printJson({ ...outcome.job, repeated: outcome.repeated, rejectedRows: items });
        else describe(outcome, items);
        if (outcome.job.status !== 'completed') throw new NegativeAnswer();
        if (options.index && !options.dryRun && !outcome.repeated) {
          await app.get(IndexingAdmin, { strict: false }).drain(signal);
        }
      });
    });
}

function toMapping(text: string): Record<string, string> {
  let mapping: unknown;
  try {
    mapping = JSON.parse(text);
  } catch {
    mapping = null;
  }
  if (
    typeof mapping !== 'object' ||
    mapping === null ||
    !Object.values(mapping).every((header) => typeof header === 'string')
  ) {
    throw new InvalidArgumentError('Must be a JSON object of texts, for example {"name":"Товар"}.');
  }
  return mapping as Record<string, string>;
}

function describe({ job, repeated }: ImportOutcome, rejected: readonly ImportedRow[]): void {
  if (repeated) printLine('This very file was imported before: nothing to do. That import:');
  const { created, updated, unchanged, warnings } = job;
  printLine(
    `${job.dryRun ? 'Dry run: would be' : 'Rows'} created ${created}, updated ${updated}, unchanged ${unchanged}, ` +
      `rejected ${job.rejected}, warnings ${warnings}, no longer offered ${job.vanished}.`,
  );
  if (rejected.length > 0) {
    printTable(
      ['row', 'column', 'value', 'reason'],
      rejected.map(({ row, column, value, message }) => [
        row ?? '',
        column ?? '',
        value ?? '',
        message ?? '',
      ]),
    );
    if (job.rejected > rejected.length)
      printNote(`The first ${rejected.length} of ${job.rejected} are shown.`);
  }
  if (job.status === 'cancelled') printNote('Cancelled; what was merged before stays.');
  if (job.error) printNote(`Failed: ${job.error.message}`);
}
