import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Role } from '../common/index.js';
import type { ApiKey } from './api-key.js';

interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  role: Role;
  scopes: string[];
  rate_limit: number | null;
  created_at: Date;
  created_by: string | null;
  expires_at: Date | null;
  last_used_at: Date | null;
}

const COLUMNS =
  'id, name, prefix, role, scopes, rate_limit, created_at, created_by, expires_at, last_used_at';

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    role: row.role,
    scopes: row.scopes,
    rateLimit: row.rate_limit,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}

/** API keys in PostgreSQL, found by the hash of the key. */
@Injectable()
export class ApiKeyStore {
  constructor(private readonly dataSource: DataSource) {}

  async findByHash(keyHash: Buffer): Promise<ApiKey | null> {
    const rows: ApiKeyRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM api_keys WHERE key_hash = $1`,
      [keyHash],
    );
    return rows[0] ? toApiKey(rows[0]) : null;
  }

  /** Keys by id, which is by age, those after `id` first. */
  async page(after: string | null, limit: number): Promise<ApiKey[]> {
    const rows: ApiKeyRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM api_keys WHERE $1::uuid IS NULL OR id > $1::uuid ORDER BY id LIMIT $2`,
      [after, limit],
    );
    return rows.map(toApiKey);
  }

  async insert(key: Omit<ApiKey, 'createdAt' | 'lastUsedAt'>, keyHash: Buffer): Promise<ApiKey> {
    const rows: ApiKeyRow[] = await this.dataSource.query(
      `INSERT INTO api_keys (id, name, prefix, key_hash, role, scopes, rate_limit, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${COLUMNS}`,
      [
        key.id,
        key.name,
        key.prefix,
        keyHash,
        key.role,
        key.scopes,
        key.rateLimit,
        key.createdBy,
        key.expiresAt,
      ],
    );
    return toApiKey(rows[0] as ApiKeyRow);
  }

  async delete(id: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      'WITH gone AS (DELETE FROM api_keys WHERE id = $1 RETURNING id) SELECT id FROM gone',
      [id],
    );
    return rows.length > 0;
  }

  /** Notes when keys were last used; a later note stands. */
  async noteUse(uses: ReadonlyMap<string, number>): Promise<void> {
    await this.dataSource.query(
      `UPDATE api_keys k SET last_used_at = greatest(k.last_used_at, to_timestamp(u.at_ms / 1000.0))
       FROM unnest($1::uuid[], $2::bigint[]) AS u (id, at_ms) WHERE k.id = u.id`,
      [[...uses.keys()], [...uses.values()]],
    );
  }
}
