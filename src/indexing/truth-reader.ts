import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { composeText, identityKey, type Embedder } from '../embeddings/index.js';
import type { VectorPayload } from '../vector-index/index.js';

/** What the vector index should hold of a material, made from the truth. */
export interface IndexableMaterial {
  id: string;
  /** The text to embed. */
  text: string;
  payload: VectorPayload;
}

interface Row {
  id: string;
  version: number;
  name: string;
  description: string | null;
  brand: string | null;
  attributes: Record<string, unknown>;
  unit_code: string | null;
  price: number | null;
  category_path: string | null;
  category_ids: string[];
  supplier_ids: string[];
}

/**
 * Reads from PostgreSQL what the indexes are made from.
 *
 * Ancestors are found by path: a path begins with every path above it and a slash.
 */
const SELECT = `
  SELECT m.id, m.version, m.name, m.description, m.brand, m.attributes, m.unit_code, m.price_amount::float8 AS price,
    c.path AS category_path,
    ARRAY(SELECT above.id::text FROM categories above
      WHERE above.id = c.id OR lower(above.path) = ANY(
        SELECT lower(array_to_string((string_to_array(c.path, '/'))[1:n], '/'))
        FROM generate_series(1, cardinality(string_to_array(c.path, '/')) - 1) AS n)
      ORDER BY above.id) AS category_ids,
    ARRAY(SELECT DISTINCT o.supplier_id::text FROM offers o WHERE o.material_id = m.id AND o.available ORDER BY 1) AS supplier_ids
  FROM materials m LEFT JOIN categories c ON c.id = m.category_id`;

export class TruthReader {
  private readonly identity: string;

  constructor(
    private readonly dataSource: DataSource,
    embedder: Embedder,
  ) {
    this.identity = identityKey(embedder.identity);
  }

  /** Those of the ids that exist. */
  async read(ids: readonly string[]): Promise<IndexableMaterial[]> {
    if (ids.length === 0) return [];
    const rows: Row[] = await this.dataSource.query(`${SELECT} WHERE m.id = ANY($1::uuid[])`, [ids]);
    return rows.map((row) => this.toIndexable(row));
  }

  /** The next materials in the order of ids. */
  async page(after: string | null, limit: number): Promise<IndexableMaterial[]> {
    const rows: Row[] = await this.dataSource.query(
      `${SELECT} WHERE $1::uuid IS NULL OR m.id > $1 ORDER BY m.id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => this.toIndexable(row));
  }

  async count(): Promise<number> {
    const rows: { count: number }[] = await this.dataSource.query(
      'SELECT count(*)::int AS count FROM materials',
    );
    return rows[0]?.count ?? 0;
  }

  /** Of some material; null when there is none. */
  async randomId(): Promise<string | null> {
    const rows: { id: string }[] = await this.dataSource.query(
      'SELECT id FROM materials ORDER BY id OFFSET floor(random() * (SELECT count(*) FROM materials)) LIMIT 1',
    );
    return rows[0]?.id ?? null;
  }

  private toIndexable(row: Row): IndexableMaterial {
    const text = composeText({
      name: row.name,
      categoryPath: row.category_path,
      brand: row.brand,
      attributes: row.attributes,
      description: row.description,
    });
    return {
      id: row.id,
      text,
      payload: {
        contentHash: this.hash(text),
        version: row.version,
        categoryIds: row.category_ids,
        brand: row.brand?.toLowerCase() ?? null,
        unitCode: row.unit_code,
        supplierIds: row.supplier_ids,
        price: row.price,
      },
    };
  }

  /** Names a text under our model: 128 bits of SHA-256, hexadecimal. */
  private hash(text: string): string {
    return createHash('sha256').update(`${this.identity}\0${text}`).digest('hex').slice(0, 32);
  }
}
