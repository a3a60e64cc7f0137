import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Unit } from './unit.js';
import { normaliseUnitKey } from './unit-key.js';

interface UnitRow {
  code: string;
  name: string;
  okei: string | null;
  dimension: string;
  factor_to_base: string;
  aliases: string[];
}

const SELECT = `SELECT u.code, u.name, u.okei, u.dimension, u.factor_to_base::text AS factor_to_base,
    ARRAY(SELECT a.alias FROM unit_aliases a WHERE a.unit_code = u.code ORDER BY a.alias)::text[] AS aliases
  FROM units u`;

function toUnit(row: UnitRow): Unit {
  return {
    code: row.code,
    name: row.name,
    aliases: row.aliases,
    okei: row.okei,
    dimension: row.dimension,
    factorToBase: Number(row.factor_to_base),
  };
}

/** Units and their spellings in PostgreSQL. */
@Injectable()
export class UnitStore {
  constructor(private readonly dataSource: DataSource) {}

  async find(code: string, manager: EntityManager = this.dataSource.manager): Promise<Unit | null> {
    const rows: UnitRow[] = await manager.query(`${SELECT} WHERE u.code = $1`, [code]);
    return rows[0] ? toUnit(rows[0]) : null;
  }

  /** Units by code, those after `code` first. */
  async page(after: string | null, limit: number): Promise<Unit[]> {
    const rows: UnitRow[] = await this.dataSource.query(
      `${SELECT} WHERE $1::text IS NULL OR u.code > $1::text ORDER BY u.code LIMIT $2`,
      [after, limit],
    );
    return rows.map(toUnit);
  }

  /** Every folded spelling and the unit it means. */
  async keys(): Promise<Map<string, string>> {
    const rows: { alias_key: string; unit_code: string }[] = await this.dataSource.query(
      'SELECT alias_key, unit_code FROM unit_aliases',
    );
    return new Map(rows.map((row) => [row.alias_key, row.unit_code]));
  }

  async insert(unit: Unit, manager: EntityManager): Promise<void> {
    await manager.query(
      'INSERT INTO units (code, name, okei, dimension, factor_to_base) VALUES ($1, $2, $3, $4, $5)',
      [unit.code, unit.name, unit.okei, unit.dimension, unit.factorToBase],
    );
    await this.replaceAliases(unit, manager);
  }

  async update(unit: Unit, manager: EntityManager): Promise<void> {
    await manager.query(
      'UPDATE units SET name = $2, okei = $3, dimension = $4, factor_to_base = $5 WHERE code = $1',
      [unit.code, unit.name, unit.okei, unit.dimension, unit.factorToBase],
    );
    await this.replaceAliases(unit, manager);
  }

  /** Takes the unit for a change: no material is filed under it until the transaction ends. */
  async lock(code: string, manager: EntityManager): Promise<void> {
    await manager.query('SELECT 1 FROM units WHERE code = $1 FOR UPDATE', [code]);
  }

  async delete(code: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      'WITH gone AS (DELETE FROM units WHERE code = $1 RETURNING code) SELECT code FROM gone',
      [code],
    );
    return rows.length > 0;
  }

  /** Gives the unit to materials whose unknown unit text it now explains. */
  async adoptRawTexts(code: string, manager: EntityManager): Promise<void> {
    const keys: { alias_key: string }[] = await manager.query(
      'SELECT alias_key FROM unit_aliases WHERE unit_code = $1',
      [code],
    );
    const known = new Set(keys.map((row) => row.alias_key));
    const raw: { unit_raw: string }[] = await manager.query(
      'SELECT DISTINCT unit_raw FROM materials WHERE unit_code IS NULL AND unit_raw IS NOT NULL',
    );
    const texts = raw.map((row) => row.unit_raw).filter((text) => known.has(normaliseUnitKey(text)));
    if (texts.length === 0) return;
    await manager.query(
      `UPDATE materials SET unit_code = $1, unit_raw = NULL WHERE unit_code IS NULL AND unit_raw = ANY ($2::text[])`,
      [code, texts],
    );
  }

  private async replaceAliases(unit: Unit, manager: EntityManager): Promise<void> {
    const aliases = [unit.code, unit.name, ...unit.aliases].map((alias) => ({
      key: normaliseUnitKey(alias),
      alias,
    }));
    await manager.query('DELETE FROM unit_aliases WHERE unit_code = $1', [unit.code]);
    // Spellings that fold alike are one; one that another unit has violates the primary key, and is refused by it.
    await manager.query(
      `INSERT INTO unit_aliases (alias_key, alias, unit_code)
       SELECT DISTINCT ON (key) key, alias, $2
       FROM ROWS FROM (json_to_recordset($1::json) AS (key text, alias text)) WITH ORDINALITY AS a (key, alias, position)
       ORDER BY key, position`,
      [JSON.stringify(aliases), unit.code],
    );
  }
}
