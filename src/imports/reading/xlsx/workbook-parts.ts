import { ImportFault } from '../../import-error.js';
import type { Archive } from './archive.js';
import { attribute } from './xml-scanner.js';

export interface SheetPart {
  name: string;
  /** Path of its XML within the archive. */
  path: string;
}

/** How a cell's style shows its number. */
export interface CellStyle {
  date: boolean;
  /** Digits of a format of zeros ("00000"): such a number is a code. 0 for any other. */
  zeros: number;
}

/** Built-in formats that are dates (ECMA-376, part 1, 18.8.30, and the East Asian ones). */
const DATE_FORMATS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

/** Visible sheets in the order of the tabs; and whether serial days count from 1904. */
export async function readSheets(archive: Archive): Promise<{ sheets: SheetPart[]; epoch1904: boolean }> {
  const targets = new Map<string, string>();
  await archive.scan('xl/_rels/workbook.xml.rels', {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const target = attribute(attributes, 'Target') ?? '';
      targets.set(
        attribute(attributes, 'Id') ?? '',
        target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`,
      );
    },
    close: () => undefined,
    text: () => undefined,
  });
  const sheets: SheetPart[] = [];
  let epoch1904 = false;
  await archive.scan('xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') epoch1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '');
      if (name !== 'sheet' || (attribute(attributes, 'state') ?? 'visible') !== 'visible') return;
      const path = targets.get(attribute(attributes, 'id') ?? '');
      if (path !== undefined && archive.has(path)) {
        sheets.push({ name: (attribute(attributes, 'name') ?? '').slice(0, 100), path });
      }
    },
    close: () => undefined,
    text: () => undefined,
  });
  return { sheets, epoch1904 };
}

/** One entry a cell style, by index. */
export async function readStyles(archive: Archive): Promise<CellStyle[]> {
  const styles: CellStyle[] = [];
  if (!archive.has('xl/styles.xml')) return styles;
  const formats = new Map<number, string>();
  let inCellStyles = false;
  await archive.scan('xl/styles.xml', {
    open(name, attributes) {
      if (name === 'numFmt') {
        formats.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
      } else if (name === 'cellXfs') inCellStyles = true;
      else if (name === 'xf' && inCellStyles) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0);
        const code = formats.get(id);
        styles.push({
          date: code === undefined ? DATE_FORMATS.has(id) : isDateFormat(code),
          zeros: code !== undefined && /^0{2,}$/.test(code) ? code.length : 0,
        });
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
    text: () => undefined,
  });
  return styles;
}

function isDateFormat(code: string): boolean {
  // Quoted words, colours and locales are no date letters: [$-419], [Red], "шт".
  const plain = code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
  return /[dyДГ]/i.test(plain) || (/m/i.test(plain) && /[hs]/i.test(plain));
}

/** More different texts than this are no price list; even empty ones take memory. */
const MAX_STRINGS = 4_000_000;

/** The shared strings of a workbook; bounded, because all of them are kept. */
export async function readSharedStrings(
  archive: Archive,
  maxChars: number,
  cellChars: number,
): Promise<string[]> {
  const strings: string[] = [];
  if (!archive.has('xl/sharedStrings.xml')) return strings;
  let current = '';
  let inText = false;
  let inPhonetic = false;
  let total = 0;
  await archive.scan('xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 't') inText = true;
      else if (name === 'rPh') inPhonetic = true;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') {
        strings.push(current);
        if (strings.length > MAX_STRINGS) throw tooMuchText();
      }
    },
    text(text) {
      if (!inText || inPhonetic) return;
      current += text;
      total += text.length;
      if (total > maxChars) throw tooMuchText();
      if (current.length > cellChars) {
        throw new ImportFault(
          'cell_too_large',
          `A cell of the workbook has more than ${cellChars} characters.`,
        );
      }
    },
  });
  return strings;
}

function tooMuchText(): ImportFault {
  return new ImportFault('too_large_unpacked', 'The workbook holds more text than it may. Save it as CSV.');
}
