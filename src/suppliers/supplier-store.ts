import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { supplierNameKey, type Supplier } from './supplier.js';

interface SupplierRow {
  id: string;
  name: string;
  created_at: Date;
}

/** Rows of `suppliers`. */
@Injectable()
export class SupplierStore {
  constructor(private readonly dataSource: DataSource) {}

  /** By id, one more than `limit` when there is a next page. */
  async page(after: string | null, limit: number): Promise<Supplier[]> {
    const rows: SupplierRow[] = await this.dataSource.query(
      `SELECT id, name, created_at FROM suppliers WHERE $1::uuid IS NULL OR id > $1::uuid ORDER BY id LIMIT $2`,
      [after, limit],
    );
    return rows.map(toSupplier);
  }

  async find(id: string): Promise<Supplier | null> {
    const rows: SupplierRow[] = await this.dataSource.query(
      'SELECT id, name, created_at FROM suppliers WHERE id = $1',
      [id],
    );
    return rows[0] ? toSupplier(rows[0]) : null;
  }

  /** Null when a supplier of this name, whatever its spelling, is there. */
  async insert(name: string): Promise<Supplier | null> {
    const rows: SupplierRow[] = await this.dataSource.query(
      `INSERT INTO suppliers (name, name_key) VALUES ($1, $2) ON CONFLICT (name_key) DO NOTHING
       RETURNING id, name, created_at`,
      [name, supplierNameKey(name)],
    );
    return rows[0] ? toSupplier(rows[0]) : null;
  }

  /** The supplier of this name, created on first use. */
  async ensure(name: string, manager: EntityManager = this.dataSource.manager): Promise<Supplier> {
    const key = supplierNameKey(name);
    // The update that changes nothing makes RETURNING see the row that was there.
    const rows: SupplierRow[] = await manager.query(
      `INSERT INTO suppliers (name, name_key) VALUES ($1, $2)
       ON CONFLICT (name_key) DO UPDATE SET name_key = excluded.name_key RETURNING id, name, created_at`,
      [name, key],
    );
    const row = rows[0];
    if (!row) throw new Error('INSERT … ON CONFLICT DO UPDATE returned no row.');
    return toSupplier(row);
  }

  /** Ids of the suppliers named by id or by name; what does not exist adds nothing. */
  async resolve(names: readonly string[]): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      'SELECT id FROM suppliers WHERE id::text = ANY ($1::text[]) OR name_key = ANY ($2::text[])',
      [names.map((name) => name.toLowerCase()), names.map(supplierNameKey)],
    );
    return rows.map(({ id }) => id);
  }
}

function toSupplier(row: SupplierRow): Supplier {
  return { id: row.id, name: row.name, createdAt: row.created_at.toISOString() };
}
