import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { ConfigError } from '../../../config/index.js';
import { ADVISORY_LOCK } from '../../../database/index.js';
import type { PgVectorConfig } from '../../vector-index.config.js';
import { translatePgError } from './pgvector-errors.js';

/**
 * Of so many rows one may be visited by an index scan that looks for what passes a filter, before looking at every row is cheaper:
 * measured, the index takes about a hundred times as long for a row as a scan that filters.
 */
const ROWS_PER_VISIT = 100;
/** Measured: 200 candidates find all of the ten nearest of 100,000 vectors and 0.93 of those of a million, 600 find 0.98 of these. */
const EF_GROWS_FROM = 100_000;
/** The most that pgvector takes. */
const MAX_EF = 1_000;
/** How long it is believed whether there is an index, and how large: another instance may build it. */
const RECHECK_MS = 60_000;

/** What is known of the index of a collection. */
export interface HnswState {
  /** Whether there is one to use. */
  has: boolean;
  /** About how many vectors it has. */
  rows: number;
}

/** The HNSW indexes of the collections on a server; the embedded database, with one thread, has none. */
export class HnswIndexes {
  private readonly logger = new Logger(HnswIndexes.name);
  private readonly known = new Map<string, HnswState & { until: number }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly config: PgVectorConfig,
    /** `halfvec` or `vector`. */
    private readonly type: string,
    private readonly embedded: boolean,
  ) {}

  async lookUp(collection: string): Promise<HnswState> {
    if (this.embedded) return { has: false, rows: 0 };
    const known = this.known.get(collection);
    if (known && performance.now() < known.until) return known;
    const [found] = await this.dataSource
      .query<{ rows: number }[]>(
        `SELECT reltuples::float8 AS rows FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
         WHERE indisvalid AND relnamespace = current_schema()::regnamespace AND relname = $1`,
        [nameOf(collection)],
      )
      .catch((error: unknown) => {
        throw translatePgError(error, collection);
      });
    const state = {
      has: found !== undefined,
      rows: Math.max(0, found?.rows ?? 0),
      until: performance.now() + RECHECK_MS,
    };
    this.known.set(collection, state);
    return state;
  }

  forget(collection: string): void {
    this.known.delete(collection);
  }

  /**
   * How far a search through the index goes, as a condition that holds: PostgreSQL evaluates it once, before it reads the first row, and
   * the settings end with the statement. A transaction around the search would do the same with three statements more.
   */
  searchSettings({ rows }: HnswState, limit: number): string {
    const efSearch = Math.max(efFor(rows, this.config.hnswEfSearch), Math.trunc(limit));
    const mostVisits = Math.max(efSearch, Math.ceil(rows / ROWS_PER_VISIT));
    return `
          AND (SELECT set_config('hnsw.ef_search', '${efSearch}', true)
            || set_config('hnsw.iterative_scan', 'strict_order', true)
            || set_config('hnsw.max_scan_tuples', '${mostVisits}', true)) IS NOT NULL`;
  }

  /**
   * Builds the index, while reads and writes go on. Takes minutes for a hundred thousand vectors, so no statement timeout cuts it off;
   * aborted, it is cancelled, and what it leaves is removed by the next one.
   *
   * @param table quoted.
   * @returns false when another instance is building one.
   */
  async build(collection: string, table: string, signal?: AbortSignal): Promise<boolean> {
    const { hnswM, hnswEfConstruction, buildMemoryMb } = this.config;
    if (hnswM * 2 > hnswEfConstruction)
      throw new ConfigError('PGVECTOR_HNSW_EF_CONSTRUCTION must be at least twice PGVECTOR_HNSW_M.');
    return this.inSession(async (session) => {
      const [lock] = (await session.query('SELECT pg_try_advisory_lock($1) AS held', [
        ADVISORY_LOCK.hnswBuild,
      ])) as { held: boolean }[];
      if (!lock?.held) return false;
      await session.query(
        "SELECT set_config('statement_timeout', '0', false), set_config('maintenance_work_mem', $1, false)",
        [`${buildMemoryMb}MB`],
      );
      await dropBroken(session, collection);
      await this.cancellable(
        session,
        `CREATE INDEX CONCURRENTLY IF NOT EXISTS "${nameOf(collection)}" ON ${table}
           USING hnsw (embedding ${this.type}_ip_ops) WITH (m = ${hnswM}, ef_construction = ${hnswEfConstruction})`,
        signal,
      );
      this.forget(collection);
      return true;
    }).catch((error: unknown) => {
      throw translatePgError(error, collection);
    });
  }

  /** Runs work in one session outside a transaction, and hands the session back as it was. */
  private async inSession<T>(work: (session: QueryRunner) => Promise<T>): Promise<T> {
    const session = this.dataSource.createQueryRunner();
    try {
      return await work(session);
    } finally {
      try {
        await session.query('SELECT pg_advisory_unlock_all()');
        await session.query('RESET statement_timeout');
        await session.query('RESET maintenance_work_mem');
      } catch (err) {
        // The session is broken: the pool throws it away, settings, lock and all.
        this.logger.warn({ msg: 'The session that built an index ended with it', err });
      }
      await session.release();
    }
  }

  /** A statement that ends with the signal: the server is asked to cancel it. */
  private async cancellable(
    session: QueryRunner,
    statement: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const [{ pid } = { pid: 0 }] = (await session.query('SELECT pg_backend_pid() AS pid')) as {
      pid: number;
    }[];
    signal?.throwIfAborted();
    const cancel = (): void => {
      this.dataSource.query('SELECT pg_cancel_backend($1)', [pid]).catch((err: unknown) => {
        this.logger.warn({ msg: 'An index goes on being built: it could not be cancelled', err });
      });
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await session.query(statement);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }
}

/** Candidates a search looks at: the configured number up to a size, beyond it more, so that as many of the nearest are found. */
function efFor(rows: number, configured: number): number {
  const growth = Math.sqrt(Math.max(1, rows / EF_GROWS_FROM));
  return Math.max(configured, Math.min(MAX_EF, Math.round(configured * growth)));
}

function nameOf(collection: string): string {
  return `${collection}_hnsw`;
}

/** A build that was killed leaves an index that is never used, and would keep another one from being built. */
async function dropBroken(session: QueryRunner, collection: string): Promise<void> {
  const broken = (await session.query(
    `SELECT 1 FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace AND relname = $1
       AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index p WHERE p.relid = indrelid)`,
    [nameOf(collection)],
  )) as unknown[];
  if (broken.length > 0) await session.query(`DROP INDEX IF EXISTS "${nameOf(collection)}"`);
}
