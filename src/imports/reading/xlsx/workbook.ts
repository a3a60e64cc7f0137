import { ImportFault } from '../../import-error.js';
import type { RawRow } from '../../values/cell.js';
import type { ReadLimits } from '../limits.js';
import type { OpenFile, Sheet } from '../sheet.js';
import { Archive } from './archive.js';
import { SheetRows } from './sheet-rows.js';
import { readSharedStrings, readSheets, readStyles } from './workbook-parts.js';
import { XmlScanner } from './xml-scanner.js';

/** Opens an XLSX workbook; its sheets are streamed, its shared strings are kept. */
export async function openWorkbook(
  path: string,
  limits: ReadLimits,
  onRead: (bytes: number) => void,
): Promise<OpenFile> {
  const archive = await Archive.open(path, limits.unpackedBytes);
  if (!archive.has('xl/workbook.xml')) {
    archive.close();
    throw new ImportFault(
      'unknown_format',
      'This archive is no XLSX workbook. Unpack it and send the table itself; single files may be packed with gzip.',
    );
  }
  let packed = 0;

  async function* sheets(): AsyncGenerator<Sheet> {
    try {
      const { sheets: parts, epoch1904 } = await readSheets(archive);
      if (parts.length === 0) throw new ImportFault('empty_file', 'The workbook has no visible sheet.');
      const styles = await readStyles(archive);
      const strings = await readSharedStrings(archive, limits.unpackedBytes / 4);
      for (const { name, path: part } of parts) {
        const rows = new SheetRows({ name, strings, styles, epoch1904, limits });
        yield { name, rows: stream(part, rows) };
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
