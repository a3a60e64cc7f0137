import type { PriceKind } from '../values/money-value.js';

/** One row of a price list as the catalogue understands it. Decimals are strings; they never pass through a float. */
export interface Item {
  itemKey: string;
  sku: string | null;
  name: string;
  description: string | null;
  /** Canonical path, or null. */
  categoryPath: string | null;
  brand: string | null;
  unitCode: string | null;
  /** The unit's text where no unit is known by it, or where it says more than the unit ("упак (12 шт)"). */
  unitRaw: string | null;
  packQuantity: string;
  priceKind: PriceKind;
  priceAmount: string | null;
  priceCurrency: string | null;
  /** Price of one of the unit. */
  unitPrice: string | null;
  /** Price of one base unit of the unit's dimension. */
  basePrice: string | null;
  vatIncluded: boolean | null;
  vatRate: string | null;
  priceDate: string | null;
  stock: string | null;
  gtin: string | null;
  attributes: Record<string, string | number>;
}

/** A remark on a row, or the reason why it was not imported. */
export interface RowIssue {
  status: 'warning' | 'rejected';
  /** Header of the column; null when it is about the whole row. */
  column: string | null;
  code: string;
  message: string;
  value: string | null;
}

/** What became of reading one row. */
export interface ReadRow {
  rowNumber: number;
  sheet: string | null;
  /** Null for a rejected row. */
  item: Item | null;
  /** Identity of a rejected row, when it could be told: its offer has not vanished from the list. */
  itemKey: string | null;
  issues: readonly RowIssue[];
}
