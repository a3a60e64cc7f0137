import { isEmptyCell, type RawRow } from '../values/cell.js';
import { DelimitedParser } from './delimited-parser.js';
import { detectDelimiter } from './detect-delimiter.js';
import { arePriceLines, rowOfPriceLine } from './price-lines.js';
import type { ReadLimits } from './limits.js';
import type { OpenFile, Sheet } from './sheet.js';
import { decodeText, resolveEncoding } from './text-source.js';

const SAMPLE_CHARS = 128 * 1024;
/** Parts nothing: a line is one cell. */
const NO_DELIMITER = '\0';

/** Opens a CSV, TSV or TXT file, plain or packed, of any usual encoding and delimiter. */
export async function openDelimited(
  path: string,
  container: 'text' | 'gzip',
  limits: ReadLimits,
  askedEncoding: string | null,
  onRead: (bytes: number) => void,
): Promise<OpenFile> {
  const encoding = await resolveEncoding(path, container, limits.unpackedBytes, askedEncoding);
  let sample = '';
  for await (const text of decodeText(path, container, encoding, limits.unpackedBytes)) {
    sample += text;
    if (sample.length >= SAMPLE_CHARS) break;
  }
  const isTable = !arePriceLines(sample.slice(0, SAMPLE_CHARS));
  const delimiter = isTable ? detectDelimiter(sample.slice(0, SAMPLE_CHARS)) : NO_DELIMITER;
  const hinted = /^sep=.\r?\n/i.test(sample);

  async function* rows(): AsyncGenerator<readonly RawRow[]> {
    const parser = new DelimitedParser(delimiter, limits);
    const filled = (batch: RawRow[]): RawRow[] =>
      batch.filter(
        ({ cells, rowNumber }) => cells.some((cell) => !isEmptyCell(cell)) && !(hinted && rowNumber === 1),
      );
    for await (const text of decodeText(path, container, encoding, limits.unpackedBytes, onRead)) {
      const batch = filled(parser.push(text));
      if (batch.length > 0) yield isTable ? batch : batch.map(rowOfPriceLine);
    }
    const rest = filled(parser.end());
    if (rest.length > 0) yield isTable ? rest : rest.map(rowOfPriceLine);
  }

  return {
    encoding,
    delimiter: isTable ? delimiter : null,
    // eslint-disable-next-line @typescript-eslint/require-await -- a workbook's sheets come asynchronously.
    async *sheets(): AsyncGenerator<Sheet> {
      yield { name: null, title: null, rows: rows() };
    },
  };
}
