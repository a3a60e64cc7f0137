import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Candidates, RANK_WINDOW } from '../candidates.js';
import { ANALYSIS_VERSION } from '../document.js';
import { DocumentWriter } from '../document-writer.js';
import { highlight } from '../highlighter.js';
import {
  LexicalIndex,
  type LexicalHit,
  type LexicalIndexState,
  type LexicalRetrieveOptions,
  type LexicalSuggestion,
  type PlannedQuery,
  type QueryUnderstanding,
  type SqlPredicate,
} from '../ports/lexical-index.port.js';
import { Lexicon } from '../query/lexicon.js';
import { ENOUGH, MatchPlanner } from '../query/match-planner.js';
import { Understander } from '../query/understander.js';
import { rank } from '../ranking/rank.js';
import { Suggester } from '../suggester.js';

const BATCH = 1_000;
/** Before every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Word search in PostgreSQL: tsvector and GIN find, TypeScript ranks. */
@Injectable()
export class PostgresLexicalIndex extends LexicalIndex {
  constructor(
    private readonly dataSource: DataSource,
    private readonly understander: Understander,
    private readonly planner: MatchPlanner,
    private readonly candidates: Candidates,
    private readonly suggester: Suggester,
    private readonly writer: DocumentWriter,
    private readonly lexicon: Lexicon,
  ) {
    super();
  }

  async understand(
    text: string,
    { signal, correct = true }: { signal?: AbortSignal; correct?: boolean } = {},
  ): Promise<QueryUnderstanding> {
    signal?.throwIfAborted();
    return this.understander.understand(text, correct);
  }

  strictest(understanding: QueryUnderstanding): PlannedQuery | null {
    const plan = understanding.kind === 'sku' ? null : this.planner.strictest(understanding.groups);
    return plan && { ...understanding, plan };
  }

  isEnough(total: number, hasThing: boolean): boolean {
    return total >= ENOUGH && hasThing;
  }

  async plan(
    understanding: QueryUnderstanding,
    options?: { strictestFailed?: boolean },
  ): Promise<PlannedQuery> {
    return { ...understanding, plan: await this.planner.plan(understanding.groups, options) };
  }

  async retrieve(
    query: PlannedQuery,
    { limit, filter, signal }: LexicalRetrieveOptions,
  ): Promise<{ hits: LexicalHit[]; hasThing: boolean }> {
    signal?.throwIfAborted();
    if (query.plan.matchGroups.length === 0 && query.kind !== 'sku') return { hits: [], hasThing: false };
    const rows = await this.candidates.best(query, filter);
    const hasThing = rows.some(({ step }) => step === 0);
    const hits = rank(query, rows);
    const mayBeMore = hits.length >= RANK_WINDOW || query.groups.some(({ parts }) => parts !== undefined);
    if (!mayBeMore || limit <= hits.length) return { hits: hits.slice(0, limit), hasThing };
    signal?.throwIfAborted();
    const more = await this.candidates.rest(
      query,
      filter,
      hits.map(({ id }) => id),
      limit - hits.length,
    );
    const last = hits[hits.length - 1];
    if (!last) return { hits, hasThing };
    return { hits: [...hits, ...more.map((id) => ({ ...last, id }))], hasThing };
  }

  matches(query: PlannedQuery, first = 1): SqlPredicate {
    return this.candidates.matches(query, first);
  }

  async score(
    query: QueryUnderstanding | PlannedQuery,
    materialIds: readonly string[],
  ): Promise<LexicalHit[]> {
    if (materialIds.length === 0) return [];
    return rank(query, await this.candidates.byId(query, materialIds));
  }

  async suggest(prefix: string, limit: number): Promise<LexicalSuggestion[]> {
    return this.suggester.suggest(prefix, limit);
  }

  highlight(understanding: QueryUnderstanding, text: string): string | null {
    return highlight(understanding, text);
  }

  async index(materialIds: readonly string[]): Promise<void> {
    await this.writer.write(materialIds);
  }

  async outdated(after: string | null, limit: number): Promise<string[]> {
    // Later analyses are left alone: two versions of this program side by side must not undo each other's work for ever.
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT d.material_id AS id FROM lexical_documents d
       WHERE d.analysis < $1 AND d.material_id > $2 ORDER BY d.material_id LIMIT $3`,
      [ANALYSIS_VERSION, after ?? FIRST_ID, limit],
    );
    return rows.map(({ id }) => id);
  }

  async indexAll({
    everything = false,
    signal,
    onProgress,
  }: {
    everything?: boolean;
    signal?: AbortSignal;
    onProgress?: (indexed: number, total: number) => void;
  } = {}): Promise<number> {
    const stale = everything
      ? 'true'
      : `NOT EXISTS (SELECT 1 FROM findable_materials f JOIN lexical_documents d ON d.material_id = f.id
           WHERE f.id = m.id AND d.analysis = ${ANALYSIS_VERSION})`;
    const [{ total = 0 } = {}]: { total?: number }[] = await this.dataSource.query(
      `SELECT count(*)::int AS total FROM materials m WHERE ${stale}`,
    );
    let indexed = 0;
    let after = FIRST_ID;
    for (;;) {
      signal?.throwIfAborted();
      const rows: { id: string }[] = await this.dataSource.query(
        `SELECT m.id FROM materials m WHERE m.id > $1 AND ${stale} ORDER BY m.id LIMIT ${BATCH}`,
        [after],
      );
      const last = rows[rows.length - 1];
      if (!last) return indexed;
      await this.writer.write(rows.map(({ id }) => id));
      after = last.id;
      indexed += rows.length;
      onProgress?.(indexed, Math.max(total, indexed));
    }
  }

  async state(): Promise<LexicalIndexState> {
    const [counts]: { materials: number; indexed: number }[] = await this.dataSource.query(
      `SELECT (SELECT count(*)::int FROM materials) AS materials,
         (SELECT count(*)::int FROM lexical_documents d JOIN findable_materials f ON f.id = d.material_id WHERE d.analysis = $1) AS indexed`,
      [ANALYSIS_VERSION],
    );
    return {
      materials: counts?.materials ?? 0,
      indexed: counts?.indexed ?? 0,
      words: await this.lexicon.size(),
    };
  }
}
