import { z } from 'zod';
import { defineConfig, envInt } from '../config/index.js';

const schema = z.object({
  // How long word search may take before the answer goes out without it.
  SEARCH_LEXICAL_TIMEOUT_MS: envInt(10, 60_000).default(3_000),
  // How long embedding the query and searching the vector index may take together, before the answer goes out without them.
  SEARCH_SEMANTIC_TIMEOUT_MS: envInt(10, 60_000).default(800),
  // The same for POST /search/batch, where up to 50 texts are embedded in one call.
  SEARCH_BATCH_SEMANTIC_TIMEOUT_MS: envInt(10, 60_000).default(8_000),
  // Nearest neighbours considered for one question; those below the floor are dropped.
  SEARCH_SEMANTIC_TOP_K: envInt(10, 1_000).default(200),
  // Best lexical matches that are ranked together with the neighbours; the other matches follow in a fixed order.
  SEARCH_LEXICAL_WINDOW: envInt(50, 1_000).default(200),
});

/** Deadlines and bounds of one search. */
export const searchConfig = defineConfig('search', schema, (env) => ({
  lexicalTimeoutMs: env.SEARCH_LEXICAL_TIMEOUT_MS,
  semanticTimeoutMs: env.SEARCH_SEMANTIC_TIMEOUT_MS,
  batchSemanticTimeoutMs: env.SEARCH_BATCH_SEMANTIC_TIMEOUT_MS,
  semanticTopK: env.SEARCH_SEMANTIC_TOP_K,
  lexicalWindow: env.SEARCH_LEXICAL_WINDOW,
}));
export type SearchConfig = ReturnType<typeof searchConfig>;
