import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FUSION_WEIGHTS, type QueryKind } from './fusion-weights.js';
import { fuse, trustIn, type Candidate, type FusionOptions, type LexicalEvidence } from './fusion.js';

const KINDS = Object.keys(FUSION_WEIGHTS.kinds) as QueryKind[];

const lexical: fc.Arbitrary<LexicalEvidence> = fc.record({
  score: fc.double({ min: 0, max: 1, noNaN: true }),
  matched: fc.boolean(),
  nounMatched: fc.boolean(),
  sizeAgreement: fc.double({ min: -1, max: 1, noNaN: true }),
  sku: fc.constantFrom(null, 'exact' as const, 'prefix' as const, 'infix' as const),
});
const semantic = fc.record({
  cosine: fc.double({ min: -1, max: 1, noNaN: true }),
  nearness: fc.double({ min: 0, max: 2, noNaN: true }),
});
const candidate: fc.Arbitrary<Candidate> = fc.record(
  { id: fc.integer({ min: 0, max: 30 }).map(String), lexical, semantic },
  { requiredKeys: ['id'] },
);
const candidates = fc.array(candidate, { maxLength: 40 });
const options: fc.Arbitrary<FusionOptions> = fc.record({
  kind: fc.constantFrom(...KINDS),
  weights: fc.constant(FUSION_WEIGHTS),
  unseenNearness: fc.double({ min: 0, max: 1, noNaN: true }),
  trust: fc.constantFrom(
    { lexical: 1, semantic: 1 },
    { lexical: 0.4, semantic: 1 },
    { lexical: 1, semantic: 0 },
    { lexical: 0, semantic: 1 },
  ),
});

const plain: FusionOptions = {
  kind: 'name',
  weights: FUSION_WEIGHTS,
  unseenNearness: 0,
  trust: { lexical: 1, semantic: 1 },
};
const words = (score: number, more: Partial<LexicalEvidence> = {}): LexicalEvidence => ({
  score,
  matched: true,
  nounMatched: true,
  sizeAgreement: 0,
  sku: null,
  ...more,
});

describe('fuse', () => {
  it('gives finite scores from 0 to 1, best first, every id once', () => {
    fc.assert(
      fc.property(candidates, options, (given, how) => {
        const fused = fuse(given, how);
        expect(new Set(fused.map(({ id }) => id))).toEqual(new Set(given.map(({ id }) => id)));
        expect(fused).toHaveLength(new Set(given.map(({ id }) => id)).size);
        for (const hit of fused) {
          expect(hit.score).toBeGreaterThanOrEqual(0);
          expect(hit.score).toBeLessThanOrEqual(1);
          for (const part of Object.values(hit.parts))
            if (typeof part === 'number') expect(part).not.toBeNaN();
        }
        const rest = fused.filter((hit) => hit.lexical?.sku !== 'exact');
        for (let i = 1; i < rest.length; i++) {
          expect(rest[i - 1]?.score ?? 0).toBeGreaterThanOrEqual(rest[i]?.score ?? 0);
        }
      }),
    );
  });

  it('does not depend on the order of its input, nor on doubles', () => {
    fc.assert(
      fc.property(candidates, options, fc.infiniteStream(fc.nat()), (given, how, random) => {
        const fused = fuse(given, how);
        const shuffled = given
          .map((value) => ({ value, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value);
        expect(fuse(shuffled, how)).toEqual(fused);
        expect(fuse([...given, ...shuffled], how)).toEqual(fused);
      }),
    );
  });

  it('never scores a hit lower because its evidence is stronger', () => {
    fc.assert(
      fc.property(candidate, options, fc.double({ min: 0, max: 1, noNaN: true }), (given, how, more) => {
        const before = fuse([given], how)[0]?.score ?? 0;
        if (given.lexical) {
          const stronger = { ...given.lexical, score: Math.min(1, given.lexical.score + more) };
          expect(fuse([{ ...given, lexical: stronger }], how)[0]?.score).toBeGreaterThanOrEqual(
            before - 1e-12,
          );
          const member = { ...given.lexical, matched: true };
          expect(fuse([{ ...given, lexical: member }], how)[0]?.score).toBeGreaterThanOrEqual(before - 1e-12);
        }
        if (given.semantic) {
          const stronger = { ...given.semantic, nearness: given.semantic.nearness + more };
          expect(fuse([{ ...given, semantic: stronger }], how)[0]?.score).toBeGreaterThanOrEqual(
            before - 1e-12,
          );
        }
      }),
    );
  });

  it('survives evidence that is not a number', () => {
    const fused = fuse(
      [{ id: 'a', lexical: words(NaN), semantic: { cosine: NaN, nearness: Infinity } }],
      plain,
    );
    expect(fused[0]?.score).toBe(0);
  });

  it('puts the exact article number first, whatever else is near', () => {
    const fused = fuse(
      [
        { id: 'near', lexical: words(1), semantic: { cosine: 0.95, nearness: 2 } },
        { id: 'sku', lexical: words(0.5, { sku: 'exact' }) },
      ],
      plain,
    );
    expect(fused.map(({ id }) => id)).toEqual(['sku', 'near']);
  });

  it('lifts what both ways agree on over what only one found as well', () => {
    const fused = fuse(
      [
        { id: 'both', lexical: words(0.72), semantic: { cosine: 0.85, nearness: 1.12 } },
        { id: 'words', lexical: words(0.78), semantic: { cosine: 0.7, nearness: 0.3 } },
      ],
      plain,
    );
    expect(fused[0]?.id).toBe('both');
  });

  it('leaves what words are sure of before what merely lies near, also where meaning leads', () => {
    const fused = fuse(
      [
        { id: 'near', lexical: words(0.44), semantic: { cosine: 0.85, nearness: 1.3 } },
        { id: 'just that', lexical: words(0.87) },
        { id: 'other size', lexical: words(0.87, { sizeAgreement: -1 }) },
        { id: 'no match', lexical: words(0.87, { matched: false }) },
      ],
      { ...plain, kind: 'need' },
    );
    expect(fused.map(({ id }) => id)).toEqual(['just that', 'near', 'other size', 'no match']);
    expect(fused.map(({ parts }) => parts.sure > 0)).toEqual([true, false, false, false]);
  });

  it('sinks a size that contradicts below one that does not', () => {
    const near = { cosine: 0.9, nearness: 1.5 };
    const fused = fuse(
      [
        { id: 'wrong size', lexical: words(0.8, { sizeAgreement: -1 }), semantic: near },
        { id: 'right size', lexical: words(0.7, { sizeAgreement: 1 }), semantic: near },
      ],
      plain,
    );
    expect(fused[0]?.id).toBe('right size');
  });

  it('counts the words of what is no lexical match for less', () => {
    const near = { cosine: 0.9, nearness: 1.5 };
    const fused = fuse(
      [
        { id: 'has some of the words', lexical: words(0.5, { matched: false }), semantic: near },
        { id: 'match', lexical: words(0.45), semantic: near },
      ],
      plain,
    );
    expect(fused.map(({ id, parts }) => [id, parts.membership])).toEqual([
      ['match', 1],
      ['has some of the words', FUSION_WEIGHTS.unmatched],
    ]);
  });

  it('counts the one retriever that answered whole', () => {
    const lexicalOnly = fuse([{ id: 'a', lexical: words(0.9) }], {
      ...plain,
      trust: { lexical: 1, semantic: 0 },
    });
    expect(lexicalOnly[0]?.score).toBeCloseTo(0.9);
  });
});

describe('trustIn', () => {
  const both = { lexical: true, semanticCoverage: 1 };

  it('trusts words as far as their best match is any good', () => {
    expect(trustIn([{ id: 'a', lexical: words(0.9) }], both)).toEqual({ lexical: 1, semantic: 1 });
    expect(trustIn([{ id: 'a', lexical: words(0.1) }], both)).toEqual({ lexical: 0.2, semantic: 1 });
    expect(trustIn([], both)).toEqual({ lexical: 0, semantic: 1 });
  });

  it('does not trust what did not answer', () => {
    const found = [{ id: 'a', lexical: words(0.1) }];
    expect(trustIn(found, { lexical: true, semanticCoverage: 0 })).toEqual({ lexical: 1, semantic: 0 });
    expect(trustIn(found, { lexical: false, semanticCoverage: 1 })).toEqual({ lexical: 0, semantic: 1 });
  });

  it('trusts meaning as far as two materials can be compared by it, and doubts words no further', () => {
    const trust = trustIn([{ id: 'a', lexical: words(0.1) }], { lexical: true, semanticCoverage: 0.5 });
    expect(trust.semantic).toBeCloseTo(0.25);
    expect(trust.lexical).toBeCloseTo(0.8);
  });
});
