/** A level of the category tree. Times are RFC 3339, UTC. */
export interface Category {
  id: string;
  name: string;
  /** Names from the root down, separated by `/`. */
  path: string;
  parentId: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
}

export interface CategoryNode extends Category {
  children: CategoryNode[];
}

/** Where a new category goes: under a parent, or at the end of a path whose missing levels are created. */
export type CategoryDraft = { name: string; parentId: string | null } | { path: string };

export interface CategoryPatch {
  name?: string | undefined;
  parentId?: string | null | undefined;
}

export function categoryEtag(category: Pick<Category, 'id' | 'version'>): string {
  return `"${category.id.replaceAll('-', '')}-${category.version}"`;
}
