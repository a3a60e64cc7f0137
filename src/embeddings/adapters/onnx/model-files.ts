import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../../config/index.js';
import { TEXT_RECIPE } from '../../composed-text.js';
import type { EmbedderIdentity } from '../../ports/embedder.port.js';

export interface OnnxModel {
  identity: EmbedderIdentity;
  modelFile: string;
  tokenizerFile: string;
  /** Longest input in tokens. */
  maxTokens: number;
}

/** Directory of the model that ships, beside `src` and `dist`. */
export function shippedModelPath(): string {
  const here = fileURLToPath(import.meta.url);
  const root = here.slice(0, here.lastIndexOf(join('src', 'embeddings'))).replace(/dist[\\/]$/, '');
  return join(root, 'models', 'multilingual-e5-small-materials');
}

/**
 * Reads what a directory of an ONNX model says of itself. Hugging Face's layout is understood: `onnx/model.onnx` and the sizes in
 * `config.json`; our own `model.json` goes before it.
 *
 * @param prefixes belong to the identity: another prefix makes other vectors.
 * @throws ConfigError naming the file that lacks.
 */
export async function readOnnxModel(
  path: string,
  variant: { query: string; passage: string; pooling: string },
): Promise<OnnxModel> {
  const dir = resolve(path);
  const modelFile = ['model.onnx', join('onnx', 'model.onnx')]
    .map((name) => join(dir, name))
    .find((file) => existsSync(file));
  const tokenizerFile = join(dir, 'tokenizer.json');
  if (!modelFile || !existsSync(tokenizerFile)) {
    throw new ConfigError(
      `The model directory lacks ${modelFile ? 'tokenizer.json' : 'model.onnx'} (EMBEDDINGS_MODEL_PATH).`,
    );
  }
  const own = await readJson(join(dir, 'model.json'));
  const theirs = await readJson(join(dir, 'config.json'));
  const dimensions = own.dimensions ?? theirs.hidden_size;
  if (typeof dimensions !== 'number') {
    throw new ConfigError(
      'The model directory says nowhere how many dimensions it has (config.json: hidden_size).',
    );
  }
  const hash = createHash('sha256').update(JSON.stringify(variant));
  for (const file of [modelFile, tokenizerFile]) {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
  }
  return {
    identity: {
      model: typeof own.name === 'string' ? own.name : basename(dir),
      revision: hash.digest('hex').slice(0, 16),
      dimensions,
      recipe: TEXT_RECIPE,
    },
    modelFile,
    tokenizerFile,
    maxTokens: Math.min(tokenLimit(theirs), 512),
  };
}

/** Position embeddings of the RoBERTa family start after the padding id, so two of them are never used. */
function tokenLimit(config: Record<string, unknown>): number {
  const positions = config.max_position_embeddings;
  return typeof positions === 'number' && positions > 4 ? positions - 2 : 512;
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>) : {};
}
