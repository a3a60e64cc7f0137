import type { Command } from 'commander';
import { IndexingAdmin, type ReindexProgress, type VerifyReport } from '../../indexing/index.js';
import { NegativeAnswer } from '../exit-code.js';
import { printJson, printLine, printNote, printTable } from '../output.js';
import { Progress } from '../progress.js';
import { withApp } from '../with-app.js';

/** How many differences are worth showing to a person; `--json` has more. */
const SHOWN = 50;

/** What a running server offers instead. */
const REST = 'it follows every change by itself, and GET /health shows the backlog';

/** `reindex` and `verify`: the indexes are derived data, these make and prove them. */
export function addReindexCommands(program: Command): void {
  program
    .command('reindex')
    .description('build both indexes anew beside the live ones and switch; carries on an interrupted run')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- reindex')
    .action((options: { json?: boolean }) =>
      withApp(REST, async (app, signal) => {
        const bar = new PhaseBar();
        const report = await app
          .get(IndexingAdmin, { strict: false })
          .reindex({ signal, onProgress: (progress) => bar.update(progress) })
          .finally(() => bar.stop());
        if (options.json) printJson(report);
        else {
          printLine(
            `Indexed ${report.indexed} materials in ${report.seconds.toFixed(1)} s, ${report.embedded} embedded anew` +
              `${report.collection ? `; live: ${report.collection}` : ''}${report.resumed ? ' (carried on)' : ''}.`,
          );
          if (report.parked > 0)
            printLine(`${report.parked} could not be indexed: npm run cli -- index failures`);
        }
        if (report.parked > 0) throw new NegativeAnswer();
      }),
    );

  program
    .command('verify')
    .description('compare the indexes with the catalogue; exits with 1 when they differ')
    .option('--repair', 'mend every difference')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- verify --repair')
    .action((options: { repair?: boolean; json?: boolean }) =>
      withApp(REST, async (app, signal) => {
        const progress = new Progress('materials');
        const report = await app
          .get(IndexingAdmin, { strict: false })
          .verify({
            repair: options.repair ?? false,
            signal,
            onProgress: (checked, total) => progress.update(checked, total),
          })
          .finally(() => progress.stop());
        if (options.json) printJson(report);
        else describe(report);
        if (report.differences > report.repaired) throw new NegativeAnswer();
      }),
    );
}

/** A bar for each phase: they count the same materials at very different rates. */
class PhaseBar {
  private phase: ReindexProgress['phase'] | null = null;
  private bar: Progress | null = null;

  update({ phase, done, total }: ReindexProgress): void {
    if (phase !== this.phase) {
      this.stop();
      this.phase = phase;
      const unit = phase === 'lexical' ? 'materials by words' : 'materials by meaning';
      this.bar = new Progress({ unit, rateUnit: 'materials' });
    }
    this.bar?.update(done, total);
  }

  stop(): void {
    this.bar?.stop();
  }
}

function describe(report: VerifyReport): void {
  printLine(`${report.materials} materials, ${report.points} points in the vector index.`);
  if (report.differences === 0) return printLine('The indexes agree with the catalogue.');
  printTable(
    ['material', 'index', 'difference', 'fields'],
    report.named
      .slice(0, SHOWN)
      .map((one) => [one.materialId, one.index, one.kind, (one.fields ?? []).join(', ')]),
  );
  printLine(`${report.differences} differences, ${report.repaired} mended.`);
  if (report.named.length > SHOWN) printNote(`The first ${SHOWN} are shown; --json names more.`);
  if (report.backlog > 0) printNote(`${report.backlog} changes are still on their way and may explain some.`);
}
