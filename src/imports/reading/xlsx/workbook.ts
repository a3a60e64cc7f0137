import { ImportFault } from '../../import-error.js';
import type { RawRow } from '../../values/cell.js';
import type { ReadLimits } from '../limits.js';
import type { OpenFile, Sheet } from '../sheet.js';
import { Archive } from './archive.js';
import { sheetTitle } from './sheet-title.js';
import { SheetRows } from './sheet-rows.js';
import { readSharedStrings, readSheets, readStyles } from './workbook-parts.js';
import { XmlScanner } from './xml-scanner.js';

/** The part that makes an archive a workbook. */
export const WORKBOOK_PART = 'xl/workbook.xml';
export const NO_WORKBOOK = (): ImportFault =>
  new ImportFault(
    'unknown_format',
    'This archive is no XLSX workbook. Unpack it and send the table itself, or save the table as .xlsx or CSV; single files may be packed with gzip.',
  );

/** Characters of all different texts of a workbook: they are kept while it is read. */
const MAX_SHARED_CHARS = 96 * 1024 * 1024;

/** Opens an XLSX workbook; its sheets are streamed, its shared strings are kept. */
export async function openWorkbook(
  path: string,
  limits: ReadLimits,
  onRead: (bytes: number) => void,
): Promise<OpenFile> {
  const archive = await Archive.open(path, limits.unpackedBytes);
  if (!archive.has(WORKBOOK_PART)) {
    archive.close();
    throw NO_WORKBOOK();
  }
  let packed = 0;

  async function* sheets(): AsyncGenerator<Sheet> {
    try {
      const { sheets: parts, epoch1904 } = await readSheets(archive);
      if (parts.length === 0) throw new ImportFault('empty_file', 'The workbook has no visible sheet.');
      const styles = await readStyles(archive);
      const strings = await readSharedStrings(
        archive,
        Math.min(MAX_SHARED_CHARS, limits.unpackedBytes),
        limits.cellChars,
      );
      for (const { name, path: part } of parts) {
        const rows = new SheetRows({ name, strings, styles, epoch1904, limits });
        yield { name, title: sheetTitle(name, parts.length), rows: stream(part, rows) };
      }
    } finally {
      archive.close();
    }
  }

  async function* stream(part: string, rows: SheetRows): AsyncGenerator<readonly RawRow[]> {
    const scanner = new XmlScanner(rows);
    const text = archive.text(part, (bytes) => {
      packed += bytes;
      onRead(Math.round(packed));
    });
    for await (const chunk of text) {
      scanner.push(chunk);
      const batch = rows.take();
      if (batch.length > 0) yield batch;
    }
  }

  return { encoding: null, delimiter: null, sheets };
}
