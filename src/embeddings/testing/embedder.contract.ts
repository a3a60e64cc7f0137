import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Embedder, identityKey } from '../index.js';

export interface EmbedderHarness {
  embedder: Embedder;
  /**
   * False for a stand-in without a model behind it: whether vectors mean something is then not asked.
   */
  understands: boolean;
  close(): Promise<void>;
}

/** What every {@link Embedder} does, whatever makes its vectors. */
export function describeEmbedderContract(name: string, open: () => Promise<EmbedderHarness>): void {
  describe(`Embedder contract: ${name}`, () => {
    let harness: EmbedderHarness;
    let embedder: Embedder;

    beforeAll(async () => {
      harness = await open();
      embedder = harness.embedder;
    });
    afterAll(async () => {
      await harness.close();
    });

    const dot = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);

    it('gives one vector of length 1 and of its dimensions for each text, in order', async () => {
      const texts = ['цемент м500', 'брус 150х150', 'цемент м500'];
      const vectors = await embedder.embedPassages(texts);
      expect(vectors).toHaveLength(3);
      for (const vector of vectors) {
        expect(vector).toHaveLength(embedder.identity.dimensions);
        expect(dot(vector, vector)).toBeCloseTo(1, 4);
      }
      const [first, other, again] = vectors as [Float32Array, Float32Array, Float32Array];
      expect(dot(first, again)).toBeCloseTo(1, 4);
      expect(dot(first, other)).toBeLessThan(0.999);
    });

    it('gives the same vector whatever stands beside the text in the batch', async () => {
      const [alone] = await embedder.embedQueries(['саморезы по дереву']);
      const together = await embedder.embedQueries(['x', 'саморезы по дереву', 'утеплитель '.repeat(40)]);
      expect(dot(alone as Float32Array, together[1] as Float32Array)).toBeGreaterThan(0.9999);
    });

    it('answers no texts with no vectors', async () => {
      await expect(embedder.embedQueries([])).resolves.toEqual([]);
      await expect(embedder.embedPassages([])).resolves.toEqual([]);
    });

    it('takes strange texts: empty, very long, emoji, other scripts', async () => {
      const vectors = await embedder.embedPassages(['', 'кирпич '.repeat(2_000), '🧱🏗️', '防水膜', '\u200b']);
      for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1, 4);
    });

    it('rejects with the reason of a signal that is aborted, and works on', async () => {
      const reason = new Error('no time left');
      await expect(embedder.embedQueries(['цемент'], { signal: AbortSignal.abort(reason) })).rejects.toBe(
        reason,
      );
      const controller = new AbortController();
      const waiting = embedder.embedPassages(
        Array.from({ length: 20 }, (_, i) => `плита ${i}`),
        { signal: controller.signal },
      );
      controller.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      await expect(embedder.embedQueries(['цемент'])).resolves.toHaveLength(1);
    });

    it('says who it is and that it is well', async () => {
      await embedder.embedQueries(['цемент']);
      await expect(embedder.health()).resolves.toEqual({
        status: 'up',
        model: embedder.identity.model,
        dimensions: embedder.identity.dimensions,
      });
      expect(identityKey(embedder.identity)).toContain(embedder.identity.recipe);
    });

    it('puts what is meant nearer than what is not', async () => {
      if (!harness.understands) return;
      const [query] = await embedder.embedQueries(['теплоизоляция стен']);
      const [wool, nails] = await embedder.embedPassages([
        'Минеральная вата Rockwool 100 мм. Утеплители, Минеральная вата',
        'Гвозди строительные 100 мм. Крепеж, Гвозди',
      ]);
      expect(dot(query as Float32Array, wool as Float32Array)).toBeGreaterThan(
        dot(query as Float32Array, nails as Float32Array) + 0.01,
      );
    });
  });
}
