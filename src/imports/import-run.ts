import type { DataSource, QueryRunner } from 'typeorm';
import { setUpForBulk, type ChangeFeed } from '../database/index.js';
import type { CategoriesService } from '../materials/index.js';
import { ImportFault } from './import-error.js';
import type { RowCounts } from './import-metrics.js';
import type { ImportQueue, ProgressUpdate } from './import-queue.js';
import type { ClaimedImport, ImportFormat } from './import.js';
import type { ImportsConfig } from './imports.config.js';
import type { ReadRow } from './interpreting/item.js';
import type { Lease } from './lease.js';
import { BatchMerger, type MergeResult } from './merging/batch-merger.js';
import type { MergeTarget } from './merging/merge-sql.js';
import { ensurePriceList } from './merging/price-list-sql.js';
import { PreparedRows } from './merging/staged-columns.js';
import { DryRunRecord } from './merging/dry-run-record.js';
import { readItems } from './reading-items.js';
import { rememberMapping } from './remembered-mapping.js';
import { openFile } from './reading/open-file.js';
import type { Mapping } from './reading/find-header.js';
import { learnMapping } from './reading/learn-mapping.js';
import type { UnitLookup } from './values/unit-value.js';

/** Thrown inside a job to leave it: the import was cancelled, taken over, or the process stops. */
export class JobStop extends Error {
  constructor(readonly reason: 'cancel' | 'lost' | 'shutdown') {
    super(reason);
  }
}

export interface JobRooms {
  dataSource: DataSource;
  embedded: boolean;
  queue: ImportQueue;
  categories: CategoriesService;
  feed: ChangeFeed;
  config: ImportsConfig;
}

const TRANSIENT = new Set(['40001', '40P01', '23503', '23505']);
const ATTEMPTS = 5;
/** Rejected rows of a refused atomic import that are told. */
const MAX_REFUSED = 10_000;

/** What a batch does within its transaction, and how far in the file it reaches. */
type BatchWork = (runner: QueryRunner) => Promise<{ result: MergeResult; record: number }>;

/** A batch in the database's hands, as an object: a promise of a promise is one promise. */
interface Merging {
  merged: Promise<void>;
}

/** One import at work: reads the file from its start and merges what is not merged yet, batch by batch. */
export class ImportRun {
  private progress: ProgressUpdate;
  private readonly target: MergeTarget;
  private readonly dryRun: DryRunRecord | null;
  private readonly refused: ReadRow[] = [];
  private chosen: Mapping = {};
  /** The one transaction of an atomic import; the others have one a batch. */
  private whole: QueryRunner | null = null;
  private onTakenIn: () => void = () => undefined;

  constructor(
    private readonly rooms: JobRooms,
    private readonly job: ClaimedImport,
    private readonly lease: Lease,
    priceListId: string,
    private readonly counts: RowCounts,
    /** Aborted with a JobStop when the work is to end. */
    private readonly signal: AbortSignal,
  ) {
    this.dryRun = job.options.dryRun ? new DryRunRecord(job.id) : null;
    this.target = {
      importId: job.id,
      supplierId: job.supplierId,
      priceListId,
      validFrom: job.createdAt,
      keepItems: this.dryRun !== null,
    };
    this.progress = {
      ...counts,
      vanished: 0,
      recordsMerged: job.recordsMerged,
      nextPosition: job.nextPosition,
    };
  }

  /** Rows this run dealt with, what earlier runs of the same import did left out. */
  get dealtWith(): RowCounts {
    const { created, updated, unchanged, rejected, warnings } = this.progress;
    const { counts } = this;
    return {
      created: created - counts.created,
      updated: updated - counts.updated,
      unchanged: unchanged - counts.unchanged,
      rejected: rejected - counts.rejected,
      warnings: warnings - counts.warnings,
    };
  }

  /** @throws JobStop, ImportFault, or whatever the database says. */
  async run(path: string, lookup: UnitLookup): Promise<void> {
    const { job, rooms, lease } = this;
    const file = await openFile(path, rooms.config.limits, job.options.encoding, (bytes) => {
      lease.read.bytesRead = bytes;
    });
    const onFormat = async (format: ImportFormat): Promise<void> => {
      this.chosen = format.mapping;
      await rooms.queue.setFormat(job.id, format);
    };
    // The next batch is read and made ready while the database merges the one before.
    let merging: Merging = { merged: Promise.resolve() };
    try {
      let batch = this.newBatch();
      let records = 0;
      for await (const chunk of readItems(file, job, lookup, onFormat)) {
        this.signal.throwIfAborted();
        for (const { row, record } of chunk) {
          // Between two records, never within one: what is merged is known by the last of them.
          if (record !== records && batch.rows.length >= rooms.config.batchRows) {
            await merging.merged;
            merging = await this.startMerging(batch, records);
            batch = this.newBatch();
          }
          records = record;
          if (row === null) continue;
          lease.read.rowsRead += 1;
          if (record > job.recordsMerged) batch.add(row);
        }
      }
      await merging.merged;
      await this.finish(batch, records);
    } catch (error) {
      await merging.merged.catch(() => undefined);
      if (this.whole?.isTransactionActive) {
        await this.whole.rollbackTransaction();
        Object.assign(this.progress, this.counts, { rejected: this.progress.rejected });
      }
      if (this.refused.length > 0) await this.tellRefused();
      throw error;
    } finally {
      await this.whole?.release();
      this.whole = null;
    }
  }

  private newBatch(): PreparedRows {
    return new PreparedRows(this.rooms.embedded ? 'json' : 'copy');
  }

  /**
   * Resolves when the database has taken the rows in and works on by itself. Who reads on before that keeps its short questions waiting,
   * and it for the answers.
   */
  private async startMerging(rows: PreparedRows, record: number): Promise<Merging> {
    const takenIn = new Promise<void>((resolve) => {
      this.onTakenIn = resolve;
    });
    const merged = this.mergeBatch(rows, record);
    await Promise.race([takenIn, merged.catch(() => undefined)]); // Thrown where it is awaited.
    return { merged };
  }

  private async mergeBatch(rows: PreparedRows, record: number): Promise<void> {
    this.signal.throwIfAborted();
    if (this.atomic) {
      if (!this.refuse(rows)) this.count(await this.merge(await this.opened(), rows), record);
      return;
    }
    await this.inTransaction(async (runner) => ({ result: await this.merge(runner, rows), record }));
  }

  private async finish(rows: PreparedRows, record: number): Promise<void> {
    this.signal.throwIfAborted();
    const last: BatchWork = async (runner) => {
      const merged = await this.merge(runner, rows);
      // A dry run rolled its batches back, so it cannot see what vanished by the outcomes; its record of keys tells.
      const gone = this.dryRun
        ? await this.dryRun.withdraw(runner, this.job.supplierId, merged.nextPosition)
        : await this.merger(runner).withdrawVanished(merged.nextPosition);
      const changed =
        merged.changed === 'all' || gone.changed === 'all' ? 'all' : [...merged.changed, ...gone.changed];
      return { result: { ...merged, ...gone, changed }, record };
    };
    if (this.atomic) {
      if (this.refuse(rows)) throw rejectedFault(this.refused);
      const whole = await this.opened();
      const { result } = await last(whole);
      this.count(result, record);
      await this.settle(whole, true);
      await whole.commitTransaction();
      await this.rooms.feed.announce({ materialIds: 'all', origin: 'local' });
      return;
    }
    await this.inTransaction(last, true);
  }

  /** Runs one batch in a transaction of its own; again when the only thing wrong was another writer. */
  private async inTransaction(work: BatchWork, final = false): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const runner = await this.begin();
      const before = { ...this.progress };
      try {
        const { result, record } = await work(runner);
        this.count(result, record);
        if (this.dryRun) {
          await this.dryRun.collect(runner);
          await runner.rollbackTransaction();
          await this.rooms.dataSource.transaction(async (manager) => {
            await this.dryRun?.write(manager);
            await this.settle(manager.queryRunner as QueryRunner, final);
          });
        } else {
          await this.settle(runner, final);
          await runner.commitTransaction();
          await this.rooms.feed.announce({ materialIds: result.changed, origin: 'local' });
        }
        return;
      } catch (error) {
        this.progress = before;
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        const code = (error as { driverError?: { code?: string } }).driverError?.code ?? '';
        if (attempt >= ATTEMPTS || !TRANSIENT.has(code)) throw error;
      } finally {
        await runner.release();
      }
    }
  }

  /** From its first bad row on, an atomic import only looks for more of them. @returns true when there is one. */
  private refuse({ rows }: PreparedRows): boolean {
    const bad = rows.filter(({ item }) => item === null);
    this.refused.push(...bad.slice(0, Math.max(0, MAX_REFUSED - this.refused.length)));
    this.progress.rejected += bad.length;
    return this.refused.length > 0;
  }

  /** Says which rows kept an atomic import back; it changed nothing else. */
  private async tellRefused(): Promise<void> {
    const { rejected, recordsMerged } = this.progress;
    await this.rooms.dataSource.transaction(async (manager) => {
      const merger = this.merger(manager.queryRunner as QueryRunner);
      const nextPosition = await merger.writeIssues(this.refused, 1);
      const none = { created: 0, updated: 0, unchanged: 0, warnings: 0, vanished: 0 };
      await this.lease.report({ ...none, rejected, recordsMerged, nextPosition }, manager);
    });
  }

  private async begin(): Promise<QueryRunner> {
    const runner = this.rooms.dataSource.createQueryRunner();
    await runner.startTransaction();
    await setUpForBulk(runner);
    // A batch that a crash of the server takes back takes its progress back with it; the last commit waits for the disk, and so
    // for all before it.
    if (!this.rooms.embedded) await runner.query("SELECT set_config('synchronous_commit', 'off', true)");
    return runner;
  }

  private get atomic(): boolean {
    return this.job.options.atomic && this.dryRun === null;
  }

  /** Begun with the first batch: on the embedded database nothing else gets through while it is open. */
  private async opened(): Promise<QueryRunner> {
    return (this.whole ??= await this.begin());
  }

  private merger(runner: QueryRunner): BatchMerger {
    return new BatchMerger(runner, this.rooms.categories, this.rooms.embedded, this.target, () => {
      this.onTakenIn();
    });
  }

  private async merge(runner: QueryRunner, rows: PreparedRows): Promise<MergeResult> {
    await ensurePriceList(runner.manager, this.target, this.job);
    return await this.merger(runner).merge(rows, this.progress.nextPosition);
  }

  private count(result: MergeResult, record: number): void {
    const { progress } = this;
    progress.created += result.created;
    progress.updated += result.updated;
    progress.unchanged += result.unchanged;
    progress.rejected += result.rejected;
    progress.warnings += result.warnings;
    progress.vanished += result.vanished;
    progress.nextPosition = result.nextPosition;
    progress.recordsMerged = record;
  }

  /** Writes the progress into the same transaction, and the end of the import with the last batch. */
  private async settle(runner: QueryRunner, final: boolean): Promise<void> {
    if (final && !this.rooms.embedded) {
      await runner.query("SELECT set_config('synchronous_commit', 'on', true)");
    }
    const state = await this.lease.report(this.progress, runner.manager);
    if (state === 'lost') throw new JobStop('lost');
    if (state === 'cancel') throw new JobStop('cancel');
    if (!final) return;
    if (this.dryRun === null) {
      const learned = learnMapping(this.job.remembered, this.chosen);
      await rememberMapping(this.job.supplierId, learned, runner.manager);
    }
    await this.rooms.queue.finish(this.job.id, this.lease.token, 'completed', null, runner.manager);
  }
}

function rejectedFault(rows: readonly ReadRow[]): ImportFault {
  const bad = rows.find(({ item }) => item === null);
  const issue = bad?.issues.find(({ status }) => status === 'rejected');
  return new ImportFault(
    'rows_rejected',
    `Nothing was imported, because not every row can be: row ${bad?.rowNumber ?? '?'}, ${issue?.message ?? 'rejected'}`,
  );
}
