import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Clock, isId } from '../common/index.js';
import type { AuthConfig } from './auth.config.js';
import { loadSigningKeys, type SigningKeys } from './signing-keys.js';

/** What an access token says: whose session it is. What the user may do is looked up, so that it can be taken away. */
export interface AccessClaims {
  userId: string;
  sessionId: string;
  /** Milliseconds since the Unix epoch. */
  expiresAtMs: number;
}

/** Access tokens: signed JWTs (RFC 7519, 9068) that live for some minutes. */
@Injectable()
export class AccessTokens {
  private readonly keys: SigningKeys;

  /** @throws ConfigError when a key is not fit for use. */
  constructor(
    private readonly config: AuthConfig,
    private readonly clock: Clock,
  ) {
    this.keys = loadSigningKeys(config);
  }

  async sign(userId: string, sessionId: string): Promise<string> {
    const now = Math.floor(this.clock.now() / 1_000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: this.keys.algorithm, kid: this.keys.kid, typ: 'at+jwt' })
      .setSubject(userId)
      .setIssuer(this.config.issuer)
      .setAudience(this.config.audience)
      .setIssuedAt(now)
      .setExpirationTime(now + this.config.accessTtlMs / 1_000)
      .sign(this.keys.key);
  }

  /** @returns null for whatever is not a token of ours that still holds. The algorithm is that of the key, never the token's word. */
  async verify(token: string): Promise<AccessClaims | null> {
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid, alg }) => {
          const known = kid === undefined ? undefined : this.keys.verifying.get(kid);
          if (known?.algorithm !== alg) throw new errors.JWKSNoMatchingKey();
          return known.key;
        },
        {
          issuer: this.config.issuer,
          audience: this.config.audience,
          algorithms: ['HS256', 'EdDSA', 'RS256'],
          typ: 'at+jwt',
          requiredClaims: ['exp', 'sub'],
          currentDate: new Date(this.clock.now()),
        },
      );
      const { sub, sid, exp } = payload;
      if (sub === undefined || !isId(sub) || typeof sid !== 'string' || !isId(sid) || exp === undefined) {
        return null;
      }
      return { userId: sub, sessionId: sid, expiresAtMs: exp * 1_000 };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
