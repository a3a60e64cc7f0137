import type { Role } from '../common/index.js';

/** An API key as it is shown ever after its making: the secret itself is not among what is kept. */
export interface ApiKey {
  id: string;
  name: string;
  /** First letters of the key, to tell one from another. */
  prefix: string;
  role: Role;
  /** Areas it is confined to; empty: all that the role may. */
  scopes: string[];
  /** Cost it may spend in the window of the limits; null: as everybody. */
  rateLimit: number | null;
  createdAt: Date;
  /** User who made it, while there is such a user. */
  createdBy: string | null;
  expiresAt: Date | null;
  /** About a minute exact. */
  lastUsedAt: Date | null;
}

/** What a key can be confined to: the first part of a path below the API, and the metrics. */
export const AREAS = [
  'search',
  'materials',
  'categories',
  'units',
  'imports',
  'suppliers',
  'price-lists',
  'synonyms',
  'cache',
  'metrics',
  'users',
  'api-keys',
] as const;
