import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../common/index.js';
import { ImportsService } from '../imports/index.js';

type Job = Awaited<ReturnType<ImportsService['get']>>;

export interface ImportFileOptions {
  /** Name of the supplier, created on first use. */
  supplier: string;
  dryRun?: boolean;
  atomic?: boolean;
  encoding?: string;
  /** Our field → column header. */
  mapping?: Readonly<Record<string, string>>;
  /** ISO 4217 code of prices that name none; default RUB. */
  currency?: string;
  onProgress?: (job: Job) => void;
  /** Aborting cancels the import; what was merged before stays. */
  signal?: AbortSignal;
}

export interface ImportOutcome {
  job: Job;
  /** The same file was imported before, so nothing was done. */
  repeated: boolean;
}

const LOOK_MS = 200;

/**
 * Imports a file of this machine as an upload would be, and waits until it has ended. Whichever instance takes the job does it.
 *
 * @throws the file system's error when the file cannot be read, AppError when it is no table.
 */
export async function importFile(
  app: INestApplicationContext,
  file: string,
  options: ImportFileOptions,
): Promise<ImportOutcome> {
  const imports = app.get(ImportsService, { strict: false });
  const clock = app.get(Clock);
  const { size } = await stat(file);
  const { job: submitted, repeated } = await imports.submit({
    file,
    fileName: basename(file),
    sizeBytes: size,
    contentHash: await sha256(file),
    supplier: options.supplier,
    dryRun: options.dryRun ?? false,
    atomic: options.atomic ?? false,
    options: {
      encoding: options.encoding ?? null,
      mapping: options.mapping ?? null,
      currency: options.currency ?? 'RUB',
    },
  });
  let cancelled = false;
  for (;;) {
    const job = await imports.get(submitted.id);
    options.onProgress?.(job);
    if (job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled') {
      return { job, repeated };
    }
    if (options.signal?.aborted && !cancelled) {
      cancelled = true;
      await imports.cancel(job.id);
    }
    await clock.sleep(LOOK_MS);
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
