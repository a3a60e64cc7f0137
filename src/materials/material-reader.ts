import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Material } from './material.js';
import { MATERIAL_COLUMNS, MATERIAL_JOINS, toMaterial, type MaterialRow } from './material-sql.js';

/** Materials as PostgreSQL has them now; never from a cache. */
@Injectable()
export class MaterialReader {
  constructor(private readonly dataSource: DataSource) {}

  /** One statement; an id that is not there is absent from the map. Ids must be UUIDs, lower case. */
  async findByIds(ids: readonly string[]): Promise<Map<string, Material>> {
    if (ids.length === 0) return new Map();
    const rows: MaterialRow[] = await this.dataSource.query(
      `SELECT ${MATERIAL_COLUMNS} FROM materials m ${MATERIAL_JOINS} WHERE m.id = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, toMaterial(row)]));
  }

  async findBySku(sku: string): Promise<Material | null> {
    const rows: MaterialRow[] = await this.dataSource.query(
      `SELECT ${MATERIAL_COLUMNS} FROM materials m ${MATERIAL_JOINS} WHERE m.sku = $1`,
      [sku],
    );
    return rows[0] ? toMaterial(rows[0]) : null;
  }

  /** Ids of all materials, in id order, a page at a time: what a rebuild of an index walks over. */
  async idsAfter(id: string | null, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      'SELECT id FROM materials WHERE $1::uuid IS NULL OR id > $1::uuid ORDER BY id LIMIT $2',
      [id, limit],
    );
    return rows.map((row) => row.id);
  }
}
