import { Logger } from '@nestjs/common';
import type { Logger as TypeOrmLogger } from 'typeorm';
import { currentRequestId, type SpanAttributes } from '../common/index.js';
import { statementsIn } from './script.js';

/** More of a statement than this finds it as well. */
const MAX_SQL_CHARS = 2_000;

/** Told of each statement that took longer than `SLOW_QUERY_MS`. */
export type SlowQueryListener = () => void;

/**
 * What TypeORM tells of statements, as far as an operator wants to know: the slow ones, without their parameters (they are people's
 * prices and questions), with the request they were made for.
 */
export class QueryWatch implements TypeOrmLogger {
  private readonly logger = new Logger('Database');
  onSlowQuery: SlowQueryListener = () => undefined;

  /** @param slowMs what a statement may take, ms; several in one message may take it each. */
  constructor(private readonly slowMs: number) {}

  logQuerySlow(time: number | [number, string], query: string): void {
    const ms = typeof time === 'number' ? time : time[0];
    if (ms <= this.slowMs * statementsIn(query)) return;
    this.onSlowQuery();
    this.logger.warn({
      msg: 'Slow statement',
      ms,
      sql: shortened(query),
      requestId: currentRequestId(),
    });
  }

  // A failed statement is thrown, and logged by whoever cannot go on; the rest is noise.
  logQuery(): void {}
  logQueryError(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

function shortened(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > MAX_SQL_CHARS ? `${line.slice(0, MAX_SQL_CHARS)}…` : line;
}

const VERBS = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'WITH',
  'COPY',
  'BEGIN',
  'START',
  'COMMIT',
  'ROLLBACK',
  'SET',
].map((verb) => ({
  verb,
  attributes: { 'db.system.name': 'postgresql', 'db.operation.name': verb },
}));
const OTHER = { 'db.system.name': 'postgresql' };

/** What a trace says of a statement: what it does, never its text or parameters. */
export function sqlAttributes(sql: string): SpanAttributes {
  const word = /^\s*([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase();
  return VERBS.find(({ verb }) => verb === word)?.attributes ?? OTHER;
}

/** What a request id may be made of (see `configure-app.ts`): nothing that ends a comment. */
const HARMLESS = /^[\w.:-]{1,100}$/;

/** The statement with the id of its request before it, so that `pg_stat_activity` and the server's log say for whom it runs. */
export function signed(sql: string): string {
  const requestId = currentRequestId();
  return requestId !== undefined && HARMLESS.test(requestId) ? `/* request ${requestId} */ ${sql}` : sql;
}
