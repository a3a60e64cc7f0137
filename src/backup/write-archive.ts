import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { MANIFEST_NAME, type Manifest } from './manifest.js';

interface Entry {
  /** Path below the packed folder, with `/`. */
  name: string;
  file: string;
  sizeBytes: number;
  isDirectory: boolean;
}

/**
 * A folder as a gzipped tar, manifest first. Lazy: nothing is read before somebody reads it, and an error ends the stream.
 *
 * @param facts what the manifest says beside the number and size of the files.
 */
export async function packFolder(
  folder: string,
  facts: Omit<Manifest, 'format' | 'product' | 'files' | 'bytes'>,
  signal: AbortSignal,
): Promise<Readable> {
  const entries = await listFolder(folder);
  const files = entries.filter(({ isDirectory }) => !isDirectory);
  const manifest: Manifest = {
    format: 1,
    product: 'materials-catalogue',
    ...facts,
    files: files.length,
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
  const archive = pack();
  // Level 1: database pages pack to a fifth either way, and the server has other work for the processor.
  const packed = createGzip({ level: 1 });
  const writing = pipeline(archive, packed, { signal });
  writing.catch((error: unknown) => packed.destroy(error as Error));
  writeEntries(archive, manifest, entries).catch((error: unknown) => archive.destroy(error as Error));
  return packed;
}

async function listFolder(folder: string): Promise<Entry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries = await Promise.all(
    found.map(async (one): Promise<Entry> => {
      const file = join(one.parentPath, one.name);
      const { size } = await stat(file);
      const isDirectory = one.isDirectory();
      return {
        name: relative(folder, file).split(sep).join('/'),
        file,
        sizeBytes: isDirectory ? 0 : size,
        isDirectory,
      };
    }),
  );
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function writeEntries(archive: Pack, manifest: Manifest, entries: readonly Entry[]): Promise<void> {
  archive.entry({ name: MANIFEST_NAME, mode: 0o600 }, `${JSON.stringify(manifest, null, 2)}\n`);
  for (const { name, file, sizeBytes, isDirectory } of entries) {
    if (isDirectory) archive.entry({ name, type: 'directory', mode: 0o700 });
    else
      await pipeline(
        sizeBytes === 0 ? Readable.from([]) : createReadStream(file),
        archive.entry({ name, size: sizeBytes, mode: 0o600 }),
      );
  }
  archive.finalize();
}
