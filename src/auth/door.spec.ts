import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { newId, SystemClock } from '../common/index.js';
import { AccessTokens } from './access-tokens.js';
import { authConfig, isLoopback, type AuthConfig } from './auth.config.js';
import { checkDoor } from './door.js';

const SECRET = 'c2VjcmV0IG9mIHRoZSB0ZXN0cywgbm90IG9mIGFueWJvZHk';
const OTHER = 'b25lIG1vcmUgc2VjcmV0IG9mIHRoZSB0ZXN0cywgc2VlPz8';
const before = { ...process.env };

function configure(env: Record<string, string>): AuthConfig {
  Object.assign(process.env, env);
  return authConfig();
}

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

describe('the door', () => {
  it('stands open on loopback alone', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.0.0.1.example.com'].map(isLoopback)).toEqual(
      Array(5).fill(false),
    );
    expect(configure({})).toMatchObject({ required: false, anonymousRole: 'admin' });
    expect(configure({ HOST: '0.0.0.0' })).toMatchObject({ required: true });
    expect(() => checkDoor(configure({ HOST: '127.0.0.1' }))).not.toThrow();
  });

  it('does not start half open', () => {
    expect(() => checkDoor(configure({ HOST: '0.0.0.0' }))).toThrow(/JWT_SECRET/);
    expect(() => checkDoor(configure({ AUTH_REQUIRED: 'false' }))).toThrow(/AUTH_ALLOW_ANONYMOUS/);
    const open = configure({ AUTH_ALLOW_ANONYMOUS: 'true' });
    expect(() => checkDoor(open)).not.toThrow();
    expect(open.anonymousRole).toBe('viewer');
    expect(() => checkDoor(configure({ AUTH_REQUIRED: 'true', HOST: '127.0.0.1' }))).toThrow(/JWT_SECRET/);
  });
});

describe('access tokens', () => {
  const userId = newId();
  const sessionId = newId();
  const tokensOf = (env: Record<string, string>): AccessTokens =>
    new AccessTokens(configure(env), new SystemClock());

  it.each(['short', 'a'.repeat(64), 'deadbeef0123456789'.repeat(3)])(
    'refuse a secret of few bits',
    (secret) => {
      expect(() => tokensOf({ JWT_SECRET: secret })).toThrow(/256 random bits/);
      try {
        tokensOf({ JWT_SECRET: secret });
      } catch (error) {
        expect((error as Error).message).not.toContain(secret);
      }
    },
  );

  it('hold under the key before the present one', async () => {
    const token = await tokensOf({ JWT_SECRET: SECRET }).sign(userId, sessionId);
    const after = tokensOf({ JWT_SECRET: OTHER, JWT_PREVIOUS_SECRETS: SECRET });
    expect(await after.verify(token)).toMatchObject({ userId, sessionId });
    const next = await after.sign(userId, sessionId);
    expect(decodeProtectedHeader(next).kid).not.toBe(decodeProtectedHeader(token).kid);
    expect(await tokensOf({ JWT_SECRET: OTHER, JWT_PREVIOUS_SECRETS: '' }).verify(token)).toBeNull();
  });

  it.each(['ed25519', 'rsa'] as const)('are signed by a key file: %s', async (type) => {
    const directory = await mkdtemp(join(tmpdir(), 'mc-keys-'));
    try {
      const pair =
        type === 'rsa'
          ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
          : generateKeyPairSync('ed25519');
      const file = join(directory, 'key.pem');
      await writeFile(file, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
      const tokens = tokensOf({ JWT_KEY_FILE: file, JWT_SECRET: '' });
      const token = await tokens.sign(userId, sessionId);
      expect(decodeProtectedHeader(token).alg).toBe(type === 'rsa' ? 'RS256' : 'EdDSA');
      expect(await tokens.verify(token)).toMatchObject({ userId });

      // The public half is no secret: signing with it as one must not pass.
      const kid = decodeProtectedHeader(token).kid ?? '';
      const forged = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', kid, typ: 'at+jwt' })
        .setSubject(userId)
        .setIssuer('materials-catalogue')
        .setAudience('materials-catalogue')
        .setExpirationTime('5 minutes')
        .sign(Buffer.from(pair.publicKey.export({ type: 'spki', format: 'pem' })));
      expect(await tokens.verify(forged)).toBeNull();
      await writeFile(file, pair.publicKey.export({ type: 'spki', format: 'pem' }));
      expect(() => tokensOf({ JWT_KEY_FILE: file })).toThrow(/holds no private key/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('are refused when unsigned, altered, expired, or meant for another catalogue', async () => {
    const tokens = tokensOf({ JWT_SECRET: SECRET });
    const good = await tokens.sign(userId, sessionId);
    expect(await tokens.verify(good)).not.toBeNull();
    const unsigned = new UnsecuredJWT({ sid: sessionId })
      .setSubject(userId)
      .setIssuer('materials-catalogue')
      .setAudience('materials-catalogue')
      .setExpirationTime('5 minutes')
      .encode();
    const [head, , tail] = good.split('.');
    const body = Buffer.from(JSON.stringify({ sub: newId(), sid: sessionId })).toString('base64url');
    for (const bad of [unsigned, `${head}.${body}.${tail}`, `${good}x`, 'a.b.c', '']) {
      expect(await tokens.verify(bad)).toBeNull();
    }
    expect(await tokensOf({ JWT_SECRET: SECRET, JWT_AUDIENCE: 'other' }).verify(good)).toBeNull();
    expect(await tokensOf({ JWT_SECRET: SECRET, JWT_ISSUER: 'other' }).verify(good)).toBeNull();
    const late = new (class extends SystemClock {
      override now(): number {
        return Date.now() + 901_000;
      }
    })();
    const elapsed = new AccessTokens(
      configure({ JWT_SECRET: SECRET, JWT_AUDIENCE: '', JWT_ISSUER: '' }),
      late,
    );
    expect(await elapsed.verify(good)).toBeNull();
  });
});
