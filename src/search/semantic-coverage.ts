import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/index.js';
import { VectorIndex } from '../vector-index/index.js';

/** Shortest time between two counts. */
const REST_MS = 2_000;
/** Counting takes at most this share of the time: at a million materials it takes tenths of a second. */
const DUTY = 0.02;
/** A count this old is not used any more, not even while the next one is under way. */
const STALE_MS = 30_000;

interface Measured {
  share: number;
  at: number;
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
  private underway: Promise<Measured> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly vectors: VectorIndex,
    private readonly clock: Clock,
  ) {}

  /** Share of the materials that have a vector, 0 to 1; rejects as the index or the database does. */
  async share(): Promise<number> {
    const now = this.clock.monotonic();
    if (this.last && now < this.last.until) return this.last.share;
    this.underway ??= this.measure().finally(() => (this.underway = null));
    if (this.last && now - this.last.at < STALE_MS) {
      this.underway.catch(() => undefined); // Whoever finds the last count too old to use hears of it.
      return this.last.share;
    }
    return (await this.underway).share;
  }

  private async measure(): Promise<Measured> {
    const at = this.clock.monotonic();
    const [points, [row]] = await Promise.all([
      this.vectors.count(),
      this.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM materials'),
    ]);
    const materials = row?.count ?? 0;
    const ended = this.clock.monotonic();
    this.last = {
      share: materials === 0 ? 1 : Math.min(1, points / materials),
      at,
      until: ended + Math.max(REST_MS, (ended - at) / DUTY),
    };
    return this.last;
  }
}
