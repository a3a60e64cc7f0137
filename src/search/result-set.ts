import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CatalogueFilter } from '../common/index.js';
import { findableRows, type SqlPredicate } from '../lexical-index/index.js';
import { CatalogueFilterResolver, filterConditions } from '../materials/index.js';
import type { FacetField, FacetValue, SearchSort } from './search.types.js';

export type Facets = Partial<Record<FacetField, FacetValue[]>>;

/** How many materials there are and how they spread; exact. A brand may stand there in several spellings. */
export interface SetStatistics {
  total: number;
  facets: Facets;
}

/** A material that meaning found, as the truth has it. */
export interface Neighbour {
  id: string;
  /** It is one of the lexical matches as well, so the statistics of those count it already. */
  matched: boolean;
  /** What it adds to each facet. */
  values: Partial<Record<FacetField, string[]>>;
}

/**
 * The lexical matches as a condition that can be placed anywhere in a statement: `predicate(n)` numbers its parameters from `$n`.
 * Null: nothing matches by words, or word search is not part of this search.
 */
export type Matches = ((first: number) => SqlPredicate) | null;

/** Most values of one facet: more than anyone looks at, and a bound. */
const MAX_FACET_VALUES = 1_000;

/** Facets that are a column of the material, and how to say their values. */
const COUNTED: Readonly<Partial<Record<FacetField, { column: string; value: string }>>> = {
  category: {
    column: 'category_id',
    value: '(SELECT c.path FROM categories c WHERE c.id = n.category_id)',
  },
  brand: { column: 'brand', value: 'n.brand' },
  unit: { column: 'unit_code', value: 'n.unit_code' },
};

const ORDER_SQL: Readonly<Record<Exclude<SearchSort, 'relevance'>, string>> = {
  price: 'm.price_amount ASC NULLS LAST, m.id',
  '-price': 'm.price_amount DESC NULLS LAST, m.id',
  name: 'm.name, m.id',
  '-updatedAt': 'm.updated_at DESC, m.id',
};

/**
 * The materials of a condition, found before they are put in order. Without `OFFSET 0`, a fence to the planner, it walks along the order
 * and hopes to meet matches soon; but goods of a kind cost alike and came in together, and the first one may stand at the end.
 */
function allOf(where: string): string {
  return `(SELECT m.id, m.name, m.price_amount, m.updated_at FROM materials m WHERE ${where} OFFSET 0) m`;
}

/** Counts and pages the result set in PostgreSQL, where the truth is. */
@Injectable()
export class ResultSet {
  constructor(
    private readonly dataSource: DataSource,
    private readonly filters: CatalogueFilterResolver,
  ) {}

  /** Counts the lexical matches within the filter. */
  async statistics(
    matches: Matches,
    filter: CatalogueFilter,
    facets: readonly FacetField[],
  ): Promise<SetStatistics> {
    const empty: Facets = Object.fromEntries(facets.map((field) => [field, []]));
    if (!matches) return { total: 0, facets: empty };
    const parameters: unknown[] = [];
    const { from, where } = this.matched(parameters, matches, filter);
    if (facets.length === 0) {
      const rows: { total: number }[] = await this.dataSource.query(
        `SELECT count(*)::int AS total FROM ${from} WHERE ${where}`,
        parameters,
      );
      return { total: rows[0]?.total ?? 0, facets: {} };
    }
    const rows: CountRow[] = await this.dataSource.query(countSql(from, where, facets), parameters);
    let total = 0;
    const found: Facets = empty;
    for (const { field, value, count } of rows) {
      if (field === null) total = count;
      else if (value !== null) found[field]?.push({ value, count });
    }
    return { total, facets: found };
  }

  /** Those of the ids that exist and pass the filter, with what they add to the statistics; in no particular order. */
  async neighbours(
    ids: readonly string[],
    matches: Matches,
    filter: CatalogueFilter,
    facets: readonly FacetField[],
  ): Promise<Neighbour[]> {
    if (ids.length === 0) return [];
    const parameters: unknown[] = [ids];
    const narrowed = this.narrowed(filter, 'm', parameters);
    const matched = matches ? place(parameters, matches) : 'false';
    const suppliers = facets.includes('supplier')
      ? `ARRAY(SELECT DISTINCT s.name FROM offers o JOIN suppliers s ON s.id = o.supplier_id WHERE o.material_id = m.id AND o.available)`
      : `'{}'::text[]`;
    const rows: {
      id: string;
      matched: boolean | null;
      category: string | null;
      brand: string | null;
      unit: string | null;
      supplier: string[];
    }[] = await this.dataSource.query(
      `SELECT m.id, (${matched}) AS matched, c.path AS category, m.brand, m.unit_code AS unit, ${suppliers} AS supplier
       FROM materials m LEFT JOIN categories c ON c.id = m.category_id
       WHERE m.id = ANY($1::uuid[]) AND ${narrowed}`,
      parameters,
    );
    return rows.map((row) => ({
      id: row.id,
      matched: row.matched === true,
      values: {
        category: row.category === null ? [] : [row.category],
        brand: row.brand === null ? [] : [row.brand],
        unit: row.unit === null ? [] : [row.unit],
        supplier: row.supplier,
      },
    }));
  }

  /** One page of the set (lexical matches and `extra`) in a stored order. */
  async sorted(
    set: { matches: Matches; extra: readonly string[]; filter: CatalogueFilter },
    sort: Exclude<SearchSort, 'relevance'>,
    page: { limit: number; offset: number },
  ): Promise<string[]> {
    const parameters: unknown[] = [];
    const found: string[] = [];
    if (set.matches) {
      const { from, where } = this.matched(parameters, set.matches, set.filter);
      found.push(`m.id = ANY (ARRAY(SELECT m.id FROM ${from} WHERE ${where}))`);
    }
    // They are within the filter, or they would not be members.
    if (set.extra.length > 0) found.push(`m.id = ANY ($${parameters.push(set.extra)}::uuid[])`);
    parameters.push(page.limit, page.offset);
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT m.id FROM ${allOf(found.length > 0 ? found.join(' OR ') : 'false')} ORDER BY ${ORDER_SQL[sort]}
       LIMIT $${parameters.length - 1} OFFSET $${parameters.length}`,
      parameters,
    );
    return rows.map(({ id }) => id);
  }

  /** The lexical matches that are not among the ranked ones, in a fixed order. */
  async tail(
    set: { matches: Matches; filter: CatalogueFilter },
    ranked: readonly string[],
    page: { limit: number; offset: number },
  ): Promise<string[]> {
    if (!set.matches || page.limit <= 0) return [];
    const parameters: unknown[] = [];
    const { from, where } = this.matched(parameters, set.matches, set.filter);
    parameters.push(ranked, page.limit, page.offset);
    const n = parameters.length;
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT m.id
       FROM (SELECT m.id FROM ${from} WHERE ${where}
         AND NOT EXISTS (SELECT 1 FROM unnest($${n - 2}::uuid[]) AS ranked (id) WHERE ranked.id = m.id) OFFSET 0) m
       ORDER BY m.id LIMIT $${n - 1} OFFSET $${n}`,
      parameters,
    );
    return rows.map(({ id }) => id);
  }

  /** The lexical matches within the filter, as alias `m`. */
  private matched(
    parameters: unknown[],
    matches: NonNullable<Matches>,
    filter: CatalogueFilter,
  ): { from: string; where: string } {
    const { from, filtered } = findableRows(filter);
    const matched = place(parameters, matches);
    return { from, where: `(${matched}) AND ${this.narrowed(filter, filtered, parameters)}` };
  }

  private narrowed(filter: CatalogueFilter, alias: string, parameters: unknown[]): string {
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    const conditions = filterConditions(filter, alias, bind, this.filters.supplierCondition);
    return conditions.length > 0 ? conditions.join(' AND ') : 'true';
  }
}

/** Statistics of the lexical matches plus the neighbours that are not among them. */
export function addNeighbours(statistics: SetStatistics, neighbours: readonly Neighbour[]): SetStatistics {
  const added = neighbours.filter(({ matched }) => !matched);
  const facets: Facets = {};
  for (const [field, values] of Object.entries(statistics.facets) as [FacetField, FacetValue[]][]) {
    const byKey = new Map<string, FacetValue>();
    // The most frequent spelling names a value.
    const counted = [...values].sort(mostFirst);
    const met = added.flatMap(({ values: adds }) => adds[field] ?? []).map((value) => ({ value, count: 1 }));
    for (const { value, count } of [...counted, ...met]) {
      const key = facetKey(field, value);
      const known = byKey.get(key);
      if (known) known.count += count;
      else byKey.set(key, { value, count });
    }
    facets[field] = [...byKey.values()].sort(mostFirst).slice(0, MAX_FACET_VALUES);
  }
  return { total: statistics.total + added.length, facets };
}

function mostFirst(a: FacetValue, b: FacetValue): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1);
}

/** One brand however it is spelled, as the filter has it. */
function facetKey(field: FacetField, value: string): string {
  return field === 'brand' ? value.toLowerCase() : value;
}

function place(parameters: unknown[], matches: NonNullable<Matches>): string {
  const predicate = matches(parameters.length + 1);
  parameters.push(...predicate.parameters);
  return predicate.sql;
}

interface CountRow {
  /** Null: the total. */
  field: FacetField | null;
  /** Null: materials that have none. */
  value: string | null;
  count: number;
}

/**
 * Counts everything in one pass over the matches: at a million materials it is the visit to their rows that costs. They are gathered by
 * all facets at once, of which there are few combinations, and each facet is summed from these: every row is hashed once, not once a
 * facet. Only suppliers, who hang on offers, need the matches a second time, and PostgreSQL then keeps them.
 */
function countSql(from: string, where: string, facets: readonly FacetField[]): string {
  const counted = facets.flatMap((field) => {
    const facet = COUNTED[field];
    return facet ? [{ field, ...facet }] : [];
  });
  const sets = counted.map(({ column }) => `, (${column})`);
  const columns = counted.map(({ column }) => `${column}, `);
  const field = counted.map(({ field: name, column }) => `WHEN GROUPING(${column}) = 0 THEN '${name}'`);
  const value = counted.map(({ field: name, value: sql }) => `WHEN n.field = '${name}' THEN ${sql}`);
  // A CASE needs a branch; without such a facet there is only the total.
  const oneOf = (branches: string[]): string => `CASE WHEN false THEN '' ${branches.join(' ')} END`;
  const suppliers = `UNION ALL SELECT 'supplier', s.name, count(DISTINCT h.id)::int
    FROM hits h JOIN offers o ON o.material_id = h.id AND o.available JOIN suppliers s ON s.id = o.supplier_id GROUP BY s.name`;
  const together = counted.length === 0 ? '' : `GROUP BY ${counted.map(({ column }) => column).join(', ')}`;
  return `WITH hits AS (SELECT m.id, m.category_id, m.brand, m.unit_code FROM ${from} WHERE ${where}),
    gathered AS (SELECT ${columns.join('')} count(*) AS count FROM hits ${together})
    SELECT n.field, ${oneOf(value)} AS value, n.count FROM (
      SELECT ${columns.join('')} ${oneOf(field)} AS field, coalesce(sum(count), 0)::int AS count
      FROM gathered GROUP BY GROUPING SETS (()${sets.join('')})) n
    ${facets.includes('supplier') ? suppliers : ''}`;
}
