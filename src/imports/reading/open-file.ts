import type { ReadLimits } from './limits.js';
import { openDelimited } from './delimited-file.js';
import { readHead, sniffContainer } from './open-source.js';
import type { OpenFile } from './sheet.js';
import { openWorkbook } from './xlsx/workbook.js';

/**
 * Opens an uploaded file by what it is, whatever it is called.
 *
 * @param onRead told how many bytes of the file have been read.
 * @throws ImportFault when it cannot be read as a table.
 */
export async function openFile(
  path: string,
  limits: ReadLimits,
  encoding: string | null,
  onRead: (bytes: number) => void,
): Promise<OpenFile> {
  const container = sniffContainer(await readHead(path));
  if (container === 'xlsx') return await openWorkbook(path, limits, onRead);
  return await openDelimited(path, container, limits, encoding, onRead);
}
