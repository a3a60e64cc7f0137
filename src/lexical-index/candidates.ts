import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CatalogueFilter } from '../common/index.js';
import { filterConditions, CatalogueFilterResolver } from '../materials/index.js';
import type {
  PlannedQuery,
  QueryUnderstanding,
  SqlPredicate,
  TermGroup,
} from './ports/lexical-index.port.js';
import { findableRows, unforeseen, wordsMatch } from './findable.js';
import { planLevels } from './query/match-planner.js';
import { afterPrefix, likeWithin, skusWithin } from './query/key-range.js';
import { conjunction, groupQuery } from './query/ts-query.js';
import type { MaterialRow } from './ranking/material-text.js';

/** Most candidates that are ranked by features. */
export const RANK_WINDOW = 200;

export interface CandidateRow extends MaterialRow {
  /** How strict a condition found it: 0 is the strictest of the plan. */
  step: number;
}

/** Fetches from PostgreSQL what ranking looks at. */
@Injectable()
export class Candidates {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CatalogueFilterResolver)
    private readonly filters: Pick<CatalogueFilterResolver, 'supplierCondition'>,
  ) {}

  /** The set of lexical matches, as a condition over alias `m`. */
  matches(query: PlannedQuery, first = 1): SqlPredicate {
    const conditions: string[] = [];
    const parameters: unknown[] = [];
    const place = (value: unknown): string => `$${first + parameters.push(value) - 1}`;
    if (query.sku) conditions.push(skuCondition(query.sku, place));
    const { groups } = query;
    const { matchGroups, widened, likeCategoryIds } = query.plan;
    const asked = conjunction(
      matchGroups.map((i) => groups[i] as TermGroup),
      { widened },
    );
    if (asked !== null) conditions.push(wordsMatch(unforeseen(place(asked))));
    if (likeCategoryIds.length > 0) conditions.push(inCategories(place(likeCategoryIds)));
    return { sql: conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`, parameters };
  }

  /**
   * The likeliest matches, strictest first, at most {@link RANK_WINDOW}. One statement: a step is given the room that those before it
   * leave, none once they found enough, and leaves out what they found.
   */
  async best(query: PlannedQuery, filter: CatalogueFilter | undefined): Promise<CandidateRow[]> {
    const parameters: unknown[] = [];
    const { from, within } = this.narrowed(parameters, filter);
    const steps = this.steps(query, (value) => `$${parameters.push(value)}`);
    if (steps.length === 0) return [];
    const found = steps.map(({ step, condition, most }, i) => {
      const before = `found_${i - 1}`;
      const others = i === 0 ? [] : [`m.id <> ALL (ARRAY(SELECT id FROM ${before}))`];
      const room = i === 0 ? `${RANK_WINDOW}` : `${RANK_WINDOW} - (SELECT count(*) FROM ${before})`;
      const select = `(SELECT ${step} AS step, m.id FROM ${from} WHERE ${[`(${condition})`, ...within, ...others].join(' AND ')}
         LIMIT least(${most ?? RANK_WINDOW}, ${room}))`;
      return `found_${i} AS (${i === 0 ? '' : `SELECT step, id FROM ${before} UNION ALL `}${select})`;
    });
    return this.read(
      query,
      `WITH ${found.join(', ')} SELECT step, id FROM found_${steps.length - 1}`,
      parameters,
    );
  }

  /** Rows of given materials, whatever they match. */
  async byId(understanding: QueryUnderstanding, ids: readonly string[]): Promise<CandidateRow[]> {
    return this.read(understanding, 'SELECT 0 AS step, id FROM unnest($1::uuid[]) AS id', [ids]);
  }

  /** Matches beyond the ranked ones, by id. */
  async rest(
    query: PlannedQuery,
    filter: CatalogueFilter | undefined,
    ranked: readonly string[],
    limit: number,
  ): Promise<string[]> {
    const { sql, parameters } = this.matches(query);
    const all = [...parameters, ranked];
    const others = `m.id <> ALL ($${all.length}::uuid[])`;
    const { from, within } = this.narrowed(all, filter);
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM (SELECT m.id FROM ${from} WHERE ${[sql, others, ...within].join(' AND ')} OFFSET 0) found
       ORDER BY id LIMIT ${Math.max(0, Math.trunc(limit))}`,
      all,
    );
    return rows.map(({ id }) => id);
  }

  /** What to look for, each wider than the one before; several things that are asked for together come first, each by itself. */
  private steps(query: PlannedQuery, place: (value: unknown) => string): Step[] {
    const { groups } = query;
    const { matchGroups, widened: mayWiden, likeCategoryIds } = query.plan;
    const conditions: string[] = [];
    if (query.sku) conditions.push(skuCondition(query.sku, place));
    const queries: string[] = [];
    const things: string[] = [];
    for (const level of planLevels(groups)) {
      if (!matchGroups.every((i) => level.groups.includes(i)) || (level.widened && !mayWiden)) continue;
      const set = level.groups.map((i) => groups[i] as TermGroup);
      const headIndex = set.findIndex(({ required, kind }) => required && kind === 'word');
      const { widened } = level;
      if (queries.length === 0) things.push(...eachThing(set, headIndex));
      for (const asked of [
        headIndex >= 0 ? conjunction(set, { headIndex, widened }) : null,
        conjunction(set, { widened }),
      ]) {
        if (asked !== null && !queries.includes(asked)) queries.push(asked);
      }
    }
    const asks = (asked: string): string => wordsMatch(unforeseen(place(asked)));
    const most = Math.floor(RANK_WINDOW / Math.max(1, things.length));
    const first = things.map((asked): Step => ({ step: 0, condition: asks(asked), most }));
    conditions.push(...queries.map(asks));
    if (likeCategoryIds.length > 0) conditions.push(inCategories(place(likeCategoryIds)));
    return [...first, ...conditions.map((condition, step): Step => ({ step, condition, most: null }))];
  }

  /** @param found a SELECT of `step` and `id`. */
  private async read(
    { groups, sku }: QueryUnderstanding,
    found: string,
    parameters: unknown[],
  ): Promise<CandidateRow[]> {
    const flags = groups.map(
      (group) => `coalesce(d.vector @@ $${parameters.push(groupQuery(group))}::tsquery, false)`,
    );
    const offerSkuKeys = sku
      ? ', ARRAY(SELECT o.sku_key FROM lexical_offer_skus o WHERE o.material_id = m.id) AS "offerSkuKeys"'
      : '';
    return this.dataSource.query(
      `SELECT f.step, m.id, m.sku, m.name, m.brand, m.category_id AS "categoryId", c.path AS "categoryPath", ARRAY[${flags.join(', ')}]::boolean[] AS matched${offerSkuKeys}
       FROM (${found}) f JOIN materials m ON m.id = f.id LEFT JOIN lexical_documents d ON d.material_id = f.id
         LEFT JOIN categories c ON c.id = m.category_id`,
      parameters,
    );
  }

  /** Where to look, and the conditions of the filter. */
  private narrowed(parameters: unknown[], filter: CatalogueFilter = {}): { from: string; within: string[] } {
    const { from, filtered } = findableRows(filter);
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    return { from, within: filterConditions(filter, filtered, bind, this.filters.supplierCondition) };
  }
}

interface Step {
  /** How strict it is: 0 is the strictest. */
  step: number;
  /** Over alias `m`. */
  condition: string;
  /** Most rows of it; null for as many as there is room for. */
  most: number | null;
}

/** A query for each of the things that the head joins: else the first of a window would all be the one that there is most of. */
function eachThing(groups: readonly TermGroup[], headIndex: number): string[] {
  const parts = groups[headIndex]?.parts ?? [];
  return parts.flatMap((alternatives) => {
    const set = groups.map((group, i) => (i === headIndex ? { ...group, alternatives } : group));
    return conjunction(set, { headIndex }) ?? [];
  });
}

/** By the index of materials: those that words search have none of their own. */
function inCategories(ids: string): string {
  return `m.id = ANY (ARRAY(SELECT id FROM materials WHERE category_id = ANY (${ids}::uuid[])))`;
}

/** The material's article number begins with one of the keys, or holds one. */
function skuCondition(
  { keys, within }: NonNullable<QueryUnderstanding['sku']>,
  place: (value: unknown) => string,
): string {
  if (within) return `m.id = ANY (ARRAY(${skusWithin(keys.map((key) => place(likeWithin(key))))}))`;
  const [low, high] = [place(keys), place(keys.map(afterPrefix))];
  return `m.id = ANY (ARRAY(SELECT d.material_id FROM unnest(${low}::text[], ${high}::text[]) AS asked (low, high)
           JOIN lexical_skus d ON d.sku_key >= asked.low AND d.sku_key < asked.high))`;
}
