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
    // Partial stand-ins: it counts, and asks nothing else of either.
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

  it('is whole for an empty catalogue, and counted again at once', async () => {
    points = materials = 0;
    expect(await coverage.share()).toBe(1);
    materials = 100;
    expect(await coverage.share()).toBe(0);
  });

  it('counts once for all who ask, and again after a rest', async () => {
    expect(await Promise.all([coverage.share(), coverage.share()])).toEqual([0.25, 0.25]);
    expect(counts).toBe(1);
    points = 50;
    await clock.advance(1_999);
    expect(await coverage.share()).toBe(0.25);
    expect(counts).toBe(1);
    await clock.advance(1);
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

  it('waits for a quick count, and goes on with the last one where counting takes long', async () => {
    await coverage.share();
    points = 50;
    await clock.advance(2_000);
    expect(await coverage.share()).toBe(0.5);
    const slow = async (): Promise<number> => {
      await clock.sleep(200);
      return points;
    };
    count = slow;
    points = 75;
    await clock.advance(2_000);
    const waited = coverage.share();
    await clock.advance(200);
    expect(await waited).toBe(0.75);
    points = 100;
    await clock.advance(10_000);
    expect(await coverage.share()).toBe(0.75);
    await clock.advance(200);
    expect(await coverage.share()).toBe(1);
  });

  it('counts again after a failure', async () => {
    count = () => Promise.reject(new Error('gone'));
    await expect(coverage.share()).rejects.toThrow('gone');
    count = () => Promise.resolve(points);
    expect(await coverage.share()).toBe(0.25);
    count = () => Promise.reject(new Error('gone'));
    await clock.advance(2_000);
    await expect(coverage.share()).rejects.toThrow('gone');
    count = () => Promise.resolve(75);
    expect(await coverage.share()).toBe(0.75);
  });
});
