import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ImportFault } from '../import-error.js';
import type { ReadLimits } from './limits.js';
import { openDelimited } from './delimited-file.js';
import { openBytes, readHead, sniffContainer, type Container } from './open-source.js';
import type { OpenFile } from './sheet.js';
import { Archive } from './xlsx/archive.js';
import { NO_WORKBOOK, openWorkbook, WORKBOOK_PART } from './xlsx/workbook.js';

const HEAD_BYTES = 4096;

/** What a file is, and what is in it when it is packed with gzip. */
interface Kind {
  container: Container;
  content: 'text' | 'xlsx';
}

/**
 * Opens an uploaded file by what it is, whatever it is called.
 *
 * @param path a packed workbook is unpacked beside it, to the same name with an ending.
 * @param onRead told how many bytes of the file have been read.
 * @throws ImportFault when it cannot be read as a table.
 */
export async function openFile(
  path: string,
  limits: ReadLimits,
  encoding: string | null,
  onRead: (bytes: number) => void,
): Promise<OpenFile> {
  const { container, content } = await kindOf(path, limits);
  if (content === 'text') {
    return await openDelimited(path, container === 'gzip' ? 'gzip' : 'text', limits, encoding, onRead);
  }
  if (container === 'xlsx') return await openWorkbook(path, limits, onRead);
  // The directory of a workbook is at its end: it cannot be read as it unpacks.
  const unpacked = `${path}.xlsx`;
  await pipeline(openBytes(path, 'gzip', limits.unpackedBytes), createWriteStream(unpacked, { mode: 0o600 }));
  return await openWorkbook(unpacked, limits, onRead);
}

/**
 * Looks at the beginning of a file: enough to refuse, while its sender still waits, what can never be read.
 *
 * @throws ImportFault `legacy_excel`, `unknown_format`, `empty_file`, `broken_archive`.
 */
export async function checkFile(path: string, limits: ReadLimits): Promise<void> {
  const { container } = await kindOf(path, limits);
  if (container !== 'xlsx') return;
  const archive = await Archive.open(path, limits.unpackedBytes);
  const isWorkbook = archive.has(WORKBOOK_PART);
  archive.close();
  if (!isWorkbook) throw NO_WORKBOOK();
}

async function kindOf(path: string, limits: ReadLimits): Promise<Kind> {
  const container = sniffContainer(await readHead(path, HEAD_BYTES));
  if (container !== 'gzip') return { container, content: container };
  const content = sniffContainer(await unpackedHead(path, limits.unpackedBytes));
  if (content === 'gzip') {
    throw new ImportFault('unknown_format', 'The file is packed twice. Unpack it once and send it again.');
  }
  return { container, content };
}

async function unpackedHead(path: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of openBytes(path, 'gzip', maxBytes) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}
