import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MatchPlan, TermGroup } from '../ports/lexical-index.port.js';
import { unforeseen, wordsMatch } from '../findable.js';
import { isAdjective, isGeneric } from './groups.js';
import { conjunction } from './ts-query.js';

/** Fewer matches than this, and the query is asked for with fewer of its words. */
export const ENOUGH = 12;
/** The number of materials only scales rarity: it may be this old. */
const TOTAL_TTL_MS = 30_000;

/** At most ENOUGH: for a mere EXISTS the planner would read the table from its start and hope to meet one soon. */
const some = (query: string): string =>
  `(SELECT count(*)::int FROM (SELECT 1 FROM findable_materials m WHERE ${wordsMatch(`(${query})::tsquery`)} LIMIT ${ENOUGH}) AS enough)`;

/**
 * $1 queries, each wider than the one before, $2 the same for the thing itself. The first that enough materials match, one of them the
 * thing itself; no row when there is none. Step by step: a wide query that nobody needs is the dearest of all.
 */
const FIRST_ENOUGH = `
  WITH RECURSIVE walk (level, is_enough) AS (
    SELECT 0, false
    UNION ALL
    SELECT level + 1, CASE WHEN ${some('($1::text[])[level + 1]')} < ${ENOUGH} THEN false ELSE ${some('($2::text[])[level + 1]')} > 0 END
    FROM walk WHERE NOT is_enough AND level < cardinality($1::text[])
  )
  SELECT level FROM walk WHERE is_enough`;

/** Decides which groups a material must satisfy, by asking how many satisfy them; filters have no say, so that facets agree. */
@Injectable()
export class MatchPlanner {
  private counted: { total: number; at: number } | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** Materials in the catalogue, nearly. */
  async total(): Promise<number> {
    const now = performance.now();
    if (this.counted && now - this.counted.at < TOTAL_TTL_MS) return this.counted.total;
    const rows: { estimate: number }[] = await this.dataSource.query(
      `SELECT CASE WHEN c.reltuples >= 20000 THEN c.reltuples::int ELSE (SELECT count(*)::int FROM materials) END AS estimate
       FROM pg_class c WHERE c.oid = 'materials'::regclass`,
    );
    this.counted = { total: Math.max(1, rows[0]?.estimate ?? 1), at: now };
    return this.counted.total;
  }

  /**
   * What a match must satisfy: all that the catalogue knows of the query when enough materials do, else less. The thing asked for is
   * never given up; when nobody knows it, nothing matches.
   */
  async plan(groups: readonly TermGroup[], { strictestFailed = false } = {}): Promise<MatchPlan> {
    const levels = planLevels(groups);
    const [all] = levels;
    if (!all) return { matchGroups: [], widened: false, likeCategoryIds: [] };
    if (namesSeries(groups, all)) {
      const likeCategoryIds = await this.categoriesOf(queryOf(groups, all));
      if (likeCategoryIds.length > 0) return { matchGroups: all.groups, widened: false, likeCategoryIds };
    }
    const last = planOf(levels[levels.length - 1] ?? all);
    const narrower = levels.slice(strictestFailed ? 1 : 0, -1);
    if (narrower.length === 0) return last;
    const [first]: { level: number }[] = await this.dataSource.query(FIRST_ENOUGH, [
      narrower.map((level) => queryOf(groups, level)),
      narrower.map((level) => thingsOf(groups, level)),
    ]);
    const enough = first && narrower[first.level - 1];
    return enough ? planOf(enough) : last;
  }

  /** The plan that asks for all, where it may turn out that this is too much; null where `plan` has nothing to weigh, or else to ask. */
  strictest(groups: readonly TermGroup[]): MatchPlan | null {
    const [all, ...wider] = planLevels(groups);
    return all && wider.length > 0 && !namesSeries(groups, all) ? planOf(all) : null;
  }

  /** The category of the few materials that match, when they have one in common; empty when there are many or they are scattered. */
  private async categoriesOf(query: string): Promise<string[]> {
    const rows: { id: string | null }[] = await this.dataSource.query(
      `SELECT m.category_id AS id FROM findable_materials m WHERE ${wordsMatch(unforeseen('$1'))} LIMIT ${ENOUGH}`,
      [query],
    );
    const ids = [...new Set(rows.map(({ id }) => id))];
    return rows.length < ENOUGH && ids.length === 1 && ids[0] ? [ids[0]] : [];
  }
}

/** A set of groups that must match, and whether in the wider sense. */
export interface PlanLevel {
  groups: number[];
  widened: boolean;
}

function planOf({ groups, widened }: PlanLevel): MatchPlan {
  return { matchGroups: groups, widened, likeCategoryIds: [] };
}

/** Whether a series or an article is asked for, and no thing: what bears it shows what it is for. */
function namesSeries(groups: readonly TermGroup[], { groups: all }: PlanLevel): boolean {
  const isThing = (i: number): boolean => groups[i]?.required === true && groups[i].kind === 'word';
  return !all.some(isThing) && all.some((i) => groups[i]?.kind === 'code');
}

/** The tsquery text of a level. */
export function queryOf(groups: readonly TermGroup[], level: PlanLevel): string {
  return (
    conjunction(
      level.groups.map((i) => groups[i] as TermGroup),
      { widened: level.widened },
    ) ?? ''
  );
}

/** As {@link queryOf}, for what is the thing asked for and does not merely mention it: cement in bags is no sand. */
function thingsOf(groups: readonly TermGroup[], level: PlanLevel): string {
  const set = level.groups.map((i) => groups[i] as TermGroup);
  const head = set.findIndex(({ required, kind }) => required && kind === 'word');
  return conjunction(set, { headIndex: head < 0 ? null : head, widened: level.widened }) ?? '';
}

/** Ever smaller sets of groups, from all to the thing alone. */
export function planLevels(groups: readonly TermGroup[]): PlanLevel[] {
  const indexes = groups.map((_, i) => i);
  const at = (i: number): TermGroup => groups[i] as TermGroup;
  if (indexes.some((i) => at(i).required && !at(i).known)) return [];
  const all = indexes.filter((i) => at(i).known && at(i).excluded !== true);
  if (all.length === 0) return [];
  const levels: PlanLevel[] = [{ groups: all, widened: false }];
  const narrow = (keep: (group: TermGroup) => boolean): void => {
    const last = levels[levels.length - 1]?.groups ?? all;
    const next = last.filter((i) => at(i).required || keep(at(i)));
    if (next.length > 0 && next.length < last.length) levels.push({ groups: next, widened: false });
  };
  narrow((group) => !isGeneric(group));
  narrow((group) => !group.context);
  // Who made it is the first thing a buyer gives up, the grade the last.
  narrow(({ kind }) => kind !== 'brand');
  narrow(({ kind }) => kind !== 'size' && kind !== 'number');
  narrow((group) => !isAdjective(group));
  narrow((group) => group.kind !== 'code' && !(group.kind === 'word' && group.text.length === 1));
  narrow(() => false);
  const last = levels[levels.length - 1] as PlanLevel;
  if (last.groups.some((i) => at(i).fallback.length > 0)) levels.push({ groups: last.groups, widened: true });
  return levels;
}
