import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError, newId, validationError, type Page } from '../common/index.js';
import { SupplierStore } from '../suppliers/index.js';
import { FileChunks } from './file-chunks.js';
import { ImportFault } from './import-error.js';
import { ImportRowStore, type ImportRow, type RowFilter } from './import-row.store.js';
import { ImportStore } from './import-store.js';
import type { Import } from './import.js';
import { ImportWorker } from './import-worker.js';
import { importsConfig, type ImportsConfig } from './imports.config.js';
import { FIELDS } from './reading/fields.js';
import type { Mapping } from './reading/find-header.js';
import type { ReadLimits } from './reading/limits.js';
import { checkFile } from './reading/open-file.js';
import { knownEncoding } from './reading/text-source.js';
import { rememberedMapping } from './remembered-mapping.js';

/** A file to import, on this machine's disk. */
export interface Submission {
  file: string;
  fileName: string;
  sizeBytes: number;
  /** SHA-256 of the file, hexadecimal. */
  contentHash: string;
  /** Name of the supplier, created on first use. */
  supplier: string;
  dryRun: boolean;
  atomic: boolean;
  options: {
    /** Null: detected. */
    encoding: string | null;
    /** Our field → column header; null: chosen. */
    mapping: Readonly<Record<string, string>> | null;
    /** ISO 4217 code of prices that name none. */
    currency: string;
  };
}

/** Import jobs: taking files in, following them, cancelling them. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly suppliers: SupplierStore,
    private readonly store: ImportStore,
    private readonly rows: ImportRowStore,
    private readonly chunks: FileChunks,
    private readonly worker: ImportWorker,
    @Inject(importsConfig.KEY) private readonly config: ImportsConfig,
  ) {}

  get maxFileBytes(): number {
    return this.config.maxFileBytes;
  }

  /**
   * Takes a file in; the work is done in the background. The same file of the same supplier, read the same way, is the import it
   * already has.
   *
   * @throws AppError `unsupported_media_type` for what is no table by its first bytes, `import_unreadable` for an empty or broken
   *   file, `validation_failed` for an unknown encoding or field.
   */
  async submit(submission: Submission): Promise<{ job: Import; repeated: boolean }> {
    const { options } = submission;
    await refuseUnreadable(submission.file, this.config.limits);
    if (options.encoding !== null && knownEncoding(options.encoding) === null) {
      throw validationError([
        {
          path: 'encoding',
          code: 'unknown_encoding',
          message: 'Use utf-8, utf-16le, utf-16be, windows-1251, cp866 or koi8-r.',
        },
      ]);
    }
    const mapping = checkedMapping(options.mapping ?? {});
    const supplier = await this.suppliers.ensure(submission.supplier);
    const fingerprint = submission.dryRun ? null : printOf(supplier.id, submission, mapping);
    const known = fingerprint === null ? null : await this.store.findByFingerprint(fingerprint);
    if (known) return { job: known, repeated: true };
    const id = newId();
    try {
      await this.dataSource.transaction(async (manager) => {
        await this.store.insert(
          {
            id,
            supplierId: supplier.id,
            fileName: submission.fileName,
            sizeBytes: submission.sizeBytes,
            contentHash: submission.contentHash,
            fingerprint,
            options: {
              dryRun: submission.dryRun,
              atomic: submission.atomic,
              encoding: options.encoding,
              mapping,
              currency: options.currency,
            },
            remembered: await rememberedMapping(supplier.id, manager),
          },
          manager,
        );
        await this.chunks.store(id, submission.file, manager);
      });
    } catch (error) {
      // The same file sent twice at once: the first one is the import.
      const first = fingerprint === null ? null : await this.store.findByFingerprint(fingerprint);
      if (first) return { job: first, repeated: true };
      throw error;
    }
    this.worker.wake();
    return { job: await this.get(id), repeated: false };
  }

  /** @throws AppError `import_not_found`. */
  async get(id: string): Promise<Import> {
    const job = await this.store.find(id);
    if (!job) throw new AppError('import_not_found', `There is no import ${id}.`);
    return job;
  }

  /** Newest first. */
  list(limit: number, cursor?: string): Promise<Page<Import>> {
    return this.store.page(limit, cursor);
  }

  /** @throws AppError `import_not_found`. */
  async rowsOf(id: string, filter: RowFilter = {}, limit = 20, cursor?: string): Promise<Page<ImportRow>> {
    await this.get(id);
    return await this.rows.page(id, filter, limit, cursor);
  }

  allRows(id: string, filter: RowFilter = {}): AsyncIterable<ImportRow> {
    return this.rows.all(id, filter);
  }

  /** @throws AppError `import_not_found`, `import_not_running` when it has ended. */
  async cancel(id: string): Promise<void> {
    await this.get(id);
    if (!(await this.store.cancel(id))) {
      throw new AppError(
        'import_not_running',
        'The import has ended; undo a price list with DELETE /price-lists/{id}.',
      );
    }
  }
}

async function refuseUnreadable(file: string, limits: ReadLimits): Promise<void> {
  try {
    await checkFile(file, limits);
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    const foreign = error.code === 'legacy_excel' || error.code === 'unknown_format';
    throw new AppError(foreign ? 'unsupported_media_type' : 'import_unreadable', error.message, {
      cause: error,
    });
  }
}

function checkedMapping(mapping: Readonly<Record<string, string>>): Mapping {
  const known = new Set<string>(FIELDS);
  const unknown = Object.keys(mapping).filter((field) => !known.has(field));
  if (unknown.length > 0) {
    throw validationError(
      unknown.map((field) => ({
        path: `mapping.${field}`,
        code: 'unknown_field',
        message: `Is none of our fields: ${FIELDS.join(', ')}.`,
      })),
    );
  }
  return mapping;
}

function printOf(supplierId: string, { contentHash, options }: Submission, mapping: Mapping): string {
  const parts = [
    supplierId,
    contentHash,
    options.encoding ?? '',
    options.currency,
    JSON.stringify(Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1))),
  ];
  return createHash('sha256').update(parts.join('\u001f')).digest('hex');
}
