import { z } from 'zod';
import { ConfigError, defineConfig, envBoolean, envInt } from '../config/index.js';

/** An empty variable counts as not set, so "no prefix" needs a word of its own. */
const prefix = (usual: string) =>
  z
    .string()
    .max(500)
    .default(usual)
    .transform((text) => (text === 'none' ? '' : text));

const schema = z.object({
  // false: word search only. Nothing is embedded; hybrid searches answer lexically and say degraded: ["semantic"].
  SEMANTIC_ENABLED: envBoolean.default(true),
  // Base URL of an OpenAI-compatible server (TEI, vLLM, Infinity, Ollama, OpenAI), with /v1. Not set: the model that ships.
  EMBEDDINGS_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  // Sent as "Authorization: Bearer …" when set.
  EMBEDDINGS_API_KEY: z.string().optional(),
  // Name of the model at EMBEDDINGS_URL; required with it.
  EMBEDDINGS_MODEL: z.string().min(1).max(200).optional(),
  // Components of a vector of that model; required with EMBEDDINGS_URL, so that a start needs no answer from it.
  EMBEDDINGS_DIMENSIONS: envInt(2, 4_000).optional(),
  // Version of the provider's model. Change it when the provider changes the model under the same name: it demands a reindex.
  EMBEDDINGS_REVISION: z.string().min(1).max(100).optional(),
  // Directory of an ONNX model (model.onnx or onnx/model.onnx, and tokenizer.json). Not together with EMBEDDINGS_URL.
  EMBEDDINGS_MODEL_PATH: z.string().min(1).optional(),
  // How token vectors of a local model without a pooled output become one vector.
  EMBEDDINGS_POOLING: z.enum(['mean', 'cls']).default('mean'),
  // Put before what is searched for, and before what is stored; e5 models want "query: " and "passage: ". "none": nothing.
  EMBEDDINGS_QUERY_PREFIX: prefix('query: '),
  EMBEDDINGS_PASSAGE_PREFIX: prefix('passage: '),
  // Say "input_type": "query" or "passage" in every request to EMBEDDINGS_URL, for servers that put the prefixes themselves.
  EMBEDDINGS_INPUT_TYPE: envBoolean.default(false),
  // Texts in one request to EMBEDDINGS_URL.
  EMBEDDINGS_BATCH_SIZE: envInt(1, 2_048).default(32),
  // Longest wait for one request to EMBEDDINGS_URL, retries included.
  EMBEDDINGS_TIMEOUT_MS: envInt(100, 600_000).default(30_000),
  // Tries of one request to EMBEDDINGS_URL within that time.
  EMBEDDINGS_ATTEMPTS: envInt(1, 10).default(4),
  // Load a local model at start, beside the listening server; false: at its first use.
  EMBEDDINGS_PRELOAD: envBoolean.default(true),
  // Threads of a local model for one text. Two were slower than one on two busy cores.
  EMBEDDINGS_THREADS: envInt(1, 64).default(1),
  // Memory for vectors of recent queries; 0 switches that off.
  EMBEDDINGS_QUERY_CACHE_BYTES: envInt(0, 1_073_741_824).default(16_777_216),
});

/** Where vectors come from. */
export const embeddingsConfig = defineConfig('embeddings', schema, (env) => {
  if (env.EMBEDDINGS_URL && env.EMBEDDINGS_MODEL_PATH) {
    throw new ConfigError(
      'Set EMBEDDINGS_URL or EMBEDDINGS_MODEL_PATH, not both. See docs/configuration.md.',
    );
  }
  return {
    enabled: env.SEMANTIC_ENABLED,
    remote: remoteOf(env),
    modelPath: env.EMBEDDINGS_MODEL_PATH ?? null,
    pooling: env.EMBEDDINGS_POOLING,
    prefixes: { query: env.EMBEDDINGS_QUERY_PREFIX, passage: env.EMBEDDINGS_PASSAGE_PREFIX },
    preload: env.EMBEDDINGS_PRELOAD,
    threads: env.EMBEDDINGS_THREADS,
    queryCacheBytes: env.EMBEDDINGS_QUERY_CACHE_BYTES,
  };
});
export type EmbeddingsConfig = ReturnType<typeof embeddingsConfig>;

/** An OpenAI-compatible `/v1/embeddings`. */
export interface RemoteModelConfig {
  url: string;
  apiKey: string | null;
  model: string;
  dimensions: number;
  revision: string;
  /** The server is told whether a text is a query or a passage. */
  inputType: boolean;
  batchSize: number;
  timeoutMs: number;
  attempts: number;
}

function remoteOf(env: z.output<typeof schema>): RemoteModelConfig | null {
  if (!env.EMBEDDINGS_URL) return null;
  if (!env.EMBEDDINGS_MODEL || !env.EMBEDDINGS_DIMENSIONS) {
    throw new ConfigError(
      'EMBEDDINGS_URL needs EMBEDDINGS_MODEL and EMBEDDINGS_DIMENSIONS (384 for multilingual-e5-small). See docs/configuration.md.',
    );
  }
  return {
    url: env.EMBEDDINGS_URL.replace(/\/+$/, ''),
    apiKey: env.EMBEDDINGS_API_KEY ?? null,
    model: env.EMBEDDINGS_MODEL,
    dimensions: env.EMBEDDINGS_DIMENSIONS,
    revision: env.EMBEDDINGS_REVISION ?? 'unversioned',
    inputType: env.EMBEDDINGS_INPUT_TYPE,
    batchSize: env.EMBEDDINGS_BATCH_SIZE,
    timeoutMs: env.EMBEDDINGS_TIMEOUT_MS,
    attempts: env.EMBEDDINGS_ATTEMPTS,
  };
}
