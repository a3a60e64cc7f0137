import { Injectable, Logger } from '@nestjs/common';
import { AppError, Clock, newId, type Role } from '../common/index.js';
import { AccessTokens } from './access-tokens.js';
import type { AuthConfig } from './auth.config.js';
import { Credentials } from './credentials.js';
import { LockOut } from './lock-out.js';
import { Passwords } from './passwords.js';
import { hashSecret, newSecret } from './secrets.js';
import { SessionStore } from './session-store.js';
import { normaliseUsername } from './user.js';
import { UserStore } from './user-store.js';

/** What signing in, and each refresh, gives. */
export interface Grant {
  accessToken: string;
  /** Lifetime of the access token, milliseconds. */
  accessTtlMs: number;
  refreshToken: string;
  /** Lifetime of the refresh token, milliseconds. */
  refreshTtlMs: number;
  user: { id: string; username: string; role: Role };
}

/** Signing in, staying signed in, signing out. */
@Injectable()
export class SessionsService {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly config: AuthConfig,
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly tokens: AccessTokens,
    private readonly passwords: Passwords,
    private readonly lockOut: LockOut,
    private readonly credentials: Credentials,
    private readonly clock: Clock,
  ) {}

  /**
   * @param address of the caller, for the lock-out.
   * @throws AppError `invalid_credentials` alike for a wrong name, a wrong password and a disabled user; `too_many_requests`.
   */
  async login(username: string, password: string, address: string): Promise<Grant> {
    const name = normaliseUsername(username);
    await this.lockOut.admit(name, address);
    const found = await this.users.findForLogin(name);
    const matches = await this.passwords.matches(found?.passwordHash ?? null, password);
    if (!found || !matches || found.user.disabled) {
      this.logger.warn({ msg: 'Sign-in refused', address });
      throw new AppError('invalid_credentials', 'The user name or the password is wrong.');
    }
    await this.lockOut.forgive(name, address);
    const { user } = found;
    const now = new Date(this.clock.now());
    const sessionId = newId();
    const refreshToken = newSecret('mcr_');
    const expiresAt = new Date(now.getTime() + this.config.refreshTtlMs);
    await this.sessions.open({
      id: sessionId,
      userId: user.id,
      tokenHash: hashSecret(refreshToken),
      now,
      expiresAt,
    });
    await this.users.noteLogin(user.id, now);
    await this.sessions.removeExpired(now);
    await this.lockOut.removeForgotten();
    this.logger.log({ msg: 'Signed in', userId: user.id, sessionId });
    return this.grant(sessionId, refreshToken, user);
  }

  /** @throws AppError `unauthorized`; one that was used before ends the session for everybody who holds a token of it. */
  async refresh(refreshToken: string): Promise<Grant> {
    const now = new Date(this.clock.now());
    const next = newSecret('mcr_');
    const turn = await this.sessions.turn(
      hashSecret(refreshToken),
      hashSecret(next),
      now,
      new Date(now.getTime() + this.config.refreshTtlMs),
    );
    if (turn.outcome === 'turned') return this.grant(turn.sessionId, next, turn.user);
    if (turn.outcome === 'replayed') {
      this.credentials.forget();
      this.logger.warn({
        msg: 'A refresh token was used twice: the session is ended',
        userId: turn.userId,
        sessionId: turn.sessionId,
      });
    }
    throw new AppError('unauthorized', 'The session has ended. Sign in again.');
  }

  /** Ends the session; one that has ended is no failure. */
  async logout(by: { sessionId: string } | { refreshToken: string }): Promise<void> {
    if ('sessionId' in by) await this.sessions.end(by.sessionId);
    else await this.sessions.endByToken(hashSecret(by.refreshToken));
    this.credentials.forget();
  }

  private async grant(sessionId: string, refreshToken: string, user: Grant['user']): Promise<Grant> {
    return {
      accessToken: await this.tokens.sign(user.id, sessionId),
      accessTtlMs: this.config.accessTtlMs,
      refreshToken,
      refreshTtlMs: this.config.refreshTtlMs,
      user: { id: user.id, username: user.username, role: user.role },
    };
  }
}
