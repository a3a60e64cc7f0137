import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ADVISORY_LOCK } from '../database/index.js';
import type { ClaimedImport, ImportCounts, ImportFormat, ReadProgress } from './import.js';
import type { Mapping } from './reading/find-header.js';

/** What is merged of an import. */
export interface ProgressUpdate extends ImportCounts {
  recordsMerged: number;
  nextPosition: number;
}

/** The queue of imports is their table: claims are leases, so that a dead worker's job is carried on by another. */
@Injectable()
export class ImportQueue {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes the next import: the oldest that waits, or one whose worker has not reported within its lease. A supplier's lists are
   * taken one after another.
   *
   * @param token of this claim: what the other methods ask for as proof that the import is still the caller's.
   */
  async claim(token: string, leaseMs: number): Promise<ClaimedImport | null> {
    return await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK.importClaim]);
      const [rows]: [
        {
          id: string;
          supplier_id: string;
          file_name: string;
          created_at: Date;
          dry_run: boolean;
          atomic: boolean;
          options: { encoding: string | null; mapping: Mapping; currency: string; remembered: Mapping };
          records_merged: number;
          next_position: number;
          attempts: number;
        }[],
        number,
      ] = await manager.query(
        `UPDATE imports SET status = 'running', claimed_by = $1, claimed_until = clock_timestamp() + $2 * interval '1 millisecond',
           attempts = attempts + 1, started_at = coalesce(started_at, clock_timestamp())
         WHERE id = (
           SELECT id FROM imports i
           WHERE (status = 'queued' OR (status = 'running' AND claimed_until < clock_timestamp()))
             AND NOT EXISTS (
               SELECT 1 FROM imports other WHERE other.supplier_id = i.supplier_id AND other.id <> i.id
                 AND other.status = 'running' AND other.claimed_until >= clock_timestamp())
           ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING id, supplier_id, file_name, created_at, dry_run, atomic, options, records_merged, next_position, attempts`,
        [token, leaseMs],
      );
      const row = rows[0];
      if (!row) return null;
      const { remembered, ...options } = row.options;
      return {
        id: row.id,
        supplierId: row.supplier_id,
        fileName: row.file_name,
        createdAt: row.created_at.toISOString(),
        options: { ...options, dryRun: row.dry_run, atomic: row.atomic },
        remembered,
        recordsMerged: row.records_merged,
        nextPosition: row.next_position,
        attempts: row.attempts,
      };
    });
  }

  /**
   * Writes progress and renews the lease, in the transaction that merged the rows it speaks of.
   *
   * @returns `lost` when another worker has taken the import over: what was merged must not be committed.
   */
  async report(
    id: string,
    token: string,
    leaseMs: number,
    progress: ProgressUpdate & ReadProgress,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<'ok' | 'cancel' | 'lost'> {
    const [rows]: [{ cancel_requested: boolean }[], number] = await manager.query(
      `UPDATE imports SET claimed_until = clock_timestamp() + $3 * interval '1 millisecond', bytes_read = $4, rows_read = $5,
         records_merged = $6, next_position = $7, created = $8, updated = $9, unchanged = $10, rejected = $11, warnings = $12, vanished = $13
       WHERE id = $1 AND claimed_by = $2 AND status = 'running' RETURNING cancel_requested`,
      [
        id,
        token,
        leaseMs,
        progress.bytesRead,
        progress.rowsRead,
        progress.recordsMerged,
        progress.nextPosition,
        progress.created,
        progress.updated,
        progress.unchanged,
        progress.rejected,
        progress.warnings,
        progress.vanished,
      ],
    );
    if (!rows[0]) return 'lost';
    return rows[0].cancel_requested ? 'cancel' : 'ok';
  }

  /**
   * What is only tried, or all or nothing, cannot be carried on in the middle: what an interrupted attempt has told of it goes.
   *
   * @returns the import as it is to be done now.
   */
  async restartUnsaved(job: ClaimedImport): Promise<ClaimedImport> {
    if (job.nextPosition === 1 || !(job.options.dryRun || job.options.atomic)) return job;
    await this.dataSource.transaction(async (manager) => {
      await manager.query('DELETE FROM import_rows WHERE import_id = $1', [job.id]);
      await manager.query(
        `UPDATE imports SET records_merged = 0, next_position = 1, created = 0, updated = 0, unchanged = 0, rejected = 0, warnings = 0,
           vanished = 0 WHERE id = $1`,
        [job.id],
      );
    });
    return { ...job, recordsMerged: 0, nextPosition: 1 };
  }

  /** Renews a claim between two reports, with how far the file has been read. */
  async renew(
    id: string,
    token: string,
    leaseMs: number,
    read: ReadProgress,
  ): Promise<'ok' | 'cancel' | 'lost'> {
    const [rows]: [{ cancel_requested: boolean }[], number] = await this.dataSource.query(
      `UPDATE imports SET claimed_until = clock_timestamp() + $3 * interval '1 millisecond', bytes_read = greatest(bytes_read, $4),
         rows_read = greatest(rows_read, $5)
       WHERE id = $1 AND claimed_by = $2 AND status = 'running' RETURNING cancel_requested`,
      [id, token, leaseMs, read.bytesRead, read.rowsRead],
    );
    if (!rows[0]) return 'lost';
    return rows[0].cancel_requested ? 'cancel' : 'ok';
  }

  async setFormat(id: string, format: ImportFormat): Promise<void> {
    await this.dataSource.query('UPDATE imports SET format = $2 WHERE id = $1', [id, JSON.stringify(format)]);
  }

  /** Ends an import; its file is no longer needed. Only a completed one keeps its print, so that the others can be sent again. */
  async finish(
    id: string,
    token: string,
    status: 'completed' | 'failed' | 'cancelled',
    error: { code: string; message: string } | null,
    manager?: EntityManager,
  ): Promise<boolean> {
    const end = async (on: EntityManager): Promise<boolean> => {
      const [, count]: [unknown, number] = await on.query(
        `UPDATE imports SET status = $3::varchar, error = $4, finished_at = clock_timestamp(), claimed_by = NULL, claimed_until = NULL,
           fingerprint = CASE WHEN $3::varchar = 'completed' THEN fingerprint END
         WHERE id = $1 AND claimed_by = $2 AND status = 'running'`,
        [id, token, status, error === null ? null : JSON.stringify(error)],
      );
      if (count > 0) await on.query('DELETE FROM import_file_chunks WHERE import_id = $1', [id]);
      return count > 0;
    };
    return manager ? await end(manager) : await this.dataSource.transaction(end);
  }

  /** Puts an unfinished import back for any worker; what is merged stays merged. */
  async release(id: string, token: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE imports SET status = 'queued', claimed_by = NULL, claimed_until = NULL
       WHERE id = $1 AND claimed_by = $2 AND status = 'running'`,
      [id, token],
    );
  }

  /** What is merged so far. */
  async counts(
    id: string,
  ): Promise<Pick<ImportCounts, 'created' | 'updated' | 'unchanged' | 'rejected' | 'warnings'>> {
    const rows: ImportCounts[] = await this.dataSource.query(
      'SELECT created, updated, unchanged, rejected, warnings FROM imports WHERE id = $1',
      [id],
    );
    return rows[0] ?? { created: 0, updated: 0, unchanged: 0, rejected: 0, warnings: 0 };
  }

  /** The embedded database has one process: whatever runs there as it starts was left by one that died. */
  async freeAll(): Promise<void> {
    await this.dataSource.query(
      `UPDATE imports SET status = 'queued', claimed_by = NULL, claimed_until = NULL WHERE status = 'running'`,
    );
  }
}
