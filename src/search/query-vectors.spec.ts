import { beforeEach, describe, expect, it } from '@jest/globals';
import { CacheAside, type CacheAnswer, type CachePolicy, type Loaded } from '../cache/index.js';
import { Embedder, type EmbedderHealth, type EmbedderIdentity } from '../embeddings/index.js';
import { DeadlineError } from './deadline.js';
import { QueryVectors } from './query-vectors.js';
import { ManualClock } from './testing/manual-clock.js';

class FakeEmbedder extends Embedder {
  identity: EmbedderIdentity = { model: 'fake', revision: '1', dimensions: 3, recipe: '1' };
  calls: (readonly string[])[] = [];
  hangs = false;

  embedQueries(texts: readonly string[]): Promise<Float32Array[]> {
    this.calls.push(texts);
    if (this.hangs) return new Promise(() => undefined);
    return Promise.resolve(texts.map((text) => new Float32Array([text.length, 0.1, -1e-30])));
  }
  embedPassages(): Promise<Float32Array[]> {
    return Promise.reject(new Error('not asked for here'));
  }
  health(): Promise<EmbedderHealth> {
    return Promise.resolve({ status: 'up', model: 'fake', dimensions: 3 });
  }
}

/** Keeps JSON for ever, and lets callers join a load under way, as far as these tests go. */
class FakeCache extends CacheAside {
  private readonly kept = new Map<string, string>();
  private readonly flights = new Map<string, Promise<unknown>>();

  async get<T>(policy: CachePolicy, key: string, load: () => Promise<Loaded<T>>): Promise<CacheAnswer<T>> {
    const found = await this.getMany<T>(policy, [key], async () => new Map([[key, await load()]]));
    return found.get(key) as CacheAnswer<T>;
  }
  async getMany<T>(
    _policy: CachePolicy,
    keys: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, Loaded<T>>>,
  ): Promise<Map<string, CacheAnswer<T>>> {
    const joined = keys.flatMap((key) => this.flights.get(key) ?? []);
    const missing = keys.filter((key) => !this.kept.has(key) && !this.flights.has(key));
    if (missing.length > 0) {
      const flight = load(missing)
        .then((loaded) => loaded.forEach(({ value }, key) => this.kept.set(key, JSON.stringify(value))))
        .finally(() => missing.forEach((key) => this.flights.delete(key)));
      missing.forEach((key) => this.flights.set(key, flight));
      joined.push(flight);
    }
    await Promise.all(joined);
    return new Map(
      keys.map((key) => [
        key,
        { value: JSON.parse(this.kept.get(key) ?? 'null') as T, status: 'HIT', ageMs: 0 },
      ]),
    );
  }
  invalidate(): Promise<void> {
    return Promise.resolve();
  }
  invalidateAll(): Promise<void> {
    return Promise.resolve();
  }
}

describe('QueryVectors', () => {
  let embedder: FakeEmbedder;
  let clock: ManualClock;
  let vectors: QueryVectors;
  beforeEach(() => {
    embedder = new FakeEmbedder();
    clock = new ManualClock();
    vectors = new QueryVectors(embedder, new FakeCache(), clock);
  });

  it('gives back exactly what the model said, in the order asked, doubles included', async () => {
    const found = await vectors.embed(['аб', 'а', 'аб'], 100);
    expect(found).toEqual([2, 1, 2].map((length) => new Float32Array([length, 0.1, -1e-30])));
    expect(embedder.calls).toEqual([['аб', 'а']]);
  });

  it('embeds only what is not known yet, in one call', async () => {
    await vectors.embed(['а'], 100);
    await vectors.embed(['а', 'бб', 'ввв'], 100);
    expect(embedder.calls).toEqual([['а'], ['бб', 'ввв']]);
  });

  it('never answers with the vector of another model', async () => {
    await vectors.embed(['а'], 100);
    embedder.identity = { ...embedder.identity, revision: '2' };
    await vectors.embed(['а'], 100);
    expect(embedder.calls).toHaveLength(2);
  });

  it('gives up on a model that hangs', async () => {
    embedder.hangs = true;
    const outcome = expect(vectors.embed(['а'], 100)).rejects.toBeInstanceOf(DeadlineError);
    await clock.advance(100);
    await outcome;
  });

  it('asks anew when the call it joined ran out of time, so that a hang ends with who waited for it', async () => {
    embedder.hangs = true;
    const first = expect(vectors.embed(['а'], 100)).rejects.toBeInstanceOf(DeadlineError);
    await clock.advance(99);
    const second = vectors.embed(['а'], 100);
    embedder.hangs = false;
    await clock.advance(1);
    await first;
    expect(await second).toHaveLength(1);
    expect(embedder.calls).toEqual([['а'], ['а']]);
  });

  it('keeps its own deadline when what it joined and what it asks anew both hang', async () => {
    embedder.hangs = true;
    const first = expect(vectors.embed(['а'], 100)).rejects.toBeInstanceOf(DeadlineError);
    await clock.advance(60);
    const second = expect(vectors.embed(['а'], 100)).rejects.toBeInstanceOf(DeadlineError);
    await clock.advance(40);
    await first;
    expect(embedder.calls).toHaveLength(2);
    await clock.advance(60);
    await second;
    expect(embedder.calls).toHaveLength(2);
  });
});
