import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError, decodeCursor, encodeCursor, isId, type Page } from '../common/index.js';
import { CatalogueFilterResolver, MaterialReader } from '../materials/index.js';
import { OfferReader } from './offer-reader.js';
import { PriceListReader } from './price-list-reader.js';
import type { Offer, PriceList, PriceListItem, PricePeriod, Supplier } from './supplier.js';
import { SupplierStore } from './supplier-store.js';

/** Suppliers, their price lists, and what they ask for a material now and asked before. */
@Injectable()
export class SuppliersService implements OnModuleInit {
  constructor(
    private readonly suppliers: SupplierStore,
    private readonly priceLists: PriceListReader,
    private readonly offers: OfferReader,
    private readonly materials: MaterialReader,
    private readonly filters: CatalogueFilterResolver,
  ) {}

  onModuleInit(): void {
    this.filters.useSuppliers({
      resolve: (names) => this.suppliers.resolve(names),
      condition: (materialId, supplierIds) =>
        `EXISTS (SELECT 1 FROM offers so WHERE so.material_id = ${materialId} AND so.available
           AND so.supplier_id = ANY (${supplierIds}))`,
    });
  }

  async list(limit: number, cursor?: string): Promise<Page<Supplier>> {
    return toPage(await this.suppliers.page(idCursor(cursor), limit + 1), limit, ({ id }) => id);
  }

  /** @throws AppError `duplicate_supplier`. */
  async create(name: string): Promise<Supplier> {
    const supplier = await this.suppliers.insert(name);
    if (!supplier) {
      throw new AppError('duplicate_supplier', 'There is a supplier of this name.', {
        errors: [{ path: 'name', code: 'duplicate', message: 'Is taken.' }],
      });
    }
    return supplier;
  }

  /** @throws AppError `supplier_not_found`. */
  async get(id: string): Promise<Supplier> {
    const supplier = await this.suppliers.find(id);
    if (!supplier) throw new AppError('supplier_not_found', `There is no supplier ${id}.`);
    return supplier;
  }

  /** @throws AppError `supplier_not_found`. */
  async priceListsOf(supplierId: string, limit: number, cursor?: string): Promise<Page<PriceList>> {
    await this.get(supplierId);
    const lists = await this.priceLists.ofSupplier(supplierId, idCursor(cursor), limit + 1);
    return toPage(lists, limit, ({ id }) => id);
  }

  /** @throws AppError `price_list_not_found`. */
  async priceList(id: string): Promise<PriceList> {
    const priceList = await this.priceLists.find(id);
    if (!priceList) throw new AppError('price_list_not_found', `There is no price list ${id}.`);
    return priceList;
  }

  /** @throws AppError `price_list_not_found`. */
  async priceListItems(id: string, limit: number, cursor?: string): Promise<Page<PriceListItem>> {
    const { importId } = await this.priceList(id);
    const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, 1)[0]);
    if (!Number.isInteger(after) || Math.abs(after) > 2_147_483_647) decodeCursor('', 1);
    const rows = await this.priceLists.items(importId, after, limit + 1);
    const page = toPage(rows, limit, ({ position }) => position);
    return { items: page.items.map(({ item }) => item), nextCursor: page.nextCursor };
  }

  /** @throws AppError `material_not_found`. */
  async offersOf(materialId: string): Promise<Offer[]> {
    await this.mustHave(materialId);
    return this.offers.offersOf(materialId);
  }

  /** @throws AppError `material_not_found`. */
  async priceHistoryOf(materialId: string): Promise<PricePeriod[]> {
    await this.mustHave(materialId);
    return this.offers.historyOf(materialId);
  }

  private async mustHave(materialId: string): Promise<void> {
    if ((await this.materials.findByIds([materialId])).size > 0) return;
    throw new AppError('material_not_found', `There is no material ${materialId}.`);
  }
}

function idCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [id] = decodeCursor(cursor, 1);
  if (typeof id === 'string' && isId(id)) return id;
  decodeCursor('', 1); // Not one of ours: refuses with the error that names the field.
  return null;
}

function toPage<T>(rows: readonly T[], limit: number, key: (row: T) => string | number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor([key(last)]) : null };
}
