import { Injectable } from '@nestjs/common';
import type { CatalogueFilter } from '../common/index.js';
import { CategoryStore } from './category-store.js';
import type { SupplierCondition } from './catalogue-filter.sql.js';
import { UnitsService } from './units.service.js';

/** A filter as a client words it; alternatives within one field are OR. Absent and empty fields narrow nothing. */
export interface FilterTexts {
  /** Ids or paths; each means its subtree. */
  category?: readonly string[] | undefined;
  brand?: readonly string[] | undefined;
  /** Units in any spelling. */
  unit?: readonly string[] | undefined;
  /** Supplier ids or names. */
  supplier?: readonly string[] | undefined;
  minPrice?: string | null | undefined;
  maxPrice?: string | null | undefined;
}

/** What the suppliers room offers to those who filter. */
export interface SupplierFilter {
  /** Ids of the suppliers named by id or name; what does not exist adds nothing. */
  resolve(names: readonly string[]): Promise<string[]>;
  condition: SupplierCondition;
}

/** From the words of a filter to stored values. */
@Injectable()
export class CatalogueFilterResolver {
  private suppliers: SupplierFilter | null = null;

  constructor(
    private readonly categories: CategoryStore,
    private readonly units: UnitsService,
  ) {}

  /** The suppliers room registers here when it starts: this room does not know it. */
  useSuppliers(suppliers: SupplierFilter): void {
    this.suppliers = suppliers;
  }

  get supplierCondition(): SupplierCondition | undefined {
    return this.suppliers?.condition;
  }

  /** A name that means nothing here matches nothing; it is not an error. */
  async resolve(texts: FilterTexts): Promise<CatalogueFilter> {
    const [categoryIds, unitCodes, supplierIds] = await Promise.all([
      texts.category?.length ? this.categories.subtreeIds(texts.category) : undefined,
      texts.unit?.length ? this.unitCodes(texts.unit) : undefined,
      texts.supplier?.length ? (this.suppliers?.resolve(texts.supplier) ?? []) : undefined,
    ]);
    return {
      ...(categoryIds && { categoryIds }),
      ...(texts.brand?.length && { brands: texts.brand }),
      ...(unitCodes && { unitCodes }),
      ...(supplierIds && { supplierIds }),
      ...(texts.minPrice != null && { minPrice: texts.minPrice }),
      ...(texts.maxPrice != null && { maxPrice: texts.maxPrice }),
    };
  }

  private async unitCodes(texts: readonly string[]): Promise<string[]> {
    const codes = await this.units.resolveMany(texts);
    return [...new Set([...codes.values()].filter((code) => code !== null))];
  }
}
