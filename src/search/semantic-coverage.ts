import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/index.js';
import { VectorIndex } from '../vector-index/index.js';

/** Shortest time between two counts. */
const REST_MS = 2_000;
/** Counting takes at most this share of the time: at a million materials it takes tenths of a second. */
const DUTY = 0.02;
/** A count that took no longer is waited for; others are taken beside the question that finds one due. */
const QUICK_MS = 30;

interface Measured {
  share: number;
  tookMs: number;
  /** When the next count is due. */
  until: number;
}

/**
 * How much of the catalogue has its vector. In the minutes after the first start, after a large import or after the index was wiped
 * that is little, and the few that have one are not the best answer by meaning only because the others cannot be asked.
 */
@Injectable()
export class SemanticCoverage {
  private last: Measured | null = null;
  private underway: Promise<number> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly vectors: VectorIndex,
    private readonly clock: Clock,
  ) {}

  /** Share of the materials that have a vector, 0 to 1. Rejects as the index or the database does where a count is waited for. */
  async share(): Promise<number> {
    if (this.last && this.clock.monotonic() < this.last.until) return this.last.share;
    this.underway ??= this.measure().finally(() => (this.underway = null));
    if (!this.last || this.last.tookMs <= QUICK_MS) return this.underway;
    this.underway.catch(() => undefined); // An index that does not answer is heard of by who searches it.
    return this.last.share;
  }

  private async measure(): Promise<number> {
    const began = this.clock.monotonic();
    const [points, [row]] = await Promise.all([
      this.vectors.count(),
      this.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM materials'),
    ]);
    const materials = row?.count ?? 0;
    if (materials === 0) return 1; // Not kept: the next moment may bring a whole catalogue.
    const share = Math.min(1, points / materials);
    const ended = this.clock.monotonic();
    const tookMs = ended - began;
    this.last = { share, tookMs, until: ended + Math.max(REST_MS, tookMs / DUTY) };
    return share;
  }
}
