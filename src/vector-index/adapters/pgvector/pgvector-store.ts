import type { DataSource, EntityManager } from 'typeorm';
import { ConfigError } from '../../../config/index.js';
import { ADVISORY_LOCK } from '../../../database/index.js';
import { abortable } from '../../abortable.js';
import type {
  VectorHit,
  VectorPayload,
  VectorPoint,
  VectorSearchOptions,
} from '../../ports/vector-index.port.js';
import { VectorStore, type ScannedPoint, type VectorStorePing } from '../../ports/vector-store.port.js';
import type { PgVectorConfig } from '../../vector-index.config.js';
import { HnswIndexes } from './hnsw-index.js';
import { translatePgError } from './pgvector-errors.js';
import { filterSql } from './pgvector-filter.js';

const PREFIX = 'vectors_';
const ALIAS = 'live';
/** Half floats came with 0.7, and index scans that go on until a filter is satisfied with 0.8. */
const LEAST_VERSION = [0, 8] as const;
/** One statement's worth of points: keeps its text below a few megabytes. */
const BATCH = 500;

interface Row {
  id: string;
  content_hash: string;
  version: number;
  category_ids: string[];
  brand: string | null;
  unit_code: string | null;
  supplier_ids: string[];
  price: number | null;
}

/**
 * Vectors in PostgreSQL: one table a collection, and one row that says which is live. Below a size an exact scan is as fast as an
 * index and finds everything; above it a server builds an HNSW index (the embedded database, with one thread, always scans).
 */
export class PgVectorStore extends VectorStore {
  readonly backend = 'pgvector';
  private readonly hnsw: HnswIndexes;
  private readonly type: 'halfvec' | 'vector';

  /** @param embedded true for the embedded database. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly config: PgVectorConfig,
    private readonly embedded: boolean,
  ) {
    super();
    const usual = embedded ? 'vector' : 'halfvec';
    this.type = config.type === 'auto' ? usual : config.type;
    this.hnsw = new HnswIndexes(dataSource, config, this.type, embedded);
  }

  /** @throws ConfigError when this PostgreSQL has no pgvector, or too old a one, saying what to do. */
  async prepare(): Promise<void> {
    const available: unknown[] = await this.dataSource.query(
      "SELECT 1 FROM pg_available_extensions WHERE name = 'vector'",
    );
    if (available.length === 0) {
      throw new ConfigError(
        'This PostgreSQL has no pgvector, and QDRANT_URL is not set. Install the pgvector extension on the database server, or set ' +
          'QDRANT_URL, or switch search by meaning off with SEMANTIC_ENABLED=false. See docs/configuration.md.',
      );
    }
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK.vectorSetup]);
      await manager.query('CREATE EXTENSION IF NOT EXISTS vector').catch((error: unknown) => {
        throw new ConfigError(
          'The pgvector extension is installed, but this database user may not create it. Run "CREATE EXTENSION vector" once as a ' +
            'superuser, or set QDRANT_URL, or SEMANTIC_ENABLED=false. See docs/configuration.md.',
          { cause: error },
        );
      });
      await requireVersion(manager);
      await manager.query(
        'CREATE TABLE IF NOT EXISTS vector_aliases (alias text PRIMARY KEY, collection text NOT NULL)',
      );
    });
  }

  async collections(): Promise<string[]> {
    const rows: { name: string }[] = await this.query(
      '',
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace " +
        "AND relname LIKE 'vectors\\_%' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  }

  async create(collection: string, dimensions: number): Promise<void> {
    const table = tableOf(collection);
    const { type } = this;
    await this.dataSource
      .transaction(async (manager) => {
        await manager.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK.vectorSetup]);
        await manager.query(`
          CREATE TABLE IF NOT EXISTS ${table} (
            id uuid PRIMARY KEY,
            embedding ${type}(${Math.trunc(dimensions)}) NOT NULL,
            content_hash text NOT NULL,
            version integer NOT NULL,
            category_ids uuid[] NOT NULL,
            brand text,
            unit_code text,
            supplier_ids uuid[] NOT NULL,
            price float8
          )`);
        // In the row, not beside it: a scan reads every vector, and a detour for each costs more than the arithmetic.
        if (dimensions * 4 < 7_000) {
          await manager.query(`ALTER TABLE ${table} ALTER embedding SET STORAGE PLAIN`);
        }
      })
      .catch((error: unknown) => {
        throw translatePgError(error, collection);
      });
  }

  async drop(collection: string): Promise<void> {
    await this.query(collection, `DROP TABLE IF EXISTS ${tableOf(collection)}`);
    this.hnsw.forget(collection);
  }

  async optimise(collection: string, signal?: AbortSignal): Promise<boolean> {
    if (this.embedded || (await this.hnsw.lookUp(collection)).has) return true;
    if ((await this.count(collection)) < this.config.hnswFrom) return true;
    return this.hnsw.build(collection, tableOf(collection), signal);
  }

  async live(): Promise<string | null> {
    const rows: { collection: string }[] = await this.query(
      '',
      'SELECT collection FROM vector_aliases WHERE alias = $1',
      [ALIAS],
    );
    return rows[0]?.collection ?? null;
  }

  async makeLive(collection: string): Promise<void> {
    await this.query(
      collection,
      `INSERT INTO vector_aliases (alias, collection) VALUES ($1, $2)
       ON CONFLICT (alias) DO UPDATE SET collection = EXCLUDED.collection`,
      [ALIAS, collection],
    );
  }

  async upsert(collection: string, points: readonly VectorPoint[]): Promise<void> {
    const table = tableOf(collection);
    // One order for everyone: two instances writing the same points cannot lock each other out.
    const sorted = [...points].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (let start = 0; start < sorted.length; start += BATCH) {
      await this.query(
        collection,
        `INSERT INTO ${table}
           (id, embedding, content_hash, version, category_ids, brand, unit_code, supplier_ids, price)
         SELECT id, embedding::${this.type}, content_hash, version, category_ids, brand, unit_code, supplier_ids, price
         FROM jsonb_to_recordset($1::jsonb) AS point(id uuid, embedding text, content_hash text, version integer,
           category_ids uuid[], brand text, unit_code text, supplier_ids uuid[], price float8)
         ON CONFLICT (id) DO UPDATE SET embedding = EXCLUDED.embedding, content_hash = EXCLUDED.content_hash,
           version = EXCLUDED.version, category_ids = EXCLUDED.category_ids, brand = EXCLUDED.brand,
           unit_code = EXCLUDED.unit_code, supplier_ids = EXCLUDED.supplier_ids, price = EXCLUDED.price`,
        [JSON.stringify(sorted.slice(start, start + BATCH).map(toRow))],
      );
    }
  }

  async remove(collection: string, ids: readonly string[]): Promise<void> {
    await this.query(collection, `DELETE FROM ${tableOf(collection)} WHERE id = ANY($1::uuid[])`, [ids]);
  }

  search(collection: string, vector: Float32Array, options: VectorSearchOptions): Promise<VectorHit[]> {
    return this.nearest(collection, `$1::${this.type}`, vectorText(vector), null, options);
  }

  async searchById(
    collection: string,
    id: string,
    options: VectorSearchOptions,
  ): Promise<VectorHit[] | null> {
    const stored: { embedding: string }[] = await abortable(
      this.query(collection, `SELECT embedding::text FROM ${tableOf(collection)} WHERE id = $1`, [id]),
      options.signal,
    );
    const embedding = stored[0]?.embedding;
    if (embedding === undefined) return null;
    return this.nearest(collection, `$1::${this.type}`, embedding, id, options);
  }

  async count(collection: string): Promise<number> {
    const rows: { count: number }[] = await this.query(
      collection,
      `SELECT count(*)::int AS count FROM ${tableOf(collection)}`,
    );
    return rows[0]?.count ?? 0;
  }

  async scan(collection: string, after: string | null, limit: number): Promise<ScannedPoint[]> {
    const rows: Row[] = await this.query(
      collection,
      `SELECT id, content_hash, version, category_ids, brand, unit_code, supplier_ids, price FROM ${tableOf(collection)}
       WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => ({ id: row.id, payload: toPayload(row) }));
  }

  async ping(): Promise<VectorStorePing> {
    const started = performance.now();
    const rows: { version: string }[] = await this.query(
      '',
      "SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'",
    );
    return { version: rows[0]?.version ?? '', pingMs: performance.now() - started };
  }

  private async nearest(
    collection: string,
    target: string,
    targetValue: string,
    excluded: string | null,
    { limit, filter, signal }: VectorSearchOptions,
  ): Promise<VectorHit[]> {
    const hnsw = await abortable(this.hnsw.lookUp(collection), signal);
    const indexed = hnsw.has;
    const settings = indexed ? this.hnsw.searchSettings(hnsw, limit) : '';
    const { sql, parameters } = filterSql(filter, 4);
    // Vectors have length 1, so the negative inner product (<#>) orders as cosine distance does, at half the work.
    const statement = `
      SELECT id, -distance AS score FROM (
        SELECT id, embedding <#> ${target} AS distance FROM ${tableOf(collection)}
        WHERE ($2::uuid IS NULL OR id <> $2)${sql}${settings}
        ORDER BY embedding <#> ${target}${indexed ? '' : ', id'} LIMIT $3
      ) nearest ORDER BY distance, id`;
    const values = [targetValue, excluded, limit, ...parameters];
    const run = async (): Promise<VectorHit[]> => {
      const hits = await this.query<VectorHit[]>(collection, statement, values);
      if (!indexed) return hits;
      if (hits.length >= limit || !filter) return hits;
      // A narrow filter ends the index scan before enough was found; looking at every row and sorting the few that match is cheaper.
      return this.inTransaction(collection, async (manager) => {
        await manager.query("SELECT set_config('enable_indexscan', 'off', true)");
        return manager.query<VectorHit[]>(statement, values);
      });
    };
    return abortable(run(), signal);
  }

  private async inTransaction<T>(
    collection: string,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      throw translatePgError(error, collection);
    }
  }

  private async query<T>(collection: string, sql: string, parameters: unknown[] = []): Promise<T> {
    try {
      return await this.dataSource.query(sql, parameters);
    } catch (error) {
      throw translatePgError(error, collection);
    }
  }
}

async function requireVersion(manager: EntityManager): Promise<void> {
  const [{ version = '' } = {}]: { version?: string }[] = await manager.query(
    "SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'",
  );
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor >= LEAST_VERSION[1])) return;
  throw new ConfigError(
    `This database has pgvector ${version}, and ${LEAST_VERSION.join('.')} or newer is needed. Install a newer pgvector on the database ` +
      'server and run "ALTER EXTENSION vector UPDATE", or set QDRANT_URL, or SEMANTIC_ENABLED=false. See docs/configuration.md.',
  );
}

/** Names come from `collectionName`, but a table name cannot be a parameter, so it is checked where it enters the SQL. */
function tableOf(collection: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(collection) || !collection.startsWith(PREFIX)) {
    throw new RangeError('Not the name of a vector table.');
  }
  return `"${collection}"`;
}

function vectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

function toRow({ id, vector, payload }: VectorPoint): Row & { embedding: string } {
  return {
    id,
    embedding: vectorText(vector),
    content_hash: payload.contentHash,
    version: payload.version,
    category_ids: [...payload.categoryIds],
    brand: payload.brand,
    unit_code: payload.unitCode,
    supplier_ids: [...payload.supplierIds],
    price: payload.price,
  };
}

function toPayload(row: Row): VectorPayload {
  return {
    contentHash: row.content_hash,
    version: row.version,
    categoryIds: row.category_ids,
    brand: row.brand,
    unitCode: row.unit_code,
    supplierIds: row.supplier_ids,
    price: row.price,
  };
}
