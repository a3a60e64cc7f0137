import { Injectable } from '@nestjs/common';
import { DataSource, QueryFailedError, type EntityManager } from 'typeorm';
import { AppError, decodeCursor, encodeCursor, newId, type Page, type Role } from '../common/index.js';
import { Credentials } from './credentials.js';
import { Passwords } from './passwords.js';
import { normaliseUsername, type User } from './user.js';
import { UserStore } from './user-store.js';

/** Users: made and changed by admins. There is always an admin left who can sign in, once there was one. */
@Injectable()
export class UsersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: UserStore,
    private readonly passwords: Passwords,
    private readonly credentials: Credentials,
  ) {}

  async list(limit: number, cursor?: string): Promise<Page<User>> {
    const after = cursor === undefined ? null : String(decodeCursor(cursor, 1)[0]);
    const users = await this.store.page(after, limit + 1);
    const items = users.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: users.length > limit && last ? encodeCursor([last.username]) : null };
  }

  /** @throws AppError `user_not_found`. */
  async getByName(username: string): Promise<User> {
    const found = await this.store.findForLogin(normaliseUsername(username));
    if (!found) throw notFound(username);
    return found.user;
  }

  /** @throws AppError `duplicate_user`. */
  async create(draft: { username: string; password: string; role: Role }): Promise<User> {
    const passwordHash = await this.passwords.hash(draft.password);
    try {
      return await this.store.insert({
        id: newId(),
        username: normaliseUsername(draft.username),
        role: draft.role,
        passwordHash,
      });
    } catch (error) {
      if (constraintOf(error) !== 'users_username_key') throw error;
      throw new AppError('duplicate_user', 'There is a user of this name.', {
        cause: error,
        errors: [{ path: 'username', code: 'duplicate', message: 'Is taken.' }],
      });
    }
  }

  /** A new password, or being disabled, ends every session of the user. @throws AppError `user_not_found`, `last_admin`. */
  async update(
    id: string,
    patch: { role?: Role | undefined; disabled?: boolean | undefined; password?: string | undefined },
  ): Promise<User> {
    const passwordHash = patch.password === undefined ? undefined : await this.passwords.hash(patch.password);
    const user = await this.dataSource.transaction(async (manager) => {
      const staysAdmin = (patch.role ?? 'admin') === 'admin' && patch.disabled !== true;
      if (!staysAdmin) await this.keepAnAdmin(id, manager);
      await this.store.update(id, { role: patch.role, disabled: patch.disabled, passwordHash }, manager);
      if (passwordHash !== undefined || patch.disabled) await this.store.endSessions(id, manager);
      const changed = await this.store.find(id, manager);
      if (!changed) throw notFound(id);
      return changed;
    });
    this.credentials.forget();
    return user;
  }

  /** @throws AppError `user_not_found`, `last_admin`. */
  async delete(id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      if (!(await this.store.find(id, manager))) throw notFound(id);
      await this.keepAnAdmin(id, manager);
      await this.store.delete(id, manager);
    });
    this.credentials.forget();
  }

  private async keepAnAdmin(id: string, manager: EntityManager): Promise<void> {
    const admins = await this.store.lockAdmins(manager);
    if (admins.length === 1 && admins[0] === id) {
      throw new AppError(
        'last_admin',
        'Nobody would be left who can manage users. Make another admin first.',
      );
    }
  }
}

function notFound(id: string): AppError {
  return new AppError('user_not_found', `There is no user ${id}.`);
}

function constraintOf(error: unknown): string | undefined {
  return error instanceof QueryFailedError
    ? (error.driverError as { constraint?: string }).constraint
    : undefined;
}
