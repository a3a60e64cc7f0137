import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError, Clock } from '../common/index.js';
import { CatalogueFilterResolver, MaterialReader, type Material } from '../materials/index.js';
import { VectorIndex } from '../vector-index/index.js';
import { withDeadline } from './deadline.js';
import type { SimilarQuestion } from './dto/search-request.js';
import { searchConfig, type SearchConfig } from './search.config.js';

export interface SimilarItem {
  material: Material;
  /** Cosine similarity of the stored vectors, -1 to 1. */
  score: number;
}

/** Neighbours asked for beyond the page, so that duplicates and deleted ones can be left out. */
const SPARE_FACTOR = 3;
const SPARE = 20;

/** What else is like a material, by its stored vector: nothing is embedded. */
@Injectable()
export class SimilarService {
  constructor(
    private readonly materials: MaterialReader,
    private readonly vectors: VectorIndex,
    private readonly filters: CatalogueFilterResolver,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(searchConfig.KEY) private readonly config: SearchConfig,
  ) {}

  /**
   * Nearest first. The material itself, and what is the same goods under another article number, are left out. Empty while the
   * material's vector is not written yet.
   *
   * @throws AppError `material_not_found`; `search_unavailable` when the vector index does not answer.
   */
  async similarTo(id: string, question: SimilarQuestion): Promise<SimilarItem[]> {
    const [known, filter] = await Promise.all([
      this.materials.findByIds([id]),
      this.filters.resolve(question),
    ]);
    if (!known.has(id)) throw new AppError('material_not_found', `There is no material ${id}.`);
    const limit = Math.min(1_000, question.limit * SPARE_FACTOR + SPARE);
    const hits = await this.neighbours(id, limit, filter);
    if (hits.length === 0) return [];
    const ids = hits.map((hit) => hit.id);
    const [rows, keys] = await Promise.all([this.materials.findByIds(ids), this.matchKeys([id, ...ids])]);
    const seen = new Set([keys.get(id)]);
    const items: SimilarItem[] = [];
    for (const hit of hits) {
      const material = rows.get(hit.id);
      const key = keys.get(hit.id);
      if (!material || seen.has(key)) continue;
      seen.add(key);
      items.push({ material, score: Math.round(hit.score * 10_000) / 10_000 });
      if (items.length === question.limit) break;
    }
    return items;
  }

  private async neighbours(
    id: string,
    limit: number,
    filter: Awaited<ReturnType<CatalogueFilterResolver['resolve']>>,
  ): Promise<{ id: string; score: number }[]> {
    try {
      const hits = await withDeadline(this.clock, this.config.semanticTimeoutMs, (signal) =>
        this.vectors.searchById(id, { limit, filter, signal }),
      );
      return hits ?? [];
    } catch (error) {
      throw new AppError('search_unavailable', 'The vector index does not answer. Try again shortly.', {
        cause: error,
        headers: { 'retry-after': '2' },
      });
    }
  }

  /** Equal for the same goods, as the database tells them apart (name, unit and brand, however they are spelled). */
  private async matchKeys(ids: readonly string[]): Promise<Map<string, string>> {
    const rows: { id: string; key: string }[] = await this.dataSource.query(
      `SELECT m.id, material_match_key(m.name, coalesce(m.unit_code, m.unit_raw), m.brand) AS key
       FROM materials m WHERE m.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, key }) => [id, key]));
  }
}
