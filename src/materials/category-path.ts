/** Deepest category tree the program makes. */
export const MAX_CATEGORY_DEPTH = 10;
export const MAX_CATEGORY_NAME = 200;
/** UTF-8 bytes of a path: an index row holds 2704, and lower case can be half as long again. */
export const MAX_PATH_BYTES = 1_700;

/** One level's name: trimmed, inner blanks single. */
export function cleanCategoryName(name: string): string {
  return name.trim().replace(/\s+/gu, ' ');
}

/**
 * Canonical path: levels trimmed, blanks single, empty levels (a leading or doubled slash) left out.
 *
 * @returns null when nothing is left, a level or the whole is too long, or the path too deep.
 */
export function normaliseCategoryPath(path: string): string | null {
  const levels = path.split('/').map(cleanCategoryName).filter(Boolean);
  const fits =
    levels.length > 0 &&
    levels.length <= MAX_CATEGORY_DEPTH &&
    levels.every((level) => level.length <= MAX_CATEGORY_NAME);
  const canonical = levels.join('/');
  return fits && Buffer.byteLength(canonical) <= MAX_PATH_BYTES ? canonical : null;
}
