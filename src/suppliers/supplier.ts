import { z } from 'zod';
import { text, type Money } from '../common/index.js';

/** Who sends price lists. Times are RFC 3339, UTC. */
export interface Supplier {
  id: string;
  name: string;
  createdAt: string;
}

export interface PriceList {
  id: string;
  supplier: { id: string; name: string };
  importId: string;
  fileName: string;
  currency: string;
  validFrom: string;
  createdAt: string;
}

/** What one row of a price list became. */
export interface PriceListItem {
  /** Row as numbered in the file. */
  row: number | null;
  status: 'created' | 'updated' | 'unchanged' | 'vanished' | 'warning';
  offerId: string;
  materialId: string | null;
  name: string | null;
  price: Money | null;
}

/** One supplier's current offer of a material. */
export interface Offer {
  id: string;
  supplier: { id: string; name: string };
  sku: string | null;
  name: string;
  price: Money | null;
  /** `exact`, `from` (a lowest price), `request` or `none`. */
  priceKind: string;
  unit: string | null;
  /** How many units one price buys, for example "100" of "100 м2". */
  packQuantity: string;
  /** Price of one base unit of the unit's dimension; what offers are compared by. */
  pricePerBaseUnit: Money | null;
  /** Whether the price holds value added tax (null: the list does not say), and its rate in percent. */
  vat: { included: boolean | null; rate: string | null } | null;
  /** Date that the list itself gives the price, `YYYY-MM-DD`. */
  priceDate: string | null;
  stock: string | null;
  gtin: string | null;
  updatedAt: string;
}

/** A price an offer had from `validFrom` until `validTo`; null while it is current. */
export interface PricePeriod {
  offerId: string;
  supplier: { id: string; name: string };
  price: Money | null;
  pricePerBaseUnit: Money | null;
  validFrom: string;
  validTo: string | null;
}

/** What tells suppliers apart: the name without regard to letter case, ё and spacing. */
export function supplierNameKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase().replaceAll('ё', 'е');
}

/** Folding writes ligatures out, and the database holds what comes of it. */
export const supplierNameSchema = text(1, 200).check(
  z.refine((name) => supplierNameKey(name).length <= 200, {
    error: 'Too long once its ligatures are written out.',
  }),
);
