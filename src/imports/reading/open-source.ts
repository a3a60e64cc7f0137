import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportFault } from '../import-error.js';

export type Container = 'text' | 'gzip' | 'xlsx';

/** A small file may unpack to anything; beyond this size the ratio tells a bomb from a price list. */
const BOMB_FLOOR_BYTES = 64 * 1024 * 1024;
const BOMB_RATIO = 200;

/**
 * Tells what a file is by its first bytes; its name is not asked, because it lies.
 *
 * @throws ImportFault `legacy_excel`, `unknown_format` or `empty_file`.
 */
export function sniffContainer(head: Uint8Array): Container {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (head.length === 0) throw new ImportFault('empty_file', 'The file is empty.');
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) return 'xlsx';
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) {
    throw new ImportFault(
      'legacy_excel',
      'This is an old Excel workbook (.xls) or a protected one. Open it in a spreadsheet program and save it as .xlsx or CSV.',
    );
  }
  const text = Buffer.from(head.subarray(0, 16)).toString('latin1');
  const other =
    /^(%PDF|\x89PNG|GIF8|\xff\xd8\xff|Rar!|7z\xbc\xaf|\x7fELF|MZ|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|\{\\rtf|<!DOCTYPE|<html|<\?xml|SQLite|\[?\s*\{\s*")/i.test(
      text,
    );
  if (other || holdsBinary(head)) {
    throw new ImportFault(
      'unknown_format',
      'The file is neither a text table (CSV, TSV, TXT) nor an XLSX workbook, plain or packed with gzip. Save it as one of these.',
    );
  }
  return 'text';
}

/** NUL bytes are text in UTF-16 alone, where nearly every other byte is one or a byte order mark says so. */
function holdsBinary(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return false;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i += 1) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even += 1;
    else odd += 1;
  }
  if (even + odd === 0) return false;
  // The separators and digits of UTF-16 text have their zero bytes on one side only.
  const sides = [even, odd].sort((a, b) => a - b);
  return !((sides[0] ?? 0) === 0 && (sides[1] ?? 0) >= head.length / 40);
}

export async function readHead(path: string, bytes = 4096): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, filled, bytes - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
      if (filled === bytes) break;
    }
    return buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
}

/**
 * Bytes of a plain or gzip-packed file, never more than the bound.
 *
 * @param onRead told how many bytes of the file itself have been read.
 */
export function openBytes(
  path: string,
  container: 'text' | 'gzip',
  maxBytes: number,
  onRead?: (bytes: number) => void,
): Readable {
  // A few hundred rows, so that everybody else in this process gets a turn between them.
  const file = createReadStream(path, { highWaterMark: 32 * 1024 });
  let packed = 0;
  file.on('data', (chunk) => {
    packed += chunk.length;
    onRead?.(packed);
  });
  if (container === 'text') return file;
  const guarded = boundedBytes(maxBytes, () => packed);
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  file.on('error', (error) => guarded.destroy(error));
  gunzip.on('error', (error) =>
    guarded.destroy(
      new ImportFault('broken_archive', 'The gzip file is damaged or cut off.', { cause: error }),
    ),
  );
  guarded.on('close', () => {
    file.destroy();
    gunzip.destroy();
  });
  file.pipe(gunzip).pipe(guarded);
  return guarded;
}

/** Passes bytes on until there are too many, or too many for what they were packed in. */
export function boundedBytes(maxBytes: number, packedBytes: () => number): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      if (total > maxBytes || (total > BOMB_FLOOR_BYTES && total > packedBytes() * BOMB_RATIO)) {
        done(
          new ImportFault(
            'too_large_unpacked',
            `The file unpacks to more than it may (stopped after ${Math.round(total / 1_048_576)} MB).`,
          ),
        );
      } else done(null, chunk);
    },
  });
}
