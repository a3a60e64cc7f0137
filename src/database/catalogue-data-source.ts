import { DataSource, type DataSourceOptions, type QueryRunner, type ReplicationMode } from 'typeorm';
import { ConfigError } from '../config/index.js';
import type { DatabaseConfig } from './database.config.js';
import { dataSourceOptions, type Entities } from './data-source.js';
import { inSpan, type Clock } from '../common/index.js';
import { QueryWatch, signed, sqlAttributes } from './query-watch.js';
import { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import { EmbeddedUpkeep } from './embedded/upkeep.js';
import { warmBuffers } from './embedded/warm-buffers.js';

/** A DataSource that owns the embedded PostgreSQL it talks to, when there is one: both end in the right order. */
export class CatalogueDataSource extends DataSource {
  private embeddedPostgres: EmbeddedPostgres | null = null;
  private readonly ending = new AbortController();
  /** What the embedded database is doing beside the questions. */
  private readonly background = new Set<Promise<unknown>>();
  /** Hears of slow statements. */
  readonly watch: QueryWatch;

  private constructor(options: DataSourceOptions) {
    const watch = new QueryWatch(options.maxQueryExecutionTime ?? 0);
    super({ ...options, logger: watch });
    this.watch = watch;
  }

  /** Opens the database in use: starts the embedded one when `DATABASE_URL` is not set, and connects. Runs no migration. */
  static async open(config: DatabaseConfig, entities?: Entities): Promise<CatalogueDataSource> {
    const embedded =
      config.url === null ? await EmbeddedPostgres.start(config.dataDir, config.poolSize + 2) : null;
    const dataSource = new CatalogueDataSource(dataSourceOptions(config, embedded, entities));
    dataSource.embeddedPostgres = embedded;
    try {
      await dataSource.initialize();
      return dataSource;
    } catch (error) {
      await embedded?.stop();
      throw config.url === null ? error : unreachable(config.url, error);
    }
  }

  /** As `open`, for who changes the schema: on a large table that takes as long as it takes, so no statement is cut off. */
  static openForMigrations(config: DatabaseConfig): Promise<CatalogueDataSource> {
    return CatalogueDataSource.open({ ...config, statementTimeoutMs: 0 });
  }

  /** On a server each statement names the request it is made for; the embedded database has nobody who looks. */
  override createQueryRunner(mode?: ReplicationMode): QueryRunner {
    const runner = super.createQueryRunner(mode);
    const query = runner.query.bind(runner) as (sql: string, ...rest: unknown[]) => Promise<unknown>;
    const sign = this.embeddedPostgres ? (sql: string): string => sql : signed;
    runner.query = ((sql: string, ...rest: unknown[]) =>
      inSpan('postgresql', 'client', sqlAttributes(sql), () =>
        query(sign(sql), ...rest),
      )) as QueryRunner['query'];
    return runner;
  }

  /** Seconds the embedded database has worked since its start; null on a server. */
  get embeddedBusySeconds(): number | null {
    return this.embeddedPostgres?.busySeconds ?? null;
  }

  get isEmbedded(): boolean {
    return this.embeddedPostgres !== null;
  }

  /**
   * Copies the files of the embedded database, consistent while everybody works, into the new folder `directory`.
   *
   * @returns for how long statements waited.
   */
  async copyFilesTo(directory: string): Promise<{ pausedMs: number }> {
    if (!this.embeddedPostgres) throw new Error('Only an embedded database has files to copy.');
    // What is in memory goes to the files first: the copy needs no recovery, and the pause is only for the copy.
    await this.query('CHECKPOINT');
    return this.embeddedPostgres.copyTo(directory);
  }

  /** Vacuums and analyses the embedded database from now on; a server does so by itself. */
  keepTidy(clock: Clock, onError: (error: unknown) => void): void {
    if (this.isEmbedded) void this.beside(new EmbeddedUpkeep(this, clock).run(this.ending.signal, onError));
  }

  /** Brings tables into the memory of the embedded database, most wanted first; a server has them there still. @returns pages read. */
  async warm(tables: readonly string[]): Promise<number> {
    return this.isEmbedded ? this.beside(warmBuffers(this, tables, this.ending.signal)) : 0;
  }

  private beside<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work
      .catch(() => undefined) // Whoever asked for it hears of the failure.
      .finally(() => this.background.delete(settled));
    this.background.add(settled);
    return work;
  }

  /** See {@link EmbeddedPostgres.onFailure}; a server's failures show in the queries. */
  onEmbeddedFailure(callback: (error: Error) => void): void {
    this.embeddedPostgres?.onFailure(callback);
  }

  override async destroy(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.background);
    if (this.isInitialized) await super.destroy();
    await this.embeddedPostgres?.stop();
  }
}

/** The server cannot be reached, or not yet: worth another try, unlike a wrong setting. */
export class DatabaseUnreachableError extends ConfigError {}

/** SQLSTATE and socket codes that the operator can mend by looking at the URL and the server. */
const CANNOT_CONNECT = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|3D000|28|53300|57P03)/;

/** A connection that cannot be made, said for the operator: where to, why, what to look at. Never the password. */
function unreachable(url: string, error: unknown): unknown {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || !CANNOT_CONNECT.test(code)) return error;
  const { host, pathname } = new URL(url);
  return new DatabaseUnreachableError(
    `PostgreSQL at ${host}${pathname} does not let us in (${code}). ` +
      'Check that the server runs, and host, port, database, user and password in DATABASE_URL.',
    { cause: error },
  );
}
