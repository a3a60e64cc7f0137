import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, toAppError, type Principal } from '../common/index.js';
import { AccessTokens } from './access-tokens.js';
import { ApiKeyStore } from './api-key-store.js';
import { KeyUses } from './key-uses.js';
import { hashSecret } from './secrets.js';
import { SessionStore } from './session-store.js';

/** What a credential was found to be. */
interface Verdict {
  /** Null: not valid. */
  principal: Principal | null;
  /** Milliseconds since the Unix epoch, as are the others: until then it is believed without a look. */
  freshUntilMs: number;
  /** Until then it is believed while the database cannot be asked. */
  believedUntilMs: number;
  /** From then on it is not valid, whatever was found. */
  expiresAtMs: number;
}

const KNOWN = 20_000;
/** While the database is away, reads answered from the cache go on for those who were let in shortly before. */
const GRACE_MS = 60_000;

/**
 * Who a credential belongs to. What was verified is remembered for a moment, by the hash of the credential, so that a request of a
 * known caller costs one hash; `forget` is called whenever a right was taken away, here or in another instance.
 */
@Injectable()
export class Credentials {
  private readonly known = new LRUCache<string, Verdict>({ max: KNOWN });
  private readonly loading = new Map<string, Promise<Principal | null>>();
  private generation = 0;

  constructor(
    private readonly settings: { cacheTtlMs: number },
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionStore,
    private readonly keys: ApiKeyStore,
    private readonly uses: KeyUses,
    private readonly clock: Clock,
  ) {}

  /** What is known of a credential; null when it is known to be wrong, undefined when it must be verified. */
  peek(credential: string): Principal | null | undefined {
    const verdict = this.known.get(digestOf(credential));
    if (verdict === undefined) return undefined;
    const now = this.clock.now();
    if (now >= verdict.freshUntilMs) return undefined;
    return this.answer(verdict, now);
  }

  /** @returns null when the credential is not valid. @throws when the database cannot be asked. */
  async verify(credential: string): Promise<Principal | null> {
    const digest = digestOf(credential);
    const running = this.loading.get(digest);
    if (running) return running;
    const loading = this.load(credential, digest).finally(() => this.loading.delete(digest));
    this.loading.set(digest, loading);
    return loading;
  }

  /** Believes nothing that was verified before. */
  forget(): void {
    this.generation += 1;
    this.known.clear();
    this.loading.clear();
  }

  private async load(credential: string, digest: string): Promise<Principal | null> {
    const { generation } = this;
    let found: { principal: Principal; expiresAtMs: number } | null;
    try {
      found = credential.startsWith('mc_')
        ? await this.findKey(credential)
        : await this.findSession(credential);
    } catch (error) {
      const before = this.known.get(digest);
      const now = this.clock.now();
      if (before && now < before.believedUntilMs && toAppError(error).code === 'database_unavailable') {
        return this.answer(before, now);
      }
      throw error;
    }
    const now = this.clock.now();
    const verdict: Verdict = {
      principal: found?.principal ?? null,
      freshUntilMs: now + this.settings.cacheTtlMs,
      believedUntilMs: now + GRACE_MS,
      expiresAtMs: found?.expiresAtMs ?? Infinity,
    };
    // What was read before a right was taken away must not outlive the forgetting.
    if (generation === this.generation) this.known.set(digest, verdict);
    return this.answer(verdict, now);
  }

  private answer({ principal, expiresAtMs }: Verdict, now: number): Principal | null {
    if (principal === null || now >= expiresAtMs) return null;
    if (principal.kind === 'key' && principal.id !== null) this.uses.note(principal.id, now);
    return principal;
  }

  private async findKey(credential: string): Promise<{ principal: Principal; expiresAtMs: number } | null> {
    const key = await this.keys.findByHash(hashSecret(credential));
    if (!key) return null;
    return {
      principal: {
        kind: 'key',
        id: key.id,
        name: key.name,
        role: key.role,
        areas: key.scopes.length === 0 ? null : key.scopes,
        sessionId: null,
        rateLimit: key.rateLimit,
      },
      expiresAtMs: key.expiresAt?.getTime() ?? Infinity,
    };
  }

  private async findSession(
    credential: string,
  ): Promise<{ principal: Principal; expiresAtMs: number } | null> {
    const claims = await this.tokens.verify(credential);
    if (!claims) return null;
    const user = await this.sessions.findUser(claims.sessionId, claims.userId, new Date(this.clock.now()));
    if (!user) return null;
    return {
      principal: {
        kind: 'user',
        id: user.id,
        name: user.username,
        role: user.role,
        areas: null,
        sessionId: claims.sessionId,
        rateLimit: null,
      },
      expiresAtMs: claims.expiresAtMs,
    };
  }
}

function digestOf(credential: string): string {
  return hash('sha256', credential, 'base64url');
}
