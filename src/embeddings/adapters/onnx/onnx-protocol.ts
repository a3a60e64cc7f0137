/** What the embedding worker is started with. */
export interface OnnxWorkerData {
  modelFile: string;
  tokenizerFile: string;
  threads: number;
  pooling: 'mean' | 'cls';
  maxTokens: number;
  dimensions: number;
}

/** To the worker: one text, prefix included. */
export interface OnnxRequest {
  id: number;
  text: string;
}

/** From the worker. `refused`: this text fails, the model is well. */
export type OnnxResponse =
  | { kind: 'ready' }
  | { kind: 'vector'; id: number; vector: Float32Array }
  | { kind: 'refused'; id: number; reason: string };
