import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** A new secret of 256 bits; what it opens shows in its first letters, so that a leaked one is recognised. */
export function newSecret(kind: 'mc_' | 'mcr_'): string {
  return kind + randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * How a secret is stored and looked up. A plain hash is enough for 256 random bits; and because the hash is what is compared, how
 * long the comparison takes says nothing of the secret.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
