import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../common/index.js';
import {
  Embedder,
  type EmbedderHealth,
  type EmbedderIdentity,
  type EmbedOptions,
} from '../embeddings/index.js';
import { DeadlineError } from './deadline.js';
import { SemanticYardstick } from './semantic-yardstick.js';
import { ManualClock } from './testing/manual-clock.js';

/** Every text on its own axis pair: related texts are not told apart, which is enough to measure. */
class PanelEmbedder extends Embedder {
  identity: EmbedderIdentity = { model: 'fake', revision: '1', dimensions: 2, recipe: '1' };
  state: 'up' | 'down' | 'hung' = 'up';
  measurements = 0;
  signal: AbortSignal | undefined;

  embedQueries(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    this.measurements += 1;
    return this.embedPassages(texts, options);
  }
  embedPassages(texts: readonly string[], { signal }: EmbedOptions = {}): Promise<Float32Array[]> {
    this.signal = signal;
    if (this.state === 'hung') return new Promise(() => undefined);
    if (this.state === 'down') return Promise.reject(new AppError('embedder_unavailable', 'down'));
    return Promise.resolve(texts.map((_, i) => Float32Array.of(Math.cos(i), Math.sin(i))));
  }
  health(): Promise<EmbedderHealth> {
    return Promise.resolve({ status: 'up', model: 'fake', dimensions: 2 });
  }
}

const QUERY = Float32Array.of(1, 0);

describe('SemanticYardstick', () => {
  let clock: ManualClock;
  let embedder: PanelEmbedder;
  let yardstick: SemanticYardstick;
  beforeEach(() => {
    clock = new ManualClock();
    embedder = new PanelEmbedder();
    yardstick = new SemanticYardstick(embedder, clock);
  });

  it('measures a model once, however many ask', async () => {
    await Promise.all([yardstick.warm(), yardstick.scaleFor(QUERY), yardstick.scaleFor(QUERY)]);
    expect(embedder.measurements).toBe(1);
  });

  it('measures another model anew', async () => {
    await yardstick.warm();
    embedder.identity = { ...embedder.identity, revision: '2' };
    await yardstick.warm();
    expect(embedder.measurements).toBe(2);
  });

  it('measures again after a failure', async () => {
    embedder.state = 'down';
    await expect(yardstick.warm()).rejects.toMatchObject({ code: 'embedder_unavailable' });
    embedder.state = 'up';
    expect((await yardstick.scaleFor(QUERY)).nearness(1)).toBeGreaterThan(0);
  });

  it('gives up a measurement that hangs, and measures again without a restart', async () => {
    embedder.state = 'hung';
    const warming = expect(yardstick.warm()).rejects.toBeInstanceOf(DeadlineError);
    await clock.advance(20_000);
    await warming;
    expect(embedder.signal?.aborted).toBe(true);
    embedder.state = 'up';
    expect((await yardstick.scaleFor(QUERY)).nearness(1)).toBeGreaterThan(0);
  });
});
