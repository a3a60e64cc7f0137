import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Role } from '../common/index.js';
import type { User } from './user.js';

interface UserRow {
  id: string;
  username: string;
  role: Role;
  disabled: boolean;
  created_at: Date;
  updated_at: Date;
  last_login_at: Date | null;
}

const COLUMNS = 'id, username, role, disabled, created_at, updated_at, last_login_at';

function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    role: row.role,
    disabled: row.disabled,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastLoginAt: row.last_login_at,
  };
}

/** Users in PostgreSQL. */
@Injectable()
export class UserStore {
  constructor(private readonly dataSource: DataSource) {}

  async find(id: string, manager: EntityManager = this.dataSource.manager): Promise<User | null> {
    const rows: UserRow[] = await manager.query(`SELECT ${COLUMNS} FROM users WHERE id = $1`, [id]);
    return rows[0] ? toUser(rows[0]) : null;
  }

  /** The user of a normalised name with the hash of the password. */
  async findForLogin(username: string): Promise<{ user: User; passwordHash: string } | null> {
    const rows: (UserRow & { password_hash: string })[] = await this.dataSource.query(
      `SELECT ${COLUMNS}, password_hash FROM users WHERE username = $1`,
      [username],
    );
    return rows[0] ? { user: toUser(rows[0]), passwordHash: rows[0].password_hash } : null;
  }

  /** Users by name, those after `username` first. */
  async page(after: string | null, limit: number): Promise<User[]> {
    const rows: UserRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM users WHERE $1::text IS NULL OR username > $1::text ORDER BY username LIMIT $2`,
      [after, limit],
    );
    return rows.map(toUser);
  }

  async insert(user: { id: string; username: string; role: Role; passwordHash: string }): Promise<User> {
    const rows: UserRow[] = await this.dataSource.query(
      `INSERT INTO users (id, username, role, password_hash) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
      [user.id, user.username, user.role, user.passwordHash],
    );
    return toUser(rows[0] as UserRow);
  }

  /** Changes what is named. */
  async update(
    id: string,
    change: { role?: Role | undefined; disabled?: boolean | undefined; passwordHash?: string | undefined },
    manager: EntityManager,
  ): Promise<void> {
    await manager.query(
      `UPDATE users SET role = coalesce($2, role), disabled = coalesce($3, disabled),
         password_hash = coalesce($4, password_hash), updated_at = now() WHERE id = $1`,
      [id, change.role ?? null, change.disabled ?? null, change.passwordHash ?? null],
    );
  }

  async delete(id: string, manager: EntityManager): Promise<void> {
    await manager.query('DELETE FROM users WHERE id = $1', [id]);
  }

  /** Ends every session of a user. */
  async endSessions(id: string, manager: EntityManager): Promise<void> {
    await manager.query('DELETE FROM sessions WHERE user_id = $1', [id]);
  }

  async noteLogin(id: string, at: Date): Promise<void> {
    await this.dataSource.query('UPDATE users SET last_login_at = $2 WHERE id = $1', [id, at]);
  }

  /** Admins who can sign in, locked until the transaction ends: two of them cannot both go at once. */
  async lockAdmins(manager: EntityManager): Promise<string[]> {
    const rows: { id: string }[] = await manager.query(
      `SELECT id FROM users WHERE role = 'admin' AND NOT disabled ORDER BY id FOR UPDATE`,
    );
    return rows.map(({ id }) => id);
  }
}
