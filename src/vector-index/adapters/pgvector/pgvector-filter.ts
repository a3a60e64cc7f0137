import type { CatalogueFilter } from '../../../common/index.js';

/**
 * SQL conditions of a filter over the columns of a vector table.
 *
 * @param first number of the first parameter placeholder.
 * @returns `sql` begins with " AND " or is empty.
 */
export function filterSql(
  filter: CatalogueFilter | undefined,
  first: number,
): { sql: string; parameters: unknown[] } {
  const parameters: unknown[] = [];
  const conditions: string[] = [];
  const add = (condition: (placeholder: string) => string, value: unknown): void => {
    parameters.push(value);
    conditions.push(condition(`$${first + parameters.length - 1}`));
  };
  const { categoryIds, brands, unitCodes, supplierIds, minPrice, maxPrice } = filter ?? {};
  if (categoryIds) add((p) => `category_ids && ${p}::uuid[]`, categoryIds);
  if (brands) {
    add(
      (p) => `brand = ANY(${p}::text[])`,
      brands.map((brand) => brand.toLowerCase()),
    );
  }
  if (unitCodes) add((p) => `unit_code = ANY(${p}::text[])`, unitCodes);
  if (supplierIds) add((p) => `supplier_ids && ${p}::uuid[]`, supplierIds);
  if (minPrice !== undefined) add((p) => `price >= ${p}::float8`, minPrice);
  if (maxPrice !== undefined) add((p) => `price <= ${p}::float8`, maxPrice);
  return { sql: conditions.map((condition) => ` AND ${condition}`).join(''), parameters };
}
