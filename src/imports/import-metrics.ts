import { Injectable } from '@nestjs/common';
import { MetricsRegistry } from '../metrics/index.js';

export const ROW_OUTCOMES = ['created', 'updated', 'unchanged', 'rejected', 'warnings'] as const;
export type RowCounts = Readonly<Record<(typeof ROW_OUTCOMES)[number], number>>;

const ENDS = ['completed', 'failed', 'cancelled'] as const;

/** What this process imported: rows by outcome, imports by how they ended. */
@Injectable()
export class ImportMetrics {
  private readonly rowsTotal;
  private readonly importsTotal;
  private readonly runningNow;

  constructor(metrics: MetricsRegistry) {
    this.rowsTotal = metrics.counter({
      name: 'catalogue_imports_rows_total',
      help: 'Rows of price lists by outcome; a row with a warning counts there as well.',
      labelNames: ['outcome'] as const,
    });
    this.importsTotal = metrics.counter({
      name: 'catalogue_imports_total',
      help: 'Imports by how they ended.',
      labelNames: ['status'] as const,
    });
    this.runningNow = metrics.gauge({
      name: 'catalogue_imports_running',
      help: 'Imports this process works on.',
    });
    for (const outcome of ROW_OUTCOMES) this.rowsTotal.inc({ outcome }, 0);
    for (const status of ENDS) this.importsTotal.inc({ status }, 0);
  }

  rows(counts: RowCounts): void {
    for (const outcome of ROW_OUTCOMES) this.rowsTotal.inc({ outcome }, Math.max(0, counts[outcome]));
  }

  ended(status: (typeof ENDS)[number]): void {
    this.importsTotal.inc({ status });
  }

  running(change: 1 | -1): void {
    this.runningNow.inc(change);
  }
}
