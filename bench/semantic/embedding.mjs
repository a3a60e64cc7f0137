import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../../dist/src/common/index.js';
import { readOnnxModel, shippedModelPath } from '../../dist/src/embeddings/adapters/onnx/model-files.js';
import { OnnxEmbedder } from '../../dist/src/embeddings/adapters/onnx/onnx-embedder.js';
import { noise, round, summary, timed } from './measure.mjs';

const ITEMS = 150;

/** The model that ships: its start, one query at a time, and many items at once. */
export async function benchEmbedding(queryCount) {
  const prefixes = { query: 'query: ', passage: 'passage: ' };
  const started = performance.now();
  const model = await readOnnxModel(shippedModelPath(), { ...prefixes, pooling: 'mean' });
  const embedder = new OnnxEmbedder(model, { threads: 1, pooling: 'mean', prefixes }, new SystemClock());
  await embedder.embedQueries(['цемент']);
  const startMs = Math.round(performance.now() - started);
  const queries = await timed(queryCount, (n) => embedder.embedQueries([`цемент м500 ${n} 50 кг`]));
  const texts = Array.from(
    { length: ITEMS },
    (_, n) =>
      `Штукатурка гипсовая Knauf Ротбанд ${n} кг. Сухие смеси, Штукатурки. Для стен и потолков внутри помещений`,
  );
  // While people search, bulk work rests as long as it works; a second after the last query it does not.
  await sleep(1_100);
  const cpu = process.cpuUsage();
  const bulk = performance.now();
  await embedder.embedPassages(texts);
  const seconds = (performance.now() - bulk) / 1_000;
  const used = process.cpuUsage(cpu);
  await embedder.onApplicationShutdown();
  console.log('model that ships', {
    startMs,
    queryMs: summary(queries),
    itemsPerSecond: round(ITEMS / seconds),
    itemsPerCpuSecond: round(ITEMS / ((used.user + used.system) / 1e6)),
    noise: await noise(),
  });
}
