import { createHash } from 'node:crypto';
import { type EmbedderIdentity, identityKey } from '../embeddings/index.js';

/** Short, constant name of an identity; part of a collection's name, so that a collection says whose vectors it holds. */
export function identityTag(identity: EmbedderIdentity): string {
  return createHash('sha256').update(identityKey(identity)).digest('hex').slice(0, 10);
}

/**
 * Name of a new collection: `<base>_<identity>_<time>`. The time makes a rebuild with the same model another collection.
 * @param base lower-case letters, digits and underscores.
 */
export function collectionName(base: string, identity: EmbedderIdentity, nowMs: number): string {
  return `${base}_${identityTag(identity)}_${nowMs.toString(36)}`;
}

/** True when the collection holds vectors of this identity. */
export function isOfIdentity(collection: string, identity: EmbedderIdentity): boolean {
  return collection.split('_').at(-2) === identityTag(identity);
}
