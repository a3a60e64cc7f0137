import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/index.js';
import { importsConfig, type ImportsConfig } from './imports.config.js';

const EVERY_MS = 3_600_000;
/** Rows of one statement: short transactions, on an embedded database too. */
const CHUNK_ROWS = 5_000;

/** A supplier's latest list can be undone, so all that it did is kept. */
const LATEST =
  'SELECT DISTINCT ON (supplier_id) id, import_id FROM price_lists ORDER BY supplier_id, id DESC';

/**
 * Forgets what is older than the settings say: the outcomes of the rows of old imports, and prices that ended long ago. The import
 * itself, its counts, the offers and their current prices stay.
 */
@Injectable()
export class ImportRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ImportRetention.name);
  private readonly stop = new AbortController();
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(importsConfig.KEY) private readonly config: ImportsConfig,
  ) {}

  onApplicationBootstrap(): void {
    const { worker, retentionDays, historyRetentionDays } = this.config;
    if (worker && (retentionDays > 0 || historyRetentionDays > 0)) this.working = this.work();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort(new Error('The process stops.'));
    await this.working;
  }

  /** One pass. Several instances at once share it. @returns how many outcomes and how many price periods were removed. */
  async sweep(): Promise<{ rows: number; periods: number }> {
    const { retentionDays, historyRetentionDays } = this.config;
    return {
      rows: retentionDays > 0 ? await this.removeRows(this.before(retentionDays)) : 0,
      periods: historyRetentionDays > 0 ? await this.removePeriods(this.before(historyRetentionDays)) : 0,
    };
  }

  private async work(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      try {
        const removed = await this.sweep();
        if (removed.rows + removed.periods > 0) {
          this.logger.log({ msg: 'Old imports and prices were forgotten', ...removed });
        }
      } catch (error) {
        this.logger.warn({ msg: 'Cannot forget old imports now; trying again in an hour', err: error });
      }
      await this.clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  private before(days: number): string {
    return new Date(this.clock.now() - days * 86_400_000).toISOString();
  }

  private async removeRows(before: string): Promise<number> {
    let removed = 0;
    for (;;) {
      const old: { id: string }[] = await this.dataSource.query(
        `SELECT id FROM imports WHERE finished_at < $1 AND rows_removed_at IS NULL
           AND id NOT IN (SELECT import_id FROM (${LATEST}) AS latest) ORDER BY id LIMIT 100`,
        [before],
      );
      if (old.length === 0) return removed;
      for (const { id } of old) {
        removed += await this.inChunks(
          `DELETE FROM import_rows WHERE import_id = $1
             AND position IN (SELECT position FROM import_rows WHERE import_id = $1 ORDER BY position LIMIT ${CHUNK_ROWS})`,
          [id],
        );
        if (this.stop.signal.aborted) return removed;
        await this.dataSource.query('UPDATE imports SET rows_removed_at = clock_timestamp() WHERE id = $1', [
          id,
        ]);
      }
    }
  }

  private removePeriods(before: string): Promise<number> {
    return this.inChunks(
      `DELETE FROM price_history WHERE (offer_id, price_list_id) IN (
         SELECT offer_id, price_list_id FROM price_history
         WHERE valid_to < $1 AND closed_by NOT IN (SELECT id FROM (${LATEST}) AS latest) LIMIT ${CHUNK_ROWS})`,
      [before],
    );
  }

  private async inChunks(statement: string, parameters: unknown[]): Promise<number> {
    for (let removed = 0; ; ) {
      const [, count]: [unknown, number] = await this.dataSource.query(statement, parameters);
      removed += count;
      if (count < CHUNK_ROWS || this.stop.signal.aborted) return removed;
    }
  }
}
