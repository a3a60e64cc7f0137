import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { HealthRegistry, type HealthDetail } from '../common/index.js';
import { MetricsRegistry } from '../metrics/index.js';
import { CatalogueDataSource } from './catalogue-data-source.js';
import { migrationState } from './migrations-runner.js';

/** What PostgreSQL, the one truth, says of itself: without it no read is answered. */
@Injectable()
export class PostgresHealth implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: HealthRegistry,
    private readonly metrics: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    this.registry.register({ key: 'postgres', critical: true, check: () => this.check() });
    const pool = this.pool;
    this.metrics.gauge({
      name: 'catalogue_database_pool_connections',
      help: 'Connections of the PostgreSQL pool by state, and requests that wait for one.',
      labelNames: ['state'] as const,
      collect() {
        this.set({ state: 'idle' }, pool.idleCount);
        this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
        this.set({ state: 'waiting' }, pool.waitingCount);
        this.set({ state: 'max' }, pool.options.max);
      },
    });
    this.registerDatabaseMetrics();
  }

  private registerDatabaseMetrics(): void {
    const { dataSource, metrics } = this;
    metrics.gaugesOfLook(
      'database',
      [
        {
          key: 'bytes',
          name: 'catalogue_database_size_bytes',
          help: 'Size of the database with its indexes.',
        },
        {
          key: 'pingSeconds',
          name: 'catalogue_database_ping_seconds',
          help: 'Time the database took to answer the question for its size.',
        },
      ],
      async () => {
        const startedAt = performance.now();
        const rows: { bytes: string }[] = await dataSource.query(
          'SELECT pg_database_size(current_database()) AS bytes',
        );
        return {
          bytes: Number(rows[0]?.bytes ?? 0),
          pingSeconds: (performance.now() - startedAt) / 1_000,
        };
      },
    );
    if (!(dataSource instanceof CatalogueDataSource)) return;
    const slow = metrics.counter({
      name: 'catalogue_database_slow_queries_total',
      help: 'Statements that took longer than SLOW_QUERY_MS; each is in the log.',
    });
    dataSource.watch.onSlowQuery = () => slow.inc();
    if (!dataSource.isEmbedded) return;
    metrics.counter({
      name: 'catalogue_embedded_database_busy_seconds_total',
      help: 'Time the thread of the embedded database has worked; it does one statement at a time, so a rate near 1 is saturation.',
      collect() {
        this.reset();
        this.inc(dataSource.embeddedBusySeconds ?? 0);
      },
    });
  }

  async check(): Promise<HealthDetail> {
    const startedAt = performance.now();
    const rows: { version: string }[] = await this.dataSource.query(
      "SELECT current_setting('server_version') AS version",
    );
    const pingMs = Math.round((performance.now() - startedAt) * 100) / 100;
    const { applied, pending } = await migrationState(this.dataSource);
    return {
      status: 'up',
      embedded: this.dataSource instanceof CatalogueDataSource && this.dataSource.isEmbedded,
      // Distributions append their own text: "15.14 (Debian 15.14-0+deb12u1)".
      version: rows[0]?.version.split(' ')[0],
      pingMs,
      pool: {
        max: this.pool.options.max,
        total: this.pool.totalCount,
        idle: this.pool.idleCount,
        waiting: this.pool.waitingCount,
      },
      migrations: { applied: applied.length, pending: pending.length },
    };
  }

  /** TypeORM's PostgreSQL driver keeps its pool here, and types it `any`. */
  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}
