import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CacheAside, type CachePolicy, type Loaded } from '../cache/index.js';
import { Clock, inSpan } from '../common/index.js';
import { Embedder, identityKey } from '../embeddings/index.js';
import { DeadlineError, withDeadline } from './deadline.js';

/** A vector depends on its text and model alone, so it never goes stale; the day bounds what rare queries take up. */
const POLICY: CachePolicy = {
  namespace: 'query-vector',
  ttlMs: 24 * 3_600_000,
  staleMs: 0,
  negativeTtlMs: 0,
};

/** Vectors of queries, kept in the cache that all instances share. */
@Injectable()
export class QueryVectors {
  constructor(
    private readonly embedder: Embedder,
    private readonly cache: CacheAside,
    private readonly clock: Clock,
  ) {}

  /**
   * One vector for each text, in order; those not known yet are embedded in one call, which others who want the same text join.
   *
   * @param timeoutMs after it the call rejects with DeadlineError. Whoever joined it and has time left asks anew.
   */
  async embed(texts: readonly string[], timeoutMs: number): Promise<Float32Array[]> {
    const until = this.clock.monotonic() + timeoutMs;
    for (;;) {
      const own = { failed: false };
      try {
        return await this.read(texts, until, own);
      } catch (error) {
        // Another caller's call ran out of that caller's time. The model may answer again by now: a hang must not outlive itself.
        const theirs = error instanceof DeadlineError && !own.failed;
        if (!theirs || this.clock.monotonic() >= until) throw error;
      }
    }
  }

  private async read(
    texts: readonly string[],
    until: number,
    own: { failed: boolean },
  ): Promise<Float32Array[]> {
    const keyOf = new Map(texts.map((text) => [text, this.key(text)]));
    const textOf = new Map([...keyOf].map(([text, key]) => [key, text]));
    const found = await this.cache.getMany<string>(POLICY, [...textOf.keys()], async (missing) => {
      const wanted = missing.map((key) => textOf.get(key) ?? '');
      // The deadline stands here as well: a call that hangs must not be there to join any longer.
      const vectors = await withDeadline(this.clock, Math.max(0, until - this.clock.monotonic()), (signal) =>
        inSpan(
          'embed queries',
          'client',
          { 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': this.embedder.identity.model },
          () => this.embedder.embedQueries(wanted, { signal }),
        ),
      ).catch((error: unknown) => {
        own.failed = true;
        throw error;
      });
      return new Map(
        missing.flatMap((key, i): [string, Loaded<string>][] => {
          const vector = vectors[i];
          return vector ? [[key, { value: encode(vector) }]] : [];
        }),
      );
    });
    return texts.map((text) => {
      const answer = found.get(keyOf.get(text) ?? '');
      if (!answer) throw new Error('The embedder returned too few vectors.');
      return decode(answer.value);
    });
  }

  private key(text: string): string {
    return createHash('md5')
      .update(`${identityKey(this.embedder.identity)}\n${text}`)
      .digest('hex');
  }
}

/** A cache keeps JSON: the vector's bytes as base64 are a third of its numbers written out. */
function encode(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function decode(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64')); // A copy: Buffer's pool is not aligned to 4 bytes.
  return new Float32Array(bytes.buffer);
}
