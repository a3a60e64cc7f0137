import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract, type Extract } from 'tar-stream';
import { ArchiveError } from './archive-error.js';
import { MANIFEST_MAX_BYTES, MANIFEST_NAME, manifestSchema, type Manifest } from './manifest.js';

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

/** Reads only the manifest. @throws ArchiveError when the file is no back-up. */
export async function readManifest(file: string): Promise<Manifest> {
  const { entries, source } = openArchive(file);
  try {
    for await (const entry of entries) return await toManifest(entry);
    throw notABackup(file);
  } catch (error) {
    throw asArchiveError(file, error);
  } finally {
    source.destroy();
  }
}

/**
 * Unpacks a back-up below `folder`. Only plain files and folders below `<folder>/<root>` are made: an archive is input.
 *
 * @throws ArchiveError when the file is damaged or short.
 */
export async function unpackArchive(file: string, folder: string, root: string): Promise<Manifest> {
  await checkSum(file);
  const { entries, source } = openArchive(file);
  let manifest: Manifest | null = null;
  let files = 0;
  let bytes = 0;
  try {
    for await (const entry of entries) {
      if (!manifest) {
        manifest = await toManifest(entry);
        continue;
      }
      const target = join(folder, checkedName(entry.header.name, root));
      if (entry.header.type === 'directory') {
        await mkdir(target, { recursive: true, mode: 0o700 });
        entry.resume();
      } else if (entry.header.type === 'file') {
        files += 1;
        bytes += entry.header.size ?? 0;
        // More than the manifest announced is no back-up of ours, and may be meant to fill the disk.
        if (files > manifest.files || bytes > manifest.bytes) throw damaged(file);
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await pipeline(entry, createWriteStream(target, { mode: 0o600, flags: 'wx' }));
      } else throw damaged(file);
    }
    if (!manifest) throw notABackup(file);
    if (files !== manifest.files || bytes !== manifest.bytes) throw damaged(file);
    return manifest;
  } catch (error) {
    throw asArchiveError(file, error);
  } finally {
    source.destroy();
  }
}

/**
 * gunzip compares a sum over everything with that at the end of the file (RFC 1952), after the last byte was handed on: so the file is
 * read through once before anything of it is written.
 */
async function checkSum(file: string): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(file), createGunzip(), nowhere);
  } catch (error) {
    throw asArchiveError(file, error);
  }
}

function openArchive(file: string): { entries: AsyncIterable<Entry>; source: Readable } {
  const source = createReadStream(file);
  const entries = extract();
  pipeline(source, createGunzip(), entries).catch((error: unknown) => entries.destroy(error as Error));
  return { entries, source };
}

async function toManifest(entry: Entry): Promise<Manifest> {
  const { name, size = 0 } = entry.header;
  if (name !== MANIFEST_NAME || size > MANIFEST_MAX_BYTES) throw new SyntaxError('not a manifest');
  return manifestSchema.parse(await json(entry));
}

function checkedName(name: string, root: string): string {
  const parts = name.split('/').filter((part) => part !== '');
  if (parts[0] !== root || parts.includes('..') || name.startsWith('/') || name.includes('\\')) {
    throw new ArchiveError(`The back-up holds "${name.slice(0, 100)}", which is no file of a database.`);
  }
  return parts.join('/');
}

/** zlib and tar speak of headers and checksums; the operator wants to know whether to look for another file. */
function asArchiveError(file: string, error: unknown): unknown {
  if (error instanceof ArchiveError) return error;
  const { code = '', name } = error as { code?: string; name?: string };
  if (code === 'Z_DATA_ERROR' && /incorrect header/.test((error as Error).message)) return notABackup(file);
  if (code.startsWith('Z_') || /tar|Unexpected end of data/i.test((error as Error).message)) {
    return damaged(file);
  }
  if (name === 'ZodError' || name === 'SyntaxError') return notABackup(file);
  return error;
}

function notABackup(file: string): ArchiveError {
  return new ArchiveError(`${file} is no back-up of this program.`);
}

function damaged(file: string): ArchiveError {
  return new ArchiveError(`${file} is damaged or cut short: use another back-up.`);
}
