import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import type { OnnxRequest, OnnxResponse, OnnxWorkerData } from './onnx-protocol.js';
import { clipTokens, normalise, poolTokens } from './pooling.js';
import { loadTokenizer } from './tokenizer.js';

// onnxruntime holds the event loop while it runs; here that is nobody's loop but ours.
const data = workerData as OnnxWorkerData;
const port = parentPort;
if (!port) throw new Error('onnx.worker must be started as a worker thread');

const tokenizer = loadTokenizer(data.tokenizerFile);
const session = await ort.InferenceSession.create(data.modelFile, {
  intraOpNumThreads: data.threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
});

// One text at a time: activations are quantised per tensor, so a text's vector would shift with its batch mates.
async function embed(text: string): Promise<Float32Array> {
  const ids = clipTokens(tokenizer.encode(text).ids, data.maxTokens);
  const shape = [1, ids.length];
  const whole = (value: (index: number) => number): ort.Tensor =>
    new ort.Tensor(
      'int64',
      BigInt64Array.from(ids, (_, index) => BigInt(value(index))),
      shape,
    );
  const feeds: Record<string, ort.Tensor> = {
    input_ids: whole((index) => ids[index] ?? 0),
    attention_mask: whole(() => 1),
  };
  if (session.inputNames.includes('token_type_ids')) feeds.token_type_ids = whole(() => 0);
  const output = (await session.run(feeds))[session.outputNames[0] ?? ''];
  if (!output || !(output.data instanceof Float32Array))
    throw new Error('The model gives no float32 output.');
  const pooled =
    output.dims.length === 3 ? poolTokens(output.data, data.dimensions, data.pooling) : output.data;
  if (pooled.length !== data.dimensions) {
    throw new Error(`The model gives ${pooled.length} components, not ${data.dimensions}.`);
  }
  return normalise(pooled);
}

function answer(response: OnnxResponse, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(response, transfer);
}

port.on('message', (request: OnnxRequest | 'stop') => {
  if (request === 'stop') {
    void session.release().finally(() => port.close());
    return;
  }
  embed(request.text).then(
    (vector) => answer({ kind: 'vector', id: request.id, vector }, [vector.buffer as ArrayBuffer]),
    (error: unknown) =>
      answer({
        kind: 'refused',
        id: request.id,
        reason: error instanceof Error ? error.message : String(error),
      }),
  );
});

await embed('warm-up'); // The first run allocates; a user's query should not wait for that.
answer({ kind: 'ready' });
