import type { Command } from 'commander';
import type { VerifyReport } from '../../indexing/index.js';
import { reindex, verify } from '../../operations/index.js';
import { NegativeAnswer } from '../exit-code.js';
import { printJson, printLine, printNote, printTable } from '../output.js';
import { perform } from '../perform.js';
import { Progress } from '../progress.js';

/** How many differences are worth showing to a person; `--json` has more. */
const SHOWN = 50;

/** `reindex` and `verify`: the indexes are derived data, these make and prove them. */
export function addReindexCommands(program: Command): void {
  program
    .command('reindex')
    .description('build both indexes anew beside the live ones and switch; carries on an interrupted run')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- reindex')
    .action(async (options: { json?: boolean }) => {
      const bar = new PhaseBar();
      const report = await perform(reindex, {}, (done, total, phase) =>
        bar.update(done, total, phase),
      ).finally(() => bar.stop());
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
    });

  program
    .command('verify')
    .description('compare the indexes with the catalogue; exits with 1 when they differ')
    .option('--repair', 'mend every difference')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- verify --repair')
    .action(async (options: { repair?: boolean; json?: boolean }) => {
      const report = await verifyIndexes(options.repair ?? false);
      if (options.json) printJson(report);
      else describeVerification(report);
      if (report.differences > report.repaired) throw new NegativeAnswer();
    });
}

/** A bar for each phase: they count the same materials at very different rates. */
class PhaseBar {
  private phase: string | undefined;
  private bar: Progress | null = null;

  update(done: number, total: number, phase?: string): void {
    if (phase !== this.phase || !this.bar) {
      this.stop();
      this.phase = phase;
      const unit = phase === 'lexical' ? 'materials by words' : 'materials by meaning';
      this.bar = new Progress({ unit, rateUnit: 'materials' });
    }
    this.bar.update(done, total);
  }

  stop(): void {
    this.bar?.stop();
  }
}

/** `verify`, with a progress bar. */
export function verifyIndexes(repair: boolean): Promise<VerifyReport> {
  const progress = new Progress({ unit: 'materials' });
  return perform(verify, { repair }, (done, total) => progress.update(done, total)).finally(() =>
    progress.stop(),
  );
}

export function describeVerification(report: VerifyReport): void {
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
