import { Injectable } from '@nestjs/common';
import { MaterialReader, type Material } from '../materials/index.js';
import { scoreUnranked, type Findings, type RankedSet } from './candidates.js';
import { confidenceOf } from './confidence.js';
import { explain } from './explanation.js';
import type { FusedHit } from './fusion.js';
import { LexicalRetriever } from './lexical-retriever.js';
import { highlightPassage } from './passages.js';
import { ResultSet } from './result-set.js';
import type { SearchItem } from './search-answer.js';
import type { MatchKind, SearchQuestion } from './search.types.js';

/** Reads the rows of one page from PostgreSQL and dresses them as hits. */
@Injectable()
export class PageReader {
  constructor(
    private readonly materials: MaterialReader,
    private readonly lexical: LexicalRetriever,
    private readonly resultSet: ResultSet,
  ) {}

  async read(question: SearchQuestion, set: RankedSet, findings: Findings): Promise<SearchItem[]> {
    const ids = await this.idsOfPage(question, set);
    const rows = await this.materials.findByIds(ids);
    const ranked = new Map(set.ranked.map((hit) => [hit.id, hit]));
    const unranked = ids.filter((id) => !ranked.has(id));
    const { understanding } = findings;
    for (const hit of await scoreUnranked(set, unranked, understanding, this.lexical))
      ranked.set(hit.id, hit);
    const byMeaningOnly = new Set(set.extra);
    return ids.flatMap((id) => {
      const material = rows.get(id);
      const hit = ranked.get(id);
      // Deleted between the search and the reading: it does not appear.
      if (!material || !hit) return [];
      return [
        {
          material,
          score: round(hit.score),
          confidence: confidenceOf(hit, findings.lexical ? understanding : null),
          matchedBy: matchedBy(hit, byMeaningOnly),
          highlights: this.highlights(findings, material),
          ...(question.explain ? { explain: explain(hit, set) } : {}),
        },
      ];
    });
  }

  private async idsOfPage({ sort, limit, offset }: SearchQuestion, set: RankedSet): Promise<string[]> {
    if (offset >= set.statistics.total) return [];
    if (sort !== 'relevance') return this.resultSet.sorted(set, sort, { limit, offset });
    const ranked = set.ranked.map(({ id }) => id);
    const head = ranked.slice(offset, offset + limit);
    if (head.length === limit || ranked.length >= set.statistics.total) return head;
    const tail = await this.resultSet.tail(set, ranked, {
      limit: limit - head.length,
      offset: Math.max(0, offset - ranked.length),
    });
    return [...head, ...tail];
  }

  private highlights({ understanding, lexical }: Findings, material: Material): SearchItem['highlights'] {
    if (!understanding || !lexical) return {};
    const mark = (text: string): string | null => this.lexical.highlight(understanding, text);
    const name = mark(material.name);
    const description = material.description === null ? null : highlightPassage(material.description, mark);
    return { ...(name === null ? {} : { name }), ...(description === null ? {} : { description }) };
  }
}

function matchedBy(hit: FusedHit, byMeaningOnly: ReadonlySet<string>): MatchKind[] {
  const kinds: MatchKind[] = [];
  if (!byMeaningOnly.has(hit.id)) kinds.push('lexical');
  if (hit.semantic) kinds.push('semantic');
  if (hit.lexical?.sku) kinds.push('sku');
  return kinds;
}

function round(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
