import { describe, expect, it } from '@jest/globals';
import { confidenceOf } from './confidence.js';
import type { FusedHit, LexicalEvidence } from './fusion.js';

const hit = (lexical: Partial<LexicalEvidence> | null, nearness = 0): FusedHit => ({
  id: 'a',
  score: 0.5,
  parts: {
    kind: 'name',
    lexicalWeight: 1,
    semanticWeight: 0,
    lexical: 0,
    semantic: 0,
    agreement: 0,
    contradiction: 1,
    membership: 1,
    sure: 0,
  },
  ...(lexical
    ? { lexical: { score: 0, matched: true, nounMatched: true, sizeAgreement: 0, sku: null, ...lexical } }
    : {}),
  ...(nearness ? { semantic: { cosine: 0.8, nearness } } : {}),
});

const known = (knownShare: number) => ({ knownShare, isForeign: false });

describe('confidenceOf', () => {
  it('is high for the article number asked for', () => {
    expect(confidenceOf(hit({ sku: 'exact' }), known(1))).toBe('high');
  });

  it('is high for just what was asked, unless its size contradicts', () => {
    expect(confidenceOf(hit({ score: 0.9 }), known(1))).toBe('high');
    expect(confidenceOf(hit({ score: 0.9, sizeAgreement: -1 }), known(1))).not.toBe('high');
  });

  it('is low for words that agree in everything but the thing itself, unless meaning confirms it', () => {
    expect(confidenceOf(hit({ score: 0.5, nounMatched: false }), known(1))).toBe('low');
    expect(confidenceOf(hit({ score: 0.5, nounMatched: false }, 1), known(1))).toBe('medium');
  });

  it('is medium for what lies near without a word in common', () => {
    expect(confidenceOf(hit(null, 1.5), known(1))).toBe('medium');
  });

  it('is low for the best of nothing', () => {
    expect(confidenceOf(hit(null, 0.9), known(0))).toBe('low');
    expect(confidenceOf(hit({ score: 0.2 }, 0.9), known(0.3))).toBe('low');
  });

  it('is low for whatever is found where another thing was asked for, but for its article number', () => {
    const foreign = { knownShare: 0.5, isForeign: true };
    expect(confidenceOf(hit({ score: 0.9 }, 1.5), foreign)).toBe('low');
    expect(confidenceOf(hit({ sku: 'exact' }), foreign)).toBe('high');
  });

  it('asks more of nearness when the catalogue does not know the words', () => {
    expect(confidenceOf(hit(null, 1.2), known(1))).toBe('medium');
    expect(confidenceOf(hit(null, 1.2), known(0))).toBe('low');
  });
});
