/**
 * Keys of PostgreSQL's advisory locks, all of them in one place: two purposes under one key wait for each other. A key stays for good:
 * while instances are replaced one by one, the old and the new ones must mean the same lock.
 */
export const ADVISORY_LOCK = {
  /** Two instances that start at once must not both migrate. */
  migrations: 7_318_251,
  /** Held for the instant of claiming: two could otherwise each take a list of the same supplier. */
  importClaim: 7_318_252,
  /** Held for the instant of claiming: two instances must not claim two changes of one material at once. */
  outboxClaim: 7_318_253,
  /** The tables that pgvector needs are made once. */
  vectorSetup: 7_318_254,
  /** Held for a whole batch: one import at a time makes materials. */
  importMatch: 7_318_255,
  /** Held for minutes: one HNSW index is built at a time. */
  hnswBuild: 7_318_256,
} as const;
