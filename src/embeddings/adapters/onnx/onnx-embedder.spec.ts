import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../../common/index.js';
import { describeEmbedderContract } from '../../testing/embedder.contract.js';
import { readOnnxModel, shippedModelPath } from './model-files.js';
import { OnnxEmbedder } from './onnx-embedder.js';

const PREFIXES = { query: 'query: ', passage: 'passage: ' };

async function openShipped(): Promise<OnnxEmbedder> {
  const model = await readOnnxModel(shippedModelPath(), { ...PREFIXES, pooling: 'mean' });
  return new OnnxEmbedder(model, { threads: 1, pooling: 'mean', prefixes: PREFIXES }, new SystemClock());
}

describeEmbedderContract('built-in model', async () => {
  const embedder = await openShipped();
  return { embedder, understands: true, close: () => embedder.onApplicationShutdown() };
});

describeEmbedderContract('local model directory in the layout of Hugging Face', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'mc-model-'));
  await mkdir(join(dir, 'onnx'));
  await symlink(join(shippedModelPath(), 'model.onnx'), join(dir, 'onnx', 'model.onnx'));
  await symlink(join(shippedModelPath(), 'tokenizer.json'), join(dir, 'tokenizer.json'));
  await writeFile(join(dir, 'config.json'), '{ "hidden_size": 384, "max_position_embeddings": 514 }');
  const model = await readOnnxModel(dir, { ...PREFIXES, pooling: 'mean' });
  const options = { threads: 1, pooling: 'mean' as const, prefixes: PREFIXES };
  const embedder = new OnnxEmbedder(model, options, new SystemClock());
  return {
    embedder,
    understands: true,
    close: async () => {
      await embedder.onApplicationShutdown();
      await rm(dir, { recursive: true });
    },
  };
});

interface Reference {
  kind: 'query' | 'passage';
  text: string;
  vector: number[];
}

describe('the model that ships', () => {
  let embedder: OnnxEmbedder;

  beforeAll(async () => {
    embedder = await openShipped();
  });
  afterAll(() => embedder.onApplicationShutdown());

  it('gives the vectors of its reference (cosine 0.985 and more)', async () => {
    const references = JSON.parse(
      await readFile(join(shippedModelPath(), 'reference.json'), 'utf8'),
    ) as Reference[];
    expect(references).toHaveLength(24);
    for (const { kind, text, vector } of references) {
      const [ours] =
        kind === 'query' ? await embedder.embedQueries([text]) : await embedder.embedPassages([text]);
      const length = Math.hypot(...vector);
      const cosine = vector.reduce((sum, value, i) => sum + (value * (ours?.[i] ?? NaN)) / length, 0);
      expect({ text, near: cosine >= 0.985 }).toEqual({ text, near: true });
    }
  });

  it('lets a query overtake passages that wait', async () => {
    const done: string[] = [];
    const passages = embedder
      .embedPassages(Array.from({ length: 30 }, (_, i) => `Плита OSB-3 ${i} мм`))
      .then(() => done.push('passages'));
    await embedder.embedQueries(['плита осб']).then(() => done.push('query'));
    await passages;
    expect(done).toEqual(['query', 'passages']);
  });

  it('does not stop the event loop while it works', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 1);
    const began = performance.now();
    await embedder.embedPassages(
      Array.from({ length: 60 }, (_, i) => `Минеральная вата ${i} мм `.repeat(10)),
    );
    clearInterval(timer);
    // On the main thread the longest stop would be the whole work; a busy machine's own pauses are far from that.
    expect(longest).toBeLessThan((performance.now() - began) / 3);
  });
});

describe('a model directory', () => {
  it('that lacks a file is refused by name', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'mc-model-'));
    const variant = { ...PREFIXES, pooling: 'mean' };
    await expect(readOnnxModel(dir, variant)).rejects.toThrow(/lacks model\.onnx/);
    await writeFile(join(dir, 'model.onnx'), '');
    await expect(readOnnxModel(dir, variant)).rejects.toThrow(/lacks tokenizer\.json/);
    await writeFile(join(dir, 'tokenizer.json'), '{}');
    await expect(readOnnxModel(dir, variant)).rejects.toThrow(/dimensions/);
    await rm(dir, { recursive: true });
  });

  it('has another identity with other prefixes or other files', async () => {
    const ours = await readOnnxModel(shippedModelPath(), { ...PREFIXES, pooling: 'mean' });
    const again = await readOnnxModel(shippedModelPath(), { ...PREFIXES, pooling: 'mean' });
    const other = await readOnnxModel(shippedModelPath(), { ...PREFIXES, query: '', pooling: 'mean' });
    expect(again.identity).toEqual(ours.identity);
    expect(other.identity.revision).not.toBe(ours.identity.revision);
  });
});

describe('a worker that cannot start or dies', () => {
  it('fails what waits with embedder_unavailable, tries again later, and says it is down', async () => {
    const model = await readOnnxModel(shippedModelPath(), { ...PREFIXES, pooling: 'mean' });
    const broken = new OnnxEmbedder(
      { ...model, modelFile: '/nonexistent/model.onnx' },
      { threads: 1, pooling: 'mean', prefixes: PREFIXES },
      new SystemClock(),
    );
    await expect(broken.embedQueries(['цемент'])).rejects.toMatchObject({ code: 'embedder_unavailable' });
    await expect(broken.health()).resolves.toMatchObject({ status: 'down' });
    await expect(broken.embedQueries(['цемент'])).rejects.toMatchObject({ code: 'embedder_unavailable' });
    await broken.onApplicationShutdown();
  });
});
