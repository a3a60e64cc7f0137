import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { moneyFromColumns } from '../common/index.js';
import type { PriceList, PriceListItem } from './supplier.js';

interface PriceListRow {
  id: string;
  supplier_id: string;
  supplier_name: string;
  import_id: string;
  file_name: string;
  currency: string;
  valid_from: Date;
  created_at: Date;
}

interface ItemRow {
  position: number;
  row_number: number | null;
  status: PriceListItem['status'];
  offer_id: string;
  material_id: string | null;
  name: string | null;
  amount: string | null;
  currency: string | null;
}

const PRICE_LISTS = `SELECT p.id, p.supplier_id, s.name AS supplier_name, p.import_id, p.file_name, p.currency, p.valid_from,
    p.created_at
  FROM price_lists p JOIN suppliers s ON s.id = p.supplier_id`;

/** Price lists and what stood in them. */
@Injectable()
export class PriceListReader {
  constructor(private readonly dataSource: DataSource) {}

  async find(id: string): Promise<PriceList | null> {
    const rows: PriceListRow[] = await this.dataSource.query(`${PRICE_LISTS} WHERE p.id = $1`, [id]);
    return rows[0] ? toPriceList(rows[0]) : null;
  }

  /** The newest first; `before` is the id of the last one shown. */
  async ofSupplier(supplierId: string, before: string | null, limit: number): Promise<PriceList[]> {
    const rows: PriceListRow[] = await this.dataSource.query(
      `${PRICE_LISTS} WHERE p.supplier_id = $1 AND ($2::uuid IS NULL OR p.id < $2::uuid) ORDER BY p.id DESC LIMIT $3`,
      [supplierId, before, limit],
    );
    return rows.map(toPriceList);
  }

  /** Items in the order of the file, with their positions for the cursor. */
  async items(
    importId: string,
    after: number,
    limit: number,
  ): Promise<{ position: number; item: PriceListItem }[]> {
    const rows: ItemRow[] = await this.dataSource.query(
      `SELECT r.position, r.row_number, r.status, r.offer_id, o.material_id, o.name, r.price_amount::text AS amount,
         r.price_currency AS currency
       FROM import_rows r LEFT JOIN offers o ON o.id = r.offer_id
       WHERE r.import_id = $1 AND r.position > $2 AND r.offer_id IS NOT NULL ORDER BY r.position LIMIT $3`,
      [importId, after, limit],
    );
    return rows.map((row) => ({
      position: row.position,
      item: {
        row: row.row_number,
        status: row.status,
        offerId: row.offer_id,
        materialId: row.material_id,
        name: row.name,
        price: moneyFromColumns(row.amount, row.currency),
      },
    }));
  }
}

function toPriceList(row: PriceListRow): PriceList {
  return {
    id: row.id,
    supplier: { id: row.supplier_id, name: row.supplier_name },
    importId: row.import_id,
    fileName: row.file_name,
    currency: row.currency,
    validFrom: row.valid_from.toISOString(),
    createdAt: row.created_at.toISOString(),
  };
}
