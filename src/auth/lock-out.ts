import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError, Clock, newId } from '../common/index.js';
import { hashSecret } from './secrets.js';

/** From how many failures on a subject has to wait, and how long: doubling from a second. */
interface Patience {
  freeFailures: number;
  maxWaitMs: number;
}
const ACCOUNT: Patience = { freeFailures: 5, maxWaitMs: 15 * 60_000 };
/** Many people can share an address. */
const ADDRESS: Patience = { freeFailures: 20, maxWaitMs: 15 * 60_000 };

/** Failures this old count no more. */
const FORGET_MS = 24 * 3_600_000;
const FIRST_WAIT_MS = 1_000;

/**
 * Slows guessing down: after some failures an account name, and an address, must wait twice as long each time. Counted in the
 * database, for all instances; an attempt is counted before the password is looked at, so that many at once are not one.
 */
@Injectable()
export class LockOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts an attempt. @throws AppError `too_many_requests` with `Retry-After`, the same whether the account exists. */
  async admit(username: string, address: string): Promise<void> {
    await this.count(subjectOf('address', address), ADDRESS);
    await this.count(subjectOf('account', username), ACCOUNT);
  }

  /** The password was right: the account starts anew, and the address gets this attempt back. */
  async forgive(username: string, address: string): Promise<void> {
    await this.dataSource.query('DELETE FROM login_attempts WHERE subject = $1', [
      subjectOf('account', username),
    ]);
    await this.dataSource.query(
      'UPDATE login_attempts SET failures = greatest(0, failures - 1), blocked_until = NULL WHERE subject = $1',
      [subjectOf('address', address)],
    );
  }

  /** Removes what counts no more, a bounded number at a time. */
  async removeForgotten(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM login_attempts WHERE subject IN
         (SELECT subject FROM login_attempts WHERE updated_at < $1 ORDER BY updated_at LIMIT 100)`,
      [new Date(this.clock.now() - FORGET_MS)],
    );
  }

  private async count(subject: Buffer, patience: Patience): Promise<void> {
    const now = new Date(this.clock.now());
    const attempt = newId();
    // A row that is blocked stays as it is; that our attempt is not in it tells us so.
    const rows: { last_attempt: string; blocked_until: Date | null }[] = await this.dataSource.query(
      `INSERT INTO login_attempts AS a (subject, failures, last_attempt, updated_at) VALUES ($1, 1, $2, $3)
       ON CONFLICT (subject) DO UPDATE SET
         failures = CASE WHEN a.blocked_until > $3 THEN a.failures WHEN a.updated_at < $4 THEN 1 ELSE a.failures + 1 END,
         last_attempt = CASE WHEN a.blocked_until > $3 THEN a.last_attempt ELSE $2 END,
         updated_at = CASE WHEN a.blocked_until > $3 THEN a.updated_at ELSE $3 END,
         blocked_until = CASE WHEN a.blocked_until > $3 THEN a.blocked_until
           WHEN a.updated_at < $4 OR a.failures + 1 < $5 THEN NULL
           ELSE $3 + least($6::float8, $7::float8 * 2 ^ least(a.failures + 1 - $5, 30)) * interval '1 millisecond' END
       RETURNING last_attempt, blocked_until`,
      [
        subject,
        attempt,
        now,
        new Date(now.getTime() - FORGET_MS),
        patience.freeFailures,
        patience.maxWaitMs,
        FIRST_WAIT_MS,
      ],
    );
    const row = rows[0];
    if (!row || row.last_attempt === attempt) return;
    const waitMs = Math.max(0, (row.blocked_until?.getTime() ?? 0) - now.getTime());
    throw new AppError('too_many_requests', 'Too many failed attempts to sign in. Wait before the next.', {
      headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) },
    });
  }
}

function subjectOf(kind: 'account' | 'address', value: string): Buffer {
  return hashSecret(`${kind}:${value}`);
}
