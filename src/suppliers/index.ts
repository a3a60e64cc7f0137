export { SuppliersModule } from './suppliers.module.js';
export { SuppliersService } from './suppliers.service.js';
export { SupplierStore } from './supplier-store.js';
export {
  supplierNameSchema,
  type Offer,
  type PriceList,
  type PriceListItem,
  type PricePeriod,
  type Supplier,
} from './supplier.js';
