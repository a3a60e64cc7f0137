import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { VectorIndex } from '../vector-index/index.js';
import { SemanticCoverage } from './semantic-coverage.js';
import { ManualClock } from './testing/manual-clock.js';

describe('SemanticCoverage', () => {
  let clock: ManualClock;
  let points: number;
  let materials: number;
  let counts: number;
  let count: () => Promise<number>;
  let coverage: SemanticCoverage;

  beforeEach(() => {
    clock = new ManualClock();
    points = 25;
    materials = 100;
    counts = 0;
    count = () => Promise.resolve(points);
    coverage = new SemanticCoverage(
      { query: () => Promise.resolve([{ count: materials }]) } as unknown as DataSource,
      { count: () => (counts++, count()) } as unknown as VectorIndex,
      clock,
    );
  });

  it('is the share of materials that have a vector, never more than all of them', async () => {
    expect(await coverage.share()).toBe(0.25);
    points = 130; // Deleted materials whose points are not removed yet.
    await clock.advance(60_000);
    expect(await coverage.share()).toBe(1);
  });

  it('is whole for an empty catalogue', async () => {
    points = materials = 0;
    expect(await coverage.share()).toBe(1);
  });

  it('counts once for all who ask, and again after a rest', async () => {
    expect(await Promise.all([coverage.share(), coverage.share()])).toEqual([0.25, 0.25]);
    expect(counts).toBe(1);
    points = 50;
    await clock.advance(1_999);
    expect(await coverage.share()).toBe(0.25);
    expect(counts).toBe(1);
    await clock.advance(1);
    await coverage.share();
    await clock.advance(0);
    expect(await coverage.share()).toBe(0.5);
    expect(counts).toBe(2);
  });

  it('rests the longer the more a count takes', async () => {
    count = async () => {
      await clock.sleep(200);
      return points;
    };
    const first = coverage.share();
    await clock.advance(200);
    await first;
    await clock.advance(9_999);
    await coverage.share();
    expect(counts).toBe(1);
    await clock.advance(1);
    await coverage.share();
    expect(counts).toBe(2);
  });

  it('goes on with the last count while the index does not answer, for a while', async () => {
    await coverage.share();
    count = () => Promise.reject(new Error('gone'));
    await clock.advance(29_000);
    expect(await coverage.share()).toBe(0.25);
    await clock.advance(1_000);
    await expect(coverage.share()).rejects.toThrow('gone');
    count = () => Promise.resolve(75);
    expect(await coverage.share()).toBe(0.75);
  });
});
