import type { Field } from './reading/fields.js';
import type { Mapping } from './reading/find-header.js';

export type ImportStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

/** How a file is to be read, as its sender decided it. */
export interface ImportOptions {
  dryRun: boolean;
  /** All rows or none. */
  atomic: boolean;
  /** Overrides detection. */
  encoding: string | null;
  /** Our field → column header. */
  mapping: Mapping;
  /** Of prices that name none. */
  currency: string;
}

/** How a file was read. */
export interface ImportFormat {
  /** Null for a workbook. */
  encoding: string | null;
  delimiter: string | null;
  /** Name of the (first) sheet; absent for a text file. */
  sheet?: string;
  headerRow: number | null;
  /** Our field → column header, as chosen. */
  mapping: Mapping;
  /** Who chose: the sender, the memory of the supplier's lists, or the program. */
  mappingFrom: Partial<Record<Field, 'given' | 'remembered' | 'chosen'>>;
  /** Headers of columns that become attributes. */
  unmapped: string[];
  /** Headers of all columns, in the order of the file, '' where there is none. */
  headers: string[];
  /** The first rows below the header, cut short: enough to see what each column holds. */
  sample: string[][];
}

export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  warnings: number;
  /** Offers that the list no longer has. */
  vanished: number;
}

/** How far a file has been read. */
export interface ReadProgress {
  bytesRead: number;
  rowsRead: number;
}

/** An import job as every reader sees it. Times are RFC 3339, UTC. */
export interface Import extends ImportCounts {
  id: string;
  status: ImportStatus;
  supplier: { id: string; name: string };
  fileName: string;
  dryRun: boolean;
  atomic: boolean;
  format: Partial<ImportFormat>;
  progress: { bytesRead: number; bytesTotal: number; rowsRead: number };
  /** Null until something is in the catalogue, and for a dry run. */
  priceListId: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  error?: { code: string; message: string };
}

/** A job as its worker needs it. */
export interface ClaimedImport {
  id: string;
  supplierId: string;
  fileName: string;
  createdAt: string;
  options: ImportOptions;
  /** Remembered from the supplier's last list, as of the upload. */
  remembered: Mapping;
  /** Rows of the file that are merged already. */
  recordsMerged: number;
  nextPosition: number;
  attempts: number;
}

/** What the endpoints call an import. */
export type ImportJob = Import;

/** Statuses that an import does not leave. */
export const FINISHED: readonly ImportStatus[] = ['completed', 'failed', 'cancelled'];
