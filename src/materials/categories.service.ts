import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AppError, validationError } from '../common/index.js';
import { ChangeFeed, setUpForBulk } from '../database/index.js';
import type { Category, CategoryDraft, CategoryNode, CategoryPatch } from './category.js';
import { categoryEtag } from './category.js';
import { cleanCategoryName } from './category-path.js';
import { CategoryStore, type EnsuredCategory } from './category-store.js';
import { retryTransient, sqlState, violates } from './database-error.js';
import { acceptedVersions, versionMismatch } from './preconditions.js';

/** More changed materials than this are announced as "all": naming them would cost more than it saves. */
export const NAMED_CHANGES = 1_000;

/** The category tree. */
@Injectable()
export class CategoriesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: CategoryStore,
    private readonly changes: ChangeFeed,
  ) {}

  /**
   * The tree, siblings by name.
   *
   * @param root id or path of the category whose children are wanted; absent: the whole forest.
   * @param depth how many levels below.
   */
  async tree(root?: string, depth = Infinity): Promise<CategoryNode[]> {
    const nodes = new Map<string | null, CategoryNode[]>();
    const all = await this.store.all();
    for (const category of all) {
      const siblings = nodes.get(category.parentId) ?? [];
      siblings.push({ ...category, children: [] });
      nodes.set(category.parentId, siblings);
    }
    const grow = (parentId: string | null, levels: number): CategoryNode[] =>
      levels <= 0
        ? []
        : (nodes.get(parentId) ?? []).map((node) => ({ ...node, children: grow(node.id, levels - 1) }));
    if (root === undefined) return grow(null, depth);
    const wanted = root.toLowerCase();
    const start = all.find((category) => category.id === wanted || category.path.toLowerCase() === wanted);
    return start ? grow(start.id, depth) : [];
  }

  async get(id: string): Promise<Category> {
    const category = await this.store.find(id);
    if (!category) throw notFound(id);
    return category;
  }

  /** @throws AppError `duplicate_category`, `validation_failed` when the parent does not exist or the path grows too long. */
  async create(draft: CategoryDraft): Promise<Category> {
    try {
      return await retryTransient(() =>
        this.dataSource.transaction(async (manager) => {
          if (!('path' in draft)) return await this.store.insert(draft.name, draft.parentId, manager);
          const levels = draft.path.split('/');
          const name = levels.pop() as string;
          const above = levels.join('/');
          const parents = await this.store.ensurePaths(above ? [above] : [], manager);
          return await this.store.insert(name, parents.get(above)?.id ?? null, manager);
        }),
      );
    } catch (error) {
      throw toCategoryError(error);
    }
  }

  /**
   * Renames or moves. Every material below shows its new path, and has a new version, before this returns.
   *
   * @throws AppError `category_not_found`, `version_mismatch`, `category_cycle`, `duplicate_category`, `validation_failed`.
   */
  async update(id: string, patch: CategoryPatch, ifMatch?: string): Promise<Category> {
    try {
      const { category, changed } = await retryTransient(() =>
        this.dataSource.transaction(async (manager) => {
          await setUpForBulk(manager); // All the materials below change with it.
          await this.store.lockSubtree(id, manager);
          const before = await this.store.find(id, manager);
          if (!before) throw notFound(id);
          const versions = acceptedVersions(id, ifMatch);
          if (versions && !versions.includes(before.version)) throw versionMismatch(categoryEtag(before));
          const changed = await this.store.change(
            id,
            patch.name === undefined ? before.name : cleanCategoryName(patch.name),
            patch.parentId === undefined ? before.parentId : patch.parentId,
            NAMED_CHANGES,
            manager,
          );
          const after = await this.store.find(id, manager);
          if (!after) throw notFound(id);
          return { category: after, changed: after.version === before.version ? [] : changed };
        }),
      );
      await this.changes.announce({
        materialIds: changed.length > NAMED_CHANGES ? 'all' : changed,
        origin: 'local',
      });
      return category;
    } catch (error) {
      throw toCategoryError(error);
    }
  }

  /** @throws AppError `category_not_found`, `version_mismatch`, `category_in_use` while a material or a category is below it. */
  async delete(id: string, ifMatch?: string): Promise<void> {
    try {
      if (await this.store.delete(id, acceptedVersions(id, ifMatch))) return;
    } catch (error) {
      if (sqlState(error) === '23503' || sqlState(error) === '23001') {
        throw new AppError(
          'category_in_use',
          'Materials or categories are below this category; move them first.',
          {
            cause: error,
          },
        );
      }
      throw error;
    }
    const category = await this.store.find(id);
    throw category ? versionMismatch(categoryEtag(category)) : notFound(id);
  }

  /** See {@link CategoryStore.ensurePaths}; paths are canonical (`normaliseCategoryPath`). */
  ensurePaths(paths: readonly string[], manager?: EntityManager): Promise<Map<string, EnsuredCategory>> {
    return this.store.ensurePaths(paths, manager);
  }

  /** Ids of the named categories (by id or path) and of all below them. */
  subtreeIds(names: readonly string[]): Promise<string[]> {
    return this.store.subtreeIds(names);
  }
}

function notFound(id: string): AppError {
  return new AppError('category_not_found', `There is no category ${id}.`);
}

function toCategoryError(error: unknown): unknown {
  // 54000: the path no longer fits its index, which the error names too.
  if (sqlState(error) === '54000') {
    return validationError([{ path: 'name', code: 'path_too_long', message: 'The whole path is too long.' }]);
  }
  if (violates(error, 'categories_path_key')) {
    return new AppError('duplicate_category', 'There is a category of this name on this level.', {
      cause: error,
      errors: [{ path: 'name', code: 'duplicate', message: 'Is taken on this level.' }],
    });
  }
  if (violates(error, 'categories_no_cycle') || violates(error, 'categories_not_own_parent')) {
    return new AppError('category_cycle', 'A category cannot be moved below itself.', {
      cause: error,
      errors: [{ path: 'parentId', code: 'cycle', message: 'Is this category or below it.' }],
    });
  }
  // P0002: the path trigger did not find the parent; 23503: the parent went away at the same time.
  if (sqlState(error) === 'P0002' || sqlState(error) === '23503') {
    return validationError([
      { path: 'parentId', code: 'category_not_found', message: 'There is no such category.' },
    ]);
  }
  return error;
}
