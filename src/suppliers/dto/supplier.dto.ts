import { z } from 'zod';
import { limitSchema } from '../../common/index.js';
import { supplierNameSchema } from '../supplier.js';

export const supplierBodySchema = z.strictObject({ name: supplierNameSchema });
export const pageQuerySchema = z.strictObject({
  limit: limitSchema,
  cursor: z.string().max(2_000).optional(),
});
export type PageQuery = z.output<typeof pageQuerySchema>;

const id = z.string().meta({ format: 'uuid' });
const time = z.string().meta({ format: 'date-time' });
const money = z.strictObject({ amount: z.string(), currency: z.string() }).nullable();
const named = z.strictObject({ id, name: z.string() });

function pageOf<T extends z.ZodType>(item: T): z.ZodObject {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const supplierSchema = z.strictObject({ id, name: z.string(), createdAt: time });
export const supplierPageSchema = pageOf(supplierSchema);
export const priceListSchema = z.strictObject({
  id,
  supplier: named,
  importId: id,
  fileName: z.string(),
  currency: z.string(),
  validFrom: time,
  createdAt: time,
});
export const priceListPageSchema = pageOf(priceListSchema);
export const priceListItemPageSchema = pageOf(
  z.strictObject({
    row: z.number().int().nullable(),
    status: z.enum(['created', 'updated', 'unchanged', 'vanished', 'warning']),
    offerId: id,
    materialId: id.nullable(),
    name: z.string().nullable(),
    price: money,
  }),
);
export const offersSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id,
      supplier: named,
      sku: z.string().nullable(),
      name: z.string(),
      price: money,
      priceKind: z.string(),
      unit: z.string().nullable(),
      packQuantity: z.string(),
      pricePerBaseUnit: money,
      vat: z.strictObject({ included: z.boolean().nullable(), rate: z.string().nullable() }).nullable(),
      priceDate: z.string().meta({ format: 'date' }).nullable(),
      stock: z.string().nullable(),
      gtin: z.string().nullable(),
      updatedAt: time,
    }),
  ),
});
export const priceHistorySchema = z.strictObject({
  items: z.array(
    z.strictObject({
      offerId: id,
      supplier: named,
      price: money,
      pricePerBaseUnit: money,
      validFrom: time,
      validTo: time.nullable(),
    }),
  ),
});

const ID = '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d';
const TIME = '2026-01-15T08:00:00.000Z';
const PRICE = { amount: '565.00', currency: 'RUB' };
const NAMED = { id: ID, name: 'СтройБаза' };
export const EXAMPLE_SUPPLIER = { ...NAMED, createdAt: TIME };
export const EXAMPLE_PRICE_LIST = {
  id: ID,
  supplier: NAMED,
  importId: ID,
  fileName: 'price.csv',
  currency: 'RUB',
  validFrom: TIME,
  createdAt: TIME,
};
export const EXAMPLE_PRICE_LIST_ITEM = {
  row: 2,
  status: 'created',
  offerId: ID,
  materialId: ID,
  name: 'Цемент М500 Д0 50 кг',
  price: PRICE,
};
export const EXAMPLE_OFFER = {
  id: ID,
  supplier: NAMED,
  sku: 'CEM-500-50',
  name: 'Цемент М500 Д0 50 кг',
  price: PRICE,
  priceKind: 'exact',
  unit: 'меш',
  packQuantity: '1',
  pricePerBaseUnit: PRICE,
  vat: { included: true, rate: '20' },
  priceDate: '2026-01-15',
  stock: '120',
  gtin: '4600000000008',
  updatedAt: TIME,
};
export const EXAMPLE_PRICE_PERIOD = {
  offerId: ID,
  supplier: NAMED,
  price: PRICE,
  pricePerBaseUnit: PRICE,
  validFrom: TIME,
  validTo: null,
};
