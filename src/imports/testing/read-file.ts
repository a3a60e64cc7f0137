import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportFormat } from '../import.js';
import type { ReadRow } from '../interpreting/item.js';
import { readItems } from '../reading-items.js';
import type { Mapping } from '../reading/find-header.js';
import type { ReadLimits } from '../reading/limits.js';
import { checkFile, openFile } from '../reading/open-file.js';
import { knownUnits } from './known-units.js';

export const LIMITS: ReadLimits = {
  unpackedBytes: 100 * 1024 * 1024,
  columns: 500,
  rows: 100_000,
  cellChars: 100_000,
};

export interface ReadResult {
  rows: ReadRow[];
  format: ImportFormat | null;
}

export interface ReadOptions {
  limits?: Partial<ReadLimits>;
  encoding?: string;
  mapping?: Mapping;
  remembered?: Mapping;
}

/** Reads the bytes of a file as an import does, checks of the upload included. */
export async function readFileBytes(
  bytes: Uint8Array | string,
  options: ReadOptions = {},
): Promise<ReadResult> {
  const dir = await mkdtemp(join(tmpdir(), 'mc-read-'));
  try {
    const path = join(dir, 'file');
    await writeFile(path, bytes);
    const limits = { ...LIMITS, ...options.limits };
    await checkFile(path, limits);
    const file = await openFile(path, limits, options.encoding ?? null, () => undefined);
    const result: ReadResult = { rows: [], format: null };
    const job = {
      options: {
        dryRun: false,
        atomic: false,
        encoding: options.encoding ?? null,
        mapping: options.mapping ?? {},
        currency: 'RUB',
      },
      remembered: options.remembered ?? {},
    };
    const onFormat = (format: ImportFormat): Promise<void> => {
      result.format = format;
      return Promise.resolve();
    };
    for await (const chunk of readItems(file, job, knownUnits(), onFormat)) {
      result.rows.push(...chunk.flatMap(({ row }) => row ?? []));
    }
    return result;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
