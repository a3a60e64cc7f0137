import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CatalogueFilter } from '../common/index.js';
import { filterConditions, CatalogueFilterResolver } from '../materials/index.js';
import type { QueryUnderstanding, SqlPredicate, TermGroup } from './ports/lexical-index.port.js';
import { planLevels } from './query/match-planner.js';
import { afterPrefix } from './query/sku-keys.js';
import { conjunction, groupQuery } from './query/ts-query.js';
import type { MaterialRow } from './ranking/material-text.js';

/** Most candidates that are ranked by features. */
export const RANK_WINDOW = 300;

/** Fetches from PostgreSQL what ranking looks at. */
@Injectable()
export class Candidates {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CatalogueFilterResolver)
    private readonly filters: Pick<CatalogueFilterResolver, 'supplierCondition'>,
  ) {}

  /** The set of lexical matches, as a condition over alias `m`. */
  matches(understanding: QueryUnderstanding, first = 1): SqlPredicate {
    const conditions: string[] = [];
    const parameters: unknown[] = [];
    const place = (value: unknown): string => `$${first + parameters.push(value) - 1}`;
    if (understanding.kind === 'sku') {
      const { skuKeys } = understanding;
      const [low, high] = [place(skuKeys), place(skuKeys.map(afterPrefix))];
      conditions.push(
        `m.id = ANY (ARRAY(SELECT d.material_id FROM unnest(${low}::text[], ${high}::text[]) AS asked (low, high)
           JOIN lexical_documents d ON d.sku_key >= asked.low AND d.sku_key < asked.high))`,
      );
    }
    const { groups, matchGroups, widened, likeCategoryIds } = understanding;
    const asked = conjunction(
      matchGroups.map((i) => groups[i] as TermGroup),
      { widened },
    );
    if (asked !== null) conditions.push(`m.lexical_vector @@ ${place(asked)}::tsquery`);
    if (likeCategoryIds.length > 0)
      conditions.push(`m.category_id = ANY (${place(likeCategoryIds)}::uuid[])`);
    return { sql: conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`, parameters };
  }

  /** The likeliest matches, strictest first, at most {@link RANK_WINDOW}. */
  async best(understanding: QueryUnderstanding, filter: CatalogueFilter | undefined): Promise<MaterialRow[]> {
    const found = new Map<string, MaterialRow>();
    for (const predicate of this.steps(understanding)) {
      const rows = await this.fetch(understanding, predicate, filter, RANK_WINDOW);
      for (const row of rows) if (found.size < RANK_WINDOW || found.has(row.id)) found.set(row.id, row);
      if (found.size >= RANK_WINDOW) break;
    }
    return [...found.values()];
  }

  /** Rows of given materials, whatever they match. */
  async byId(understanding: QueryUnderstanding, ids: readonly string[]): Promise<MaterialRow[]> {
    return this.fetch(
      understanding,
      { sql: 'm.id = ANY ($1::uuid[])', parameters: [ids] },
      undefined,
      ids.length,
    );
  }

  /** Matches beyond the ranked ones, by id. */
  async rest(
    understanding: QueryUnderstanding,
    filter: CatalogueFilter | undefined,
    ranked: readonly string[],
    limit: number,
  ): Promise<string[]> {
    const { sql, parameters } = this.matches(understanding);
    const all = [...parameters, ranked];
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT m.id FROM materials m WHERE ${this.narrow([sql, `m.id <> ALL ($${all.length}::uuid[])`], filter, all)}
       ORDER BY m.id LIMIT ${Math.max(0, Math.trunc(limit))}`,
      all,
    );
    return rows.map(({ id }) => id);
  }

  private steps(understanding: QueryUnderstanding): SqlPredicate[] {
    const { groups, matchGroups, likeCategoryIds } = understanding;
    const steps: SqlPredicate[] = [];
    if (understanding.kind === 'sku') {
      steps.push(this.matches({ ...understanding, matchGroups: [], likeCategoryIds: [] }));
    }
    const queries: string[] = [];
    for (const level of planLevels(groups)) {
      if (!matchGroups.every((i) => level.groups.includes(i)) || (level.widened && !understanding.widened))
        continue;
      const set = level.groups.map((i) => groups[i] as TermGroup);
      const headIndex = set.findIndex(({ required, kind }) => required && kind === 'word');
      const { widened } = level;
      for (const query of [
        headIndex >= 0 ? conjunction(set, { headIndex, widened }) : null,
        conjunction(set, { widened }),
      ]) {
        if (query !== null && !queries.includes(query)) queries.push(query);
      }
    }
    steps.push(...queries.map((query) => ({ sql: 'm.lexical_vector @@ $1::tsquery', parameters: [query] })));
    if (likeCategoryIds.length > 0) {
      steps.push({ sql: 'm.category_id = ANY ($1::uuid[])', parameters: [likeCategoryIds] });
    }
    return steps;
  }

  private async fetch(
    { groups }: QueryUnderstanding,
    predicate: SqlPredicate,
    filter: CatalogueFilter | undefined,
    limit: number,
  ): Promise<MaterialRow[]> {
    const parameters = [...predicate.parameters];
    const flags = groups.map(
      (group) => `coalesce(m.lexical_vector @@ $${parameters.push(groupQuery(group))}::tsquery, false)`,
    );
    const where = this.narrow([predicate.sql], filter, parameters);
    return this.dataSource.query(
      `SELECT m.id, m.sku, m.name, m.brand, m.category_id AS "categoryId", c.path AS "categoryPath", ARRAY[${flags.join(', ')}]::boolean[] AS matched
       FROM (SELECT * FROM materials m WHERE ${where} LIMIT ${limit}) m LEFT JOIN categories c ON c.id = m.category_id`,
      parameters,
    );
  }

  private narrow(conditions: string[], filter: CatalogueFilter | undefined, parameters: unknown[]): string {
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    return [
      ...conditions,
      ...(filter ? filterConditions(filter, 'm', bind, this.filters.supplierCondition) : []),
    ].join(' AND ');
  }
}
