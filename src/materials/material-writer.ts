import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '../common/index.js';
import { retryTransient } from './database-error.js';
import type { Material, MaterialDraft, MaterialPatch } from './material.js';
import { MATERIAL_JOINS, toMaterial, WRITTEN_COLUMNS, type MaterialRow } from './material-sql.js';
import { insertSql, updateSql, toInputRow, type WriteMode } from './material-write-sql.js';

/** What became of one draft. `duplicate`: mode `create`, and the SKU is taken; nothing was written. */
export interface WriteOutcome {
  status: 'created' | 'updated' | 'unchanged' | 'duplicate';
  id: string | null;
}

interface OutcomeRow {
  position: number;
  written_id: string | null;
  was_created: boolean | null;
  existing_id: string | null;
}

/**
 * Writes materials in sets: one statement a call, whatever the number of rows, with categories created by path and units
 * resolved by spelling inside it. Announces nothing: whoever commits calls `ChangeFeed.announce` afterwards.
 */
@Injectable()
export class MaterialWriter {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Creates, or creates and replaces by SKU.
   *
   * @param drafts validated; a SKU may occur once. In mode `upsert` each has a SKU.
   * @param manager of a running transaction to take part in; without it the call is a transaction, repeated on a deadlock.
   * @returns outcomes in the order of `drafts`.
   */
  async writeMany(
    drafts: readonly MaterialDraft[],
    mode: WriteMode,
    manager?: EntityManager,
  ): Promise<WriteOutcome[]> {
    if (drafts.length === 0) return [];
    const input = JSON.stringify(drafts.map((draft, position) => toInputRow(draft, newId(), position)));
    const sql = `${insertSql(mode)}
      SELECT i.position, w.id AS written_id, w.id = i.id AS was_created, e.id AS existing_id
      FROM input i
      LEFT JOIN written w ON COALESCE(w.sku, w.id::text) = COALESCE(i.sku, i.id::text)
      LEFT JOIN materials e ON e.sku = i.sku
      ORDER BY i.position`;
    const rows = await this.run<OutcomeRow>(sql, [input], manager);
    return drafts.map((_, position) => {
      const row = rows[position];
      if (row?.written_id) {
        return { status: row.was_created ? 'created' : 'updated', id: row.written_id };
      }
      return { status: mode === 'create' ? 'duplicate' : 'unchanged', id: row?.existing_id ?? null };
    });
  }

  /** Creates one; null when its SKU is taken. */
  async create(draft: MaterialDraft): Promise<Material | null> {
    const sql = `${insertSql('create')}
      SELECT ${WRITTEN_COLUMNS} FROM written m ${MATERIAL_JOINS} LEFT JOIN cat ON cat.category_id = m.category_id LIMIT 1`;
    const rows = await this.run<MaterialRow>(sql, [JSON.stringify([toInputRow(draft, newId(), 0)])]);
    return rows[0] ? toMaterial(rows[0]) : null;
  }

  /**
   * Changes the fields named in the patch.
   *
   * @param versions the versions one of which the material must have; null accepts any.
   * @returns null when there is no such material, or it has another version.
   */
  async update(
    id: string,
    patch: MaterialPatch,
    versions: readonly number[] | null,
  ): Promise<Material | null> {
    const sql = `${updateSql(patch)}
      SELECT ${WRITTEN_COLUMNS} FROM written m ${MATERIAL_JOINS} LEFT JOIN cat ON cat.category_id = m.category_id LIMIT 1`;
    const rows = await this.run<MaterialRow>(sql, [JSON.stringify(toInputRow(patch, id, 0)), versions]);
    return rows[0] ? toMaterial(rows[0]) : null;
  }

  /** @returns false when there is no such material, or it has another version. */
  async delete(id: string, versions: readonly number[] | null): Promise<boolean> {
    const rows = await this.run(
      `WITH gone AS (
         DELETE FROM materials WHERE id = $1 AND ($2::int[] IS NULL OR version = ANY ($2::int[])) RETURNING id
       ) SELECT id FROM gone`,
      [id, versions],
    );
    return rows.length > 0;
  }

  private async run<Row>(sql: string, parameters: unknown[], manager?: EntityManager): Promise<Row[]> {
    if (manager) return await manager.query<Row[]>(sql, parameters);
    return await retryTransient(() => this.dataSource.query<Row[]>(sql, parameters));
  }
}
