/**
 * What a search or list is narrowed to, resolved to stored values. Alternatives within one field are OR, fields are AND;
 * an absent field narrows nothing, an empty array matches nothing.
 */
export interface CatalogueFilter {
  /** Ids of categories: the asked ones and all below them. */
  categoryIds?: readonly string[];
  /** Brands, compared without regard to letter case. */
  brands?: readonly string[];
  unitCodes?: readonly string[];
  /** Ids of suppliers with a current offer. */
  supplierIds?: readonly string[];
  /** Lowest price, inclusive, decimal string. */
  minPrice?: string;
  /** Highest price, inclusive, decimal string. */
  maxPrice?: string;
}
