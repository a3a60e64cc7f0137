import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isId } from '../common/index.js';
import type { Category } from './category.js';
import { normaliseCategoryPath } from './category-path.js';
import { retryTransient } from './database-error.js';

const COLUMNS = 'id, name, path, parent_id, created_at, updated_at, version';

interface CategoryRow {
  id: string;
  name: string;
  path: string;
  parent_id: string | null;
  created_at: Date;
  updated_at: Date;
  version: number;
}

export interface EnsuredCategory {
  id: string;
  name: string;
  path: string;
}

function toCategory(row: CategoryRow): Category {
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    parentId: row.parent_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    version: row.version,
  };
}

/** Categories in PostgreSQL; paths and versions are kept there by triggers. */
@Injectable()
export class CategoryStore {
  constructor(private readonly dataSource: DataSource) {}

  async find(id: string, manager: EntityManager = this.dataSource.manager): Promise<Category | null> {
    const rows: CategoryRow[] = await manager.query(`SELECT ${COLUMNS} FROM categories WHERE id = $1`, [id]);
    return rows[0] ? toCategory(rows[0]) : null;
  }

  async all(): Promise<Category[]> {
    const rows: CategoryRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM categories ORDER BY lower(path), id`,
    );
    return rows.map(toCategory);
  }

  /**
   * Ids of the named categories and of all below them.
   *
   * @param names ids or paths; a path in any letter case. What does not exist adds nothing.
   */
  async subtreeIds(names: readonly string[]): Promise<string[]> {
    const ids = names.filter(isId);
    const paths = names.flatMap((name) => normaliseCategoryPath(name) ?? []);
    const rows: { id: string }[] = await this.dataSource.query(
      `WITH RECURSIVE tree AS (
         SELECT id FROM categories
         WHERE id = ANY ($1::uuid[]) OR lower(path) IN (SELECT lower(p) FROM unnest($2::text[]) AS p)
         UNION
         SELECT child.id FROM categories child JOIN tree ON child.parent_id = tree.id
       ) SELECT id FROM tree`,
      [ids, paths],
    );
    return rows.map((row) => row.id);
  }

  /**
   * The categories of these canonical paths, made where they lack; two writers that ask for the same path get the same one.
   *
   * @param manager of a running transaction; without it the call is one, repeated when another writer moved something.
   * @returns by path as asked.
   */
  async ensurePaths(
    paths: readonly string[],
    manager?: EntityManager,
  ): Promise<Map<string, EnsuredCategory>> {
    if (paths.length === 0) return new Map();
    const ask = (on: EntityManager): Promise<(EnsuredCategory & { asked: string })[]> =>
      on.query(
        `SELECT asked, category_id AS id, category_name AS name, category_path AS path FROM ensure_categories($1::text[])`,
        [paths],
      );
    const rows = manager ? await ask(manager) : await retryTransient(() => ask(this.dataSource.manager));
    return new Map(rows.map(({ asked, ...category }) => [asked, category]));
  }

  async insert(name: string, parentId: string | null, manager?: EntityManager): Promise<Category> {
    const rows: CategoryRow[] = await (manager ?? this.dataSource.manager).query(
      `INSERT INTO categories (name, parent_id, path) VALUES ($1, $2, '') RETURNING ${COLUMNS}`,
      [name, parentId],
    );
    return toCategory(rows[0] as CategoryRow);
  }

  /**
   * Renames or moves, within the caller's transaction, and with it every path below.
   *
   * Until it ends nobody else changes the tree (two moves at once could each miss the other's cycle), and nobody files a material
   * below it (such a material would miss its new version).
   *
   * @returns ids of the materials whose representation changed; at most `limit + 1` of them.
   */
  async change(
    id: string,
    name: string,
    parentId: string | null,
    limit: number,
    manager: EntityManager,
  ): Promise<string[]> {
    await manager.query('UPDATE categories SET name = $2, parent_id = $3 WHERE id = $1', [
      id,
      name,
      parentId,
    ]);
    const rows: { id: string }[] = await manager.query(
      `WITH RECURSIVE tree AS (
         SELECT $1::uuid AS id
         UNION
         SELECT child.id FROM categories child JOIN tree ON child.parent_id = tree.id
       ) SELECT m.id FROM materials m JOIN tree ON m.category_id = tree.id LIMIT $2`,
      [id, limit + 1],
    );
    return rows.map((row) => row.id);
  }

  /** Takes the tree for {@link change}, for the caller's transaction. */
  async lockSubtree(id: string, manager: EntityManager): Promise<void> {
    await manager.query('LOCK TABLE categories IN SHARE ROW EXCLUSIVE MODE');
    await manager.query(
      `WITH RECURSIVE tree AS (
         SELECT $1::uuid AS id
         UNION
         SELECT child.id FROM categories child JOIN tree ON child.parent_id = tree.id
       ) SELECT id FROM categories WHERE id IN (SELECT id FROM tree) ORDER BY id FOR UPDATE`,
      [id],
    );
  }

  async delete(id: string, versions: readonly number[] | null): Promise<boolean> {
    const rows: { id: string }[] = await this.dataSource.query(
      `WITH gone AS (
         DELETE FROM categories WHERE id = $1 AND ($2::int[] IS NULL OR version = ANY ($2::int[])) RETURNING id
       ) SELECT id FROM gone`,
      [id, versions],
    );
    return rows.length > 0;
  }
}
