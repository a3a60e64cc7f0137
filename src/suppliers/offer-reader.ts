import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { moneyFromColumns } from '../common/index.js';
import type { Offer, PricePeriod } from './supplier.js';

interface OfferRow {
  id: string;
  supplier_id: string;
  supplier_name: string;
  sku: string | null;
  name: string;
  price_kind: string;
  unit: string | null;
  pack_quantity: string;
  amount: string | null;
  base_price: string | null;
  currency: string | null;
  vat_included: boolean | null;
  vat_rate: string | null;
  price_date: string | null;
  stock: string | null;
  gtin: string | null;
  updated_at: Date;
}

interface PeriodRow {
  offer_id: string;
  supplier_id: string;
  supplier_name: string;
  amount: string | null;
  base_price: string | null;
  currency: string | null;
  valid_from: Date;
  valid_to: Date | null;
}

/** Most offers shown of one material, and most periods of its history. */
const MOST = 500;

/** Offers and prices of materials, as PostgreSQL has them now. */
@Injectable()
export class OfferReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Current offers, cheapest per base unit first, those without a price last. */
  async offersOf(materialId: string): Promise<Offer[]> {
    const rows: OfferRow[] = await this.dataSource.query(
      `SELECT o.id, o.supplier_id, s.name AS supplier_name, o.sku, o.name, o.price_kind,
         coalesce(o.unit_code, o.unit_raw) AS unit, trim_scale(o.pack_quantity)::text AS pack_quantity,
         o.price_amount::text AS amount, round(o.base_price, 4)::text AS base_price, o.price_currency AS currency, o.vat_included,
         trim_scale(o.vat_rate)::text AS vat_rate, o.price_date::text AS price_date, trim_scale(o.stock)::text AS stock, o.gtin, o.updated_at
       FROM offers o JOIN suppliers s ON s.id = o.supplier_id
       WHERE o.material_id = $1 AND o.available
       ORDER BY o.base_price NULLS LAST, o.id LIMIT $2`,
      [materialId, MOST],
    );
    return rows.map((row) => ({
      id: row.id,
      supplier: { id: row.supplier_id, name: row.supplier_name },
      sku: row.sku,
      name: row.name,
      price: moneyFromColumns(row.amount, row.currency),
      priceKind: row.price_kind,
      unit: row.unit,
      packQuantity: row.pack_quantity,
      pricePerBaseUnit: moneyFromColumns(row.base_price, row.currency),
      vat:
        row.vat_included === null && row.vat_rate === null
          ? null
          : { included: row.vat_included, rate: row.vat_rate },
      priceDate: row.price_date,
      stock: row.stock,
      gtin: row.gtin,
      updatedAt: row.updated_at.toISOString(),
    }));
  }

  /** Prices of every offer of a material, the newest first. */
  async historyOf(materialId: string): Promise<PricePeriod[]> {
    const rows: PeriodRow[] = await this.dataSource.query(
      `SELECT h.offer_id, o.supplier_id, s.name AS supplier_name, h.price_amount::text AS amount,
         round(h.base_price, 4)::text AS base_price, h.price_currency AS currency, h.valid_from, h.valid_to
       FROM price_history h JOIN offers o ON o.id = h.offer_id JOIN suppliers s ON s.id = o.supplier_id
       WHERE o.material_id = $1 ORDER BY h.valid_from DESC, h.offer_id LIMIT $2`,
      [materialId, MOST],
    );
    return rows.map((row) => ({
      offerId: row.offer_id,
      supplier: { id: row.supplier_id, name: row.supplier_name },
      price: moneyFromColumns(row.amount, row.currency),
      pricePerBaseUnit: moneyFromColumns(row.base_price, row.currency),
      validFrom: row.valid_from.toISOString(),
      validTo: row.valid_to?.toISOString() ?? null,
    }));
  }
}
