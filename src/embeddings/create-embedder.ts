import type { Clock } from '../common/index.js';
import { DisabledEmbedder } from './adapters/disabled-embedder.js';
import { readOnnxModel, shippedModelPath } from './adapters/onnx/model-files.js';
import { OnnxEmbedder } from './adapters/onnx/onnx-embedder.js';
import { OpenAiEmbedder } from './adapters/openai/openai-embedder.js';
import type { EmbeddingsConfig } from './embeddings.config.js';
import type { Embedder } from './ports/embedder.port.js';
import { QueryCachingEmbedder } from './query-vector-cache.js';

/** The embedder the settings ask for. A local model is read and named here, but not loaded yet. */
export async function createEmbedder(config: EmbeddingsConfig, clock: Clock): Promise<Embedder> {
  if (!config.enabled) return new DisabledEmbedder();
  const embedder = await createUncached(config, clock);
  return config.queryCacheBytes > 0 ? new QueryCachingEmbedder(embedder, config.queryCacheBytes) : embedder;
}

async function createUncached(config: EmbeddingsConfig, clock: Clock): Promise<Embedder> {
  const { prefixes, pooling, threads } = config;
  if (config.remote) return new OpenAiEmbedder(config.remote, prefixes, clock);
  const model = await readOnnxModel(config.modelPath ?? shippedModelPath(), { ...prefixes, pooling });
  return new OnnxEmbedder(model, { threads, pooling, prefixes }, clock);
}
