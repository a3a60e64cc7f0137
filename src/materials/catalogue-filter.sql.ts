import type { CatalogueFilter } from '../common/index.js';

/** Adds a value to a statement's parameters and returns its placeholder, for example `$3`. */
export type Bind = (value: unknown) => string;

/** SQL that says whether a material has a current offer of one of the suppliers; the suppliers room provides it. */
export type SupplierCondition = (materialId: string, supplierIds: string) => string;

/**
 * The conditions of a filter over `materials`, to be joined by AND; empty when it narrows nothing.
 *
 * @param alias of `materials` in the statement.
 * @param bySupplier absent: no supplier matches anything.
 */
export function filterConditions(
  filter: CatalogueFilter,
  alias: string,
  bind: Bind,
  bySupplier?: SupplierCondition,
): string[] {
  const conditions: string[] = [];
  const { categoryIds, brands, unitCodes, supplierIds, minPrice, maxPrice } = filter;
  if (categoryIds) conditions.push(`${alias}.category_id = ANY (${bind(categoryIds)}::uuid[])`);
  if (brands) {
    conditions.push(
      `lower(${alias}.brand) = ANY (ARRAY(SELECT lower(b) FROM unnest(${bind(brands)}::text[]) AS b))`,
    );
  }
  if (unitCodes) conditions.push(`${alias}.unit_code = ANY (${bind(unitCodes)}::varchar[])`);
  if (supplierIds) {
    conditions.push(bySupplier ? bySupplier(`${alias}.id`, `${bind(supplierIds)}::uuid[]`) : 'false');
  }
  if (minPrice !== undefined) conditions.push(`${alias}.price_amount >= ${bind(minPrice)}::numeric`);
  if (maxPrice !== undefined) conditions.push(`${alias}.price_amount <= ${bind(maxPrice)}::numeric`);
  return conditions;
}
