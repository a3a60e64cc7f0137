import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { decodeCursor, encodeCursor, validationError, isId, type Page } from '../common/index.js';
import type { Import, ImportCounts, ImportFormat, ImportOptions, ImportStatus } from './import.js';
import type { Mapping } from './reading/find-header.js';

const COLUMNS = `i.id, i.status, i.supplier_id, s.name AS supplier_name, i.file_name, i.dry_run, i.atomic, i.format, i.bytes_read, i.bytes_total,
  i.rows_read, i.created, i.updated, i.unchanged, i.rejected, i.warnings, i.vanished, i.error, i.created_at, i.started_at, i.finished_at,
  p.id AS price_list_id`;
const JOINS =
  'imports i JOIN suppliers s ON s.id = i.supplier_id LEFT JOIN price_lists p ON p.import_id = i.id';

interface ImportRow extends ImportCounts {
  id: string;
  status: ImportStatus;
  supplier_id: string;
  supplier_name: string;
  file_name: string;
  dry_run: boolean;
  atomic: boolean;
  format: Partial<ImportFormat>;
  bytes_read: string;
  bytes_total: string;
  rows_read: number;
  error: { code: string; message: string } | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  price_list_id: string | null;
}

function toImport(row: ImportRow): Import {
  return {
    id: row.id,
    status: row.status,
    supplier: { id: row.supplier_id, name: row.supplier_name },
    fileName: row.file_name,
    dryRun: row.dry_run,
    atomic: row.atomic,
    format: row.format,
    progress: {
      bytesRead: Number(row.bytes_read),
      bytesTotal: Number(row.bytes_total),
      rowsRead: row.rows_read,
    },
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    rejected: row.rejected,
    warnings: row.warnings,
    vanished: row.vanished,
    priceListId: row.price_list_id,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    ...(row.error ? { error: row.error } : {}),
  };
}

export interface NewImport {
  id: string;
  supplierId: string;
  fileName: string;
  sizeBytes: number;
  contentHash: string;
  /** Null when the same file again is another import (a dry run). */
  fingerprint: string | null;
  options: ImportOptions;
  remembered: Mapping;
}

/** Imports as their users see them. What their workers do with them is in `ImportQueue`. */
@Injectable()
export class ImportStore {
  constructor(private readonly dataSource: DataSource) {}

  async find(id: string): Promise<Import | null> {
    const rows: ImportRow[] = await this.dataSource.query(`SELECT ${COLUMNS} FROM ${JOINS} WHERE i.id = $1`, [
      id,
    ]);
    return rows[0] ? toImport(rows[0]) : null;
  }

  async findByFingerprint(fingerprint: string): Promise<Import | null> {
    const rows: ImportRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM ${JOINS} WHERE i.fingerprint = $1`,
      [fingerprint],
    );
    return rows[0] ? toImport(rows[0]) : null;
  }

  /** Newest first. */
  async page(limit: number, cursor?: string): Promise<Page<Import>> {
    const after = cursor === undefined ? null : String(decodeCursor(cursor, 1)[0]);
    if (after !== null && !isId(after)) {
      throw validationError([
        {
          path: 'cursor',
          code: 'invalid_cursor',
          message: 'Use the nextCursor of the page before, as it was given.',
        },
      ]);
    }
    const rows: ImportRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM ${JOINS}
       WHERE $1::uuid IS NULL OR i.id < $1 ORDER BY i.id DESC LIMIT $2`,
      [after, limit + 1],
    );
    const items = rows.slice(0, limit).map(toImport);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
  }

  async insert(entry: NewImport, manager: EntityManager): Promise<void> {
    await manager.query(
      `INSERT INTO imports (id, supplier_id, file_name, size_bytes, bytes_total, content_hash, fingerprint, dry_run, atomic, options)
       VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)`,
      [
        entry.id,
        entry.supplierId,
        entry.fileName,
        entry.sizeBytes,
        entry.contentHash,
        entry.fingerprint,
        entry.options.dryRun,
        entry.options.atomic,
        JSON.stringify({
          encoding: entry.options.encoding,
          mapping: entry.options.mapping,
          currency: entry.options.currency,
          remembered: entry.remembered,
        }),
      ],
    );
  }

  /** A waiting import is cancelled at once; a running one is told. @returns false when it is neither. */
  async cancel(id: string): Promise<boolean> {
    return await this.dataSource.transaction(async (manager) => {
      const [, queued]: [unknown, number] = await manager.query(
        `UPDATE imports SET status = 'cancelled', finished_at = clock_timestamp(), fingerprint = NULL WHERE id = $1 AND status = 'queued'`,
        [id],
      );
      if (queued > 0) {
        await manager.query('DELETE FROM import_file_chunks WHERE import_id = $1', [id]);
        return true;
      }
      const [, running]: [unknown, number] = await manager.query(
        `UPDATE imports SET cancel_requested = true WHERE id = $1 AND status = 'running'`,
        [id],
      );
      return running > 0;
    });
  }
}
