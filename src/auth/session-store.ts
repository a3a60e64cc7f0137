import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Role } from '../common/index.js';

export interface SessionUser {
  id: string;
  username: string;
  role: Role;
}

/** What became of a refresh token that was shown. */
export type Turn =
  | { outcome: 'turned'; sessionId: string; user: SessionUser }
  /** It was used before: somebody has a copy. The session has been ended. */
  | { outcome: 'replayed'; sessionId: string; userId: string }
  | { outcome: 'unknown' };

interface TokenRow {
  session_id: string;
  used_at: Date | null;
  expires_at: Date;
  user_id: string;
  username: string;
  role: Role;
  disabled: boolean;
}

/** Sessions and their refresh tokens in PostgreSQL; of a token only the hash. */
@Injectable()
export class SessionStore {
  constructor(private readonly dataSource: DataSource) {}

  async open(session: {
    id: string;
    userId: string;
    tokenHash: Buffer;
    now: Date;
    expiresAt: Date;
  }): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        'INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)',
        [session.id, session.userId, session.now, session.expiresAt],
      );
      await manager.query(
        'INSERT INTO refresh_tokens (token_hash, session_id, created_at) VALUES ($1, $2, $3)',
        [session.tokenHash, session.id, session.now],
      );
    });
  }

  /** Uses a refresh token up and puts the next in its place. The row's lock makes one of two callers the second. */
  async turn(tokenHash: Buffer, nextHash: Buffer, now: Date, expiresAt: Date): Promise<Turn> {
    return await this.dataSource.transaction(async (manager): Promise<Turn> => {
      const locked: unknown[] = await manager.query(
        'SELECT 1 FROM refresh_tokens WHERE token_hash = $1 FOR UPDATE',
        [tokenHash],
      );
      if (locked.length === 0) return { outcome: 'unknown' };
      const rows: TokenRow[] = await manager.query(
        `SELECT t.session_id, t.used_at, s.expires_at, u.id AS user_id, u.username, u.role, u.disabled
         FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
         WHERE t.token_hash = $1`,
        [tokenHash],
      );
      const row = rows[0];
      if (!row || row.disabled || row.expires_at.getTime() <= now.getTime()) return { outcome: 'unknown' };
      if (row.used_at !== null) {
        await manager.query('DELETE FROM sessions WHERE id = $1', [row.session_id]);
        return { outcome: 'replayed', sessionId: row.session_id, userId: row.user_id };
      }
      await manager.query('UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1', [tokenHash, now]);
      await manager.query(
        'INSERT INTO refresh_tokens (token_hash, session_id, created_at) VALUES ($1, $2, $3)',
        [nextHash, row.session_id, now],
      );
      await manager.query('UPDATE sessions SET expires_at = $2 WHERE id = $1', [row.session_id, expiresAt]);
      return {
        outcome: 'turned',
        sessionId: row.session_id,
        user: { id: row.user_id, username: row.username, role: row.role },
      };
    });
  }

  async end(sessionId: string): Promise<void> {
    await this.dataSource.query('DELETE FROM sessions WHERE id = $1', [sessionId]);
  }

  async endByToken(tokenHash: Buffer): Promise<void> {
    await this.dataSource.query(
      'DELETE FROM sessions WHERE id IN (SELECT session_id FROM refresh_tokens WHERE token_hash = $1)',
      [tokenHash],
    );
  }

  /** The user of a session that has not ended; null when it has, or the user is disabled. */
  async findUser(sessionId: string, userId: string, now: Date): Promise<SessionUser | null> {
    const rows: SessionUser[] = await this.dataSource.query(
      `SELECT u.id, u.username, u.role FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.id = $1 AND u.id = $2 AND s.expires_at > $3 AND NOT u.disabled`,
      [sessionId, userId, now],
    );
    return rows[0] ?? null;
  }

  /** Removes what has run out, a bounded number at a time. */
  async removeExpired(now: Date): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT 100)`,
      [now],
    );
  }
}
