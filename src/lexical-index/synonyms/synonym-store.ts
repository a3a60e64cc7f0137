import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v5 as uuidV5 } from 'uuid';
import { shippedSynonyms } from './shipped-synonyms.js';
import { ruleKey, type SynonymRule } from './synonym-rule.js';

/** A rule in the table: one of the administrator's, or a shipped one as the administrator changed it. */
export interface StoredSynonym extends SynonymRule {
  id: string;
  enabled: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface StoredSynonyms {
  /** Grows with every change of the table, whoever makes it. */
  version: number;
  rules: StoredSynonym[];
}

/** Makes the ids of shipped rules: the same in every installation, until the rule says something else. */
const SHIPPED_NAMESPACE = '6f1b0c0e-8b5f-4a7e-9a44-3d0f2a7c51de';

export function shippedId(rule: Pick<SynonymRule, 'terms' | 'also'>): string {
  return uuidV5(ruleKey(rule), SHIPPED_NAMESPACE);
}

let byId: ReadonlyMap<string, SynonymRule> | null = null;

/** The shipped rules by their id, in the order of the file. */
export function shippedById(): ReadonlyMap<string, SynonymRule> {
  byId ??= new Map(shippedSynonyms().map((rule) => [shippedId(rule), rule]));
  return byId;
}

const COLUMNS = `'id', id, 'terms', to_jsonb(terms), 'also', to_jsonb(also), 'weight', weight, 'enabled', enabled,
  'createdAt', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'updatedAt', to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The table of synonyms. */
@Injectable()
export class SynonymStore {
  constructor(private readonly dataSource: DataSource) {}

  /** All rules and the version they belong to, of one moment. */
  async read(manager: EntityManager = this.dataSource.manager): Promise<StoredSynonyms> {
    const rows: { version: string; rules: StoredSynonym[] }[] = await manager.query(
      `SELECT version, coalesce((SELECT jsonb_agg(jsonb_build_object(${COLUMNS}) ORDER BY created_at, id) FROM synonyms), '[]') AS rules
       FROM synonym_changes`,
    );
    return { version: Number(rows[0]?.version ?? 0), rules: rows[0]?.rules ?? [] };
  }

  /** Writers queue here: each sees what the one before has done. */
  async lock(manager: EntityManager): Promise<void> {
    await manager.query('SELECT version FROM synonym_changes FOR UPDATE');
  }

  async insert(rule: SynonymRule & { enabled: boolean }, manager: EntityManager): Promise<string> {
    const rows: { id: string }[] = await manager.query(
      `INSERT INTO synonyms (terms, also, weight, enabled, rule_key) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
      [rule.terms, rule.also, rule.weight, rule.enabled, ruleKey(rule)],
    );
    return (rows[0] as { id: string }).id;
  }

  /** Writes the rule under a known id, which may be that of a shipped one. */
  async put(id: string, rule: SynonymRule & { enabled: boolean }, manager: EntityManager): Promise<void> {
    await manager.query(
      `INSERT INTO synonyms (id, terms, also, weight, enabled, rule_key) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET terms = excluded.terms, also = excluded.also, weight = excluded.weight,
         enabled = excluded.enabled, rule_key = excluded.rule_key, updated_at = clock_timestamp()`,
      [id, rule.terms, rule.also, rule.weight, rule.enabled, ruleKey(rule)],
    );
  }

  async delete(id: string, manager: EntityManager): Promise<boolean> {
    const [rows]: [{ id: string }[], number] = await manager.query(
      'DELETE FROM synonyms WHERE id = $1 RETURNING id',
      [id],
    );
    return rows.length > 0;
  }
}
