import { beforeAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { ImportFault } from '../../import-error.js';
import { readFileBytes, type ReadOptions } from '../../testing/read-file.js';
import { XmlScanner } from './xml-scanner.js';

async function bytesOf(build: (book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  build(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const faultOf = (bytes: Uint8Array, options?: ReadOptions): Promise<unknown> =>
  readFileBytes(bytes, options).then(
    () => 'read',
    (error: unknown) => (error instanceof ImportFault ? error.code : error),
  );

/** A zip archive (APPNOTE 6.3.10) with the parts deflated; checksums are left out, as no reader here asks for them. */
function zipOf(parts: Record<string, Buffer>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(parts)) {
    const packed = deflateRawSync(data, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, tail, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(parts).length, 4);
  end.writeUInt16LE(Object.keys(parts).length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]);
}

describe('reading a workbook', () => {
  let workbook: Buffer;

  beforeAll(async () => {
    workbook = await bytesOf((book) => {
      const cover = book.addWorksheet('Обложка');
      cover.addRow(['Прайс-лист ООО «Ромашка»']);
      const secret = book.addWorksheet('Закупка', { state: 'hidden' });
      secret.addRows([['Наименование', 'Цена'], ['Секрет', 1]]); // prettier-ignore
      const sheet = book.addWorksheet('Крепёж');
      sheet.addRow(['Крепёж оптом']);
      sheet.mergeCells('A1:F1');
      sheet.addRow([]);
      sheet.addRow(['Код', 'Наименование', 'Ед.', 'Цена', null, 'Дата цены']);
      sheet.addRow([null, null, null, 'розница', 'опт']);
      sheet.mergeCells('D3:E3');
      sheet.addRow(['007', 'Анкер 10х100', 'шт', 12.5, 14, new Date(Date.UTC(2024, 2, 1))]);
      sheet.addRow([
        8,
        { richText: [{ text: 'Анкер ' }, { text: '12х100' }] },
        'шт',
        { formula: 'D5*2', result: 25 },
        28,
      ]);
      sheet.getCell('A6').numFmt = '000';
      sheet.getRow(6).hidden = true;
      sheet.addRow(['009', 'Дюбель & "винт" <6>', 'шт', { error: '#N/A' }, 3]);
      sheet.addRow(['010', 'Шайба', '100 шт', '1 846,56', 3]);
      book.addWorksheet('Клей').addRows([['Наименование', 'Цена с НДС'], ['Клей жидкие гвозди', 150]]); // prettier-ignore
    });
  });

  it('reads typed cells, formulas, hidden rows, merged headers and every visible table', async () => {
    const { rows, format } = await readFileBytes(workbook);
    expect(format).toMatchObject({
      encoding: null,
      delimiter: null,
      sheet: 'Крепёж',
      headerRow: 3,
      mapping: {
        sku: 'Код',
        name: 'Наименование',
        unit: 'Ед.',
        price: 'Цена розница',
        priceDate: 'Дата цены',
      },
    });
    expect(rows.map(({ sheet, rowNumber, item }) => [sheet, rowNumber, item?.sku, item?.name, item?.priceAmount, item?.priceDate])).toEqual([
      ['Крепёж', 5, '007', 'Анкер 10х100', '12.50', '2024-03-01'],
      ['Крепёж', 6, '008', 'Анкер 12х100', '25.00', null],
      ['Крепёж', 7, undefined, undefined, undefined, undefined],
      ['Крепёж', 8, '010', 'Шайба', '1846.56', null],
      ['Клей', 2, null, 'Клей жидкие гвозди', '150.00', null],
    ]); // prettier-ignore
    expect(rows[2]?.issues).toMatchObject([{ code: 'bad_price', column: 'Цена розница', value: '#N/A' }]);
    expect(rows[4]?.item?.vatIncluded).toBe(true);
  });

  it('reads one packed with gzip', async () => {
    expect(await readFileBytes(gzipSync(workbook))).toEqual(await readFileBytes(workbook));
  });

  it('says what it cannot take', async () => {
    const zip = workbook.toString('latin1').replaceAll('xl/workbook.xml', 'xl/workbook.bin');
    expect(await faultOf(Buffer.from(zip, 'latin1'))).toBe('unknown_format');
    expect(await faultOf(workbook.subarray(0, workbook.length / 2))).toBe('broken_archive');
    expect(await faultOf(await bytesOf((book) => book.addWorksheet('Пусто')))).toBe('empty_file');
    expect(await faultOf(workbook, { limits: { columns: 3 } })).toBe('too_many_columns');
    expect(await faultOf(workbook, { limits: { cellChars: 5 } })).toBe('cell_too_large');
    expect(await faultOf(workbook, { limits: { unpackedBytes: 500 } })).toBe('too_large_unpacked');
    const wide = await bytesOf((book) => {
      const sheet = book.addWorksheet('Широкий');
      sheet.getCell(1, 1).value = 'Наименование';
      sheet.getCell(1, 10_000).value = 'x';
    });
    expect(await faultOf(wide)).toBe('too_many_columns');
  });

  it('ends clearly on a workbook that unpacks to hundreds of times its size', async () => {
    const xml = (text: string): Buffer => Buffer.from(`<?xml version="1.0"?>${text}`);
    const bomb = zipOf({
      'xl/workbook.xml': xml('<workbook><sheets><sheet name="Бомба" r:id="r1"/></sheets></workbook>'),
      'xl/_rels/workbook.xml.rels': xml(
        '<Relationships><Relationship Id="r1" Target="sheet1.xml"/></Relationships>',
      ),
      'xl/sheet1.xml': Buffer.concat([
        xml('<worksheet><sheetData>'),
        Buffer.alloc(70 * 1024 * 1024, '<row r="1"></row>'),
      ]),
    });
    expect(bomb.length).toBeLessThan(300_000);
    expect(await faultOf(bomb)).toBe('too_large_unpacked');
  }, 60_000);

  it('reads what is left of a mutated workbook, or says why not, and never anything else', async () => {
    const mutation = fc.array(
      fc.record({
        at: fc.nat({ max: workbook.length - 1 }),
        byte: fc.nat({ max: 255 }),
        drop: fc.nat({ max: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(mutation, async (changes) => {
        let bytes = Buffer.from(workbook);
        for (const { at, byte, drop } of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + drop)]);
        }
        const outcome = await readFileBytes(bytes).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ImportFault);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

describe('XmlScanner', () => {
  const eventsOf = (pieces: readonly string[]): string => {
    const events: string[] = [];
    const scanner = new XmlScanner({
      open: (name, attributes) => events.push(`<${name}${attributes}>`),
      close: (name) => events.push(`</${name}>`),
      text: (text) => events.push(text),
    });
    for (const piece of pieces) scanner.push(piece);
    return events.join('');
  };

  it('sees the same however the text is cut', () => {
    const xml = `<?xml version="1.0"?><x:c r="A>1" s='2"'><v>1 &amp;&#1078;&#x41;</v><!-- <v>no</v> --><t><![CDATA[a<b]]></t><e/></x:c>`;
    const whole = eventsOf([xml]);
    expect(whole).toBe(`<c r="A>1" s='2"'><v>1 &жA</v><t>a<b</t><e></e></c>`);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: xml.length }), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts, xml.length].sort((a, b) => a - b);
        expect(eventsOf(at.slice(1).map((end, i) => xml.slice(at[i], end)))).toBe(whole);
      }),
    );
  });

  it('refuses a tag without end', () => {
    expect(() => eventsOf([`<c r="${'x'.repeat(70_000)}`])).toThrow(ImportFault);
  });
});
