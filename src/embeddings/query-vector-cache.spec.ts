import { describe, expect, it } from '@jest/globals';
import { Embedder, type EmbedderHealth, type EmbedderIdentity } from './ports/embedder.port.js';
import { QueryCachingEmbedder } from './query-vector-cache.js';

class CountingEmbedder extends Embedder {
  readonly identity: EmbedderIdentity = { model: 'm', revision: '1', dimensions: 2, recipe: 'r' };
  readonly asked: string[][] = [];
  embedQueries(texts: readonly string[]): Promise<Float32Array[]> {
    this.asked.push([...texts]);
    return Promise.resolve(texts.map((text) => Float32Array.of(text.length, 0)));
  }
  embedPassages(texts: readonly string[]): Promise<Float32Array[]> {
    return this.embedQueries(texts);
  }
  health(): Promise<EmbedderHealth> {
    return Promise.resolve({ status: 'up', model: 'm', dimensions: 2 });
  }
}

describe('QueryCachingEmbedder', () => {
  it('asks only for what it does not remember, each text once, and answers in order', async () => {
    const inner = new CountingEmbedder();
    const cached = new QueryCachingEmbedder(inner, 100_000);
    await cached.embedQueries(['a']);
    const vectors = await cached.embedQueries(['bbb', 'a', 'cc', 'bbb']);
    expect(vectors.map((vector) => vector[0])).toEqual([3, 1, 2, 3]);
    expect(inner.asked).toEqual([['a'], ['bbb', 'cc']]);
  });

  it('keeps within its bytes, and does not remember passages', async () => {
    const inner = new CountingEmbedder();
    const cached = new QueryCachingEmbedder(inner, 1_000);
    for (let i = 0; i < 50; i++) await cached.embedQueries([`query ${i}`]);
    expect(cached.sizeBytes).toBeGreaterThan(0);
    expect(cached.sizeBytes).toBeLessThanOrEqual(1_000);
    await cached.embedPassages(['p']);
    await cached.embedPassages(['p']);
    expect(inner.asked.slice(-2)).toEqual([['p'], ['p']]);
  });
});
