import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, newId } from '../common/index.js';
import { ChangeFeed, databaseConfig, type DatabaseConfig } from '../database/index.js';
import { CategoriesService, normaliseUnitKey, UnitsService } from '../materials/index.js';
import { FileChunks } from './file-chunks.js';
import { ImportFault } from './import-error.js';
import { ImportMetrics } from './import-metrics.js';
import { ImportRun, JobStop } from './import-run.js';
import { ImportQueue } from './import-queue.js';
import { Lease } from './lease.js';
import type { ClaimedImport } from './import.js';
import { importsConfig, type ImportsConfig } from './imports.config.js';
import { findPriceList } from './merging/price-list-sql.js';
import type { KnownUnit, UnitLookup } from './values/unit-value.js';

/** A job that has failed this often by something else than its file is given up. */
const MAX_ATTEMPTS = 5;
const MAX_REMEMBERED_TEXTS = 10_000;

/** Takes imports from the queue and does them, at most `IMPORT_CONCURRENCY` at a time in this process. */
@Injectable()
export class ImportWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ImportWorker.name);
  private readonly stop = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private lookAgain = false;
  private ready = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: ImportQueue,
    private readonly chunks: FileChunks,
    private readonly categories: CategoriesService,
    private readonly units: UnitsService,
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
    private readonly metrics: ImportMetrics,
    @Inject(databaseConfig.KEY) private readonly database: DatabaseConfig,
    @Inject(importsConfig.KEY) private readonly config: ImportsConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.worker) return;
    if (this.database.url === null) await this.queue.freeAll();
    this.ready = true;
    this.wake();
  }

  /** Looks at the queue now. */
  wake(): void {
    if (!this.ready || this.stop.signal.aborted) return;
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    if (this.timer) clearTimeout(this.timer);
    this.looking = this.look().finally(() => {
      this.looking = null;
      if (this.lookAgain) {
        this.lookAgain = false;
        this.wake();
      } else if (!this.stop.signal.aborted) {
        this.timer = setTimeout(() => this.wake(), this.config.pollMs);
        this.timer.unref();
      }
    });
  }

  /** Stops between two batches; what is merged stays, the rest is for the next start or another instance. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort(new JobStop('shutdown'));
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
    await Promise.all(this.running);
  }

  private async look(): Promise<void> {
    try {
      while (this.running.size < this.config.concurrency && !this.stop.signal.aborted) {
        const token = newId();
        const job = await this.queue.claim(token, this.config.leaseMs);
        if (!job) return;
        const work = this.perform(job, token).finally(() => {
          this.running.delete(work);
          this.wake();
        });
        this.running.add(work);
      }
    } catch (error) {
      this.logger.warn({ msg: 'Cannot look at the import queue; trying again', err: error });
    }
  }

  private async perform(claimed: ClaimedImport, token: string): Promise<void> {
    let job = claimed;
    const lease = new Lease(this.queue, this.clock, job.id, token, this.config.leaseMs);
    const ended = new AbortController();
    lease.keep((reason) => ended.abort(new JobStop(reason)));
    const dir = await mkdtemp(join(tmpdir(), 'import-'));
    this.metrics.running(1);
    try {
      const path = join(dir, 'file');
      job = await this.queue.restartUnsaved(job);
      await this.chunks.fetch(job.id, path);
      const priceListId = (await findPriceList(this.dataSource.manager, job.id)) ?? newId();
      const counts = await this.queue.counts(job.id);
      const run = new ImportRun(
        {
          dataSource: this.dataSource,
          embedded: this.database.url === null,
          queue: this.queue,
          categories: this.categories,
          feed: this.feed,
          config: this.config,
        },
        job,
        lease,
        priceListId,
        counts,
        AbortSignal.any([this.stop.signal, ended.signal]),
      );
      const lookup = await this.unitLookup();
      await run.run(path, lookup).finally(() => {
        if (!job.options.dryRun) this.metrics.rows(run.dealtWith);
      });
      this.metrics.ended('completed');
      this.logger.log({ msg: 'Import completed', import: job.id });
    } catch (error) {
      await this.end(job, token, error);
    } finally {
      this.metrics.running(-1);
      await lease.release();
      await rm(dir, { recursive: true, force: true });
    }
  }

  private async end(job: ClaimedImport, token: string, error: unknown): Promise<void> {
    try {
      if (error instanceof JobStop) {
        if (error.reason === 'cancel') {
          await this.queue.finish(job.id, token, 'cancelled', null);
          this.metrics.ended('cancelled');
        } else if (error.reason === 'shutdown') await this.queue.release(job.id, token);
        return;
      }
      if (error instanceof ImportFault) {
        await this.queue.finish(job.id, token, 'failed', { code: error.code, message: error.message });
        this.metrics.ended('failed');
        return;
      }
      this.logger.error({ msg: 'Import failed', import: job.id, attempt: job.attempts, err: error });
      if (job.attempts >= MAX_ATTEMPTS) {
        await this.queue.finish(job.id, token, 'failed', {
          code: 'internal',
          message: 'The import failed repeatedly; the log of the server says why.',
        });
        this.metrics.ended('failed');
      } else {
        await this.clock
          .sleep(Math.min(250 * 2 ** job.attempts, 10_000), this.stop.signal)
          .catch(() => undefined);
        await this.queue.release(job.id, token);
      }
    } catch (failure) {
      // The database is away: the lease runs out, and the job is taken up again.
      this.logger.warn({ msg: 'Cannot put an import back', import: job.id, err: failure });
    }
  }

  private async unitLookup(): Promise<UnitLookup> {
    const byKey = new Map<string, KnownUnit>();
    let cursor: string | undefined;
    do {
      const page = await this.units.list(1_000, cursor);
      for (const { code, name, aliases, dimension, factorToBase } of page.items) {
        const unit = { code, dimension, factorToBase: String(factorToBase) };
        for (const text of [code, name, ...aliases]) byKey.set(normaliseUnitKey(text), unit);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    byKey.delete('');
    // A list has few spellings and many rows.
    const byText = new Map<string, KnownUnit | null>();
    return (text) => {
      let unit = byText.get(text);
      if (unit === undefined) {
        unit = byKey.get(normaliseUnitKey(text)) ?? null;
        if (byText.size < MAX_REMEMBERED_TEXTS) byText.set(text, unit);
      }
      return unit;
    };
  }
}
