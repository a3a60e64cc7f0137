import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../config/index.js';
import type { AuthConfig } from './auth.config.js';

export type Algorithm = 'HS256' | 'EdDSA' | 'RS256';

export interface VerifyingKey {
  algorithm: Algorithm;
  key: KeyObject | Uint8Array;
}

/** Keys of access tokens: one signs, and all of them verify, found by the `kid` of a token. */
export interface SigningKeys {
  kid: string;
  algorithm: Algorithm;
  key: KeyObject | Uint8Array;
  verifying: ReadonlyMap<string, VerifyingKey>;
}

const MIN_BITS = 256;
const MIN_RSA_BITS = 2_048;

/**
 * Reads the keys that the settings name. Without any, a key of this process alone: its tokens end with it.
 *
 * @throws ConfigError that says which setting is wrong and how to make a right one; never the secret.
 */
export function loadSigningKeys(config: AuthConfig): SigningKeys {
  if (config.secret !== null && config.keyFile !== null) {
    throw new ConfigError('Set JWT_SECRET or JWT_KEY_FILE, not both.');
  }
  const previous = [
    ...config.previousSecrets.map((secret) => fromSecret('JWT_PREVIOUS_SECRETS', secret)),
    ...config.previousKeyFiles.map((file) => fromFile('JWT_PREVIOUS_KEY_FILES', file)),
  ];
  const current =
    config.keyFile !== null
      ? fromFile('JWT_KEY_FILE', config.keyFile, true)
      : config.secret !== null
        ? fromSecret('JWT_SECRET', config.secret)
        : fromBytes(randomBytes(32));
  return {
    kid: current.kid,
    algorithm: current.algorithm,
    key: current.signing,
    verifying: new Map([...previous, current].map(({ kid, algorithm, key }) => [kid, { algorithm, key }])),
  };
}

interface LoadedKey extends VerifyingKey {
  kid: string;
  signing: KeyObject | Uint8Array;
}

function fromSecret(variable: string, secret: string): LoadedKey {
  if (bitsOf(secret) < MIN_BITS) {
    throw new ConfigError(
      `${variable} must hold ${MIN_BITS} random bits or more. Make one: openssl rand -base64 32`,
    );
  }
  return fromBytes(Buffer.from(secret, 'utf8'));
}

function fromBytes(bytes: Uint8Array): LoadedKey {
  // By a keyed hash: a name that everybody sees must not be a fingerprint of the secret.
  const kid = createHmac('sha256', bytes).update('kid').digest('base64url').slice(0, 12);
  return { kid, algorithm: 'HS256', key: bytes, signing: bytes };
}

/** Bits that a text of this length can hold at most: 4 a character of hex, 6 a character of anything else; few characters, none. */
function bitsOf(secret: string): number {
  if (new Set(secret).size < 10) return 0;
  return secret.length * (/^[\da-f]+$/i.test(secret) ? 4 : 6);
}

function fromFile(variable: string, file: string, mustSign = false): LoadedKey {
  let pem: Buffer;
  try {
    pem = readFileSync(file);
  } catch (error) {
    throw new ConfigError(`${variable}: cannot read the file (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  }
  const isPrivate = pem.includes('PRIVATE KEY-----');
  if (mustSign && !isPrivate) throw new ConfigError(`${variable}: holds no private key.`);
  let signing: KeyObject;
  try {
    signing = isPrivate ? createPrivateKey(pem) : createPublicKey(pem);
  } catch (error) {
    throw new ConfigError(`${variable}: is no PEM key without a passphrase.`, { cause: error });
  }
  const key = isPrivate ? createPublicKey(signing) : signing;
  const kid = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 12);
  return { kid, algorithm: algorithmOf(variable, key), key, signing };
}

function algorithmOf(variable: string, key: KeyObject): Algorithm {
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' && bits >= MIN_RSA_BITS) return 'RS256';
  throw new ConfigError(
    `${variable}: must be an Ed25519 key, or an RSA key of ${MIN_RSA_BITS} bits or more.`,
  );
}
