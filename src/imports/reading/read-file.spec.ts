import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { gzipSync } from 'node:zlib';
import { ImportFault } from '../import-error.js';
import { readFileBytes, type ReadOptions } from '../testing/read-file.js';

const LIST = [
  'ООО «Ромашка»;;;',
  'Артикул;Наименование;Ед. изм.;Цена, руб. с НДС 20%;Вес',
  'Сухие смеси;;;;',
  '00012;Цемент М500;меш (50 кг);1 846,56;50',
  '00013;Клей плиточный;упак (12 шт);от 120;25',
  '----;;;;',
  'Пиломатериалы;;;;',
  ';Доска обрезная;м3;по запросу;',
  'Артикул;Наименование;Ед. изм.;Цена, руб. с НДС 20%;Вес',
  ';Брус;хз;18 000;',
  ';;шт;5;',
  '00012;Опять цемент;шт;5;',
].join('\r\n');

const itemsOf = async (bytes: Uint8Array | string, options?: ReadOptions) =>
  (await readFileBytes(bytes, options)).rows.flatMap(({ item }) => item ?? []);
const faultOf = (bytes: Uint8Array | string, options?: ReadOptions): Promise<unknown> =>
  readFileBytes(bytes, options).then(
    () => 'read',
    (error: unknown) => (error instanceof ImportFault ? error.code : error),
  );

describe('reading a text file', () => {
  it.each(['utf-8', 'windows-1251', 'cp866', 'koi8-r', 'utf-16le', 'utf-16be'])(
    'understands the same list in %s, plain and packed',
    async (encoding) => {
      // cp866 and koi8-r have no quotes of this kind.
      const text = LIST.replace(/[«»]/g, '"');
      const expected = await itemsOf(text);
      expect(expected).toHaveLength(4);
      const bytes = iconv.encode(text, encoding, { addBOM: encoding.startsWith('utf-16') });
      expect(await itemsOf(bytes)).toEqual(expected);
      const packed = await readFileBytes(gzipSync(bytes));
      expect(packed.rows.flatMap(({ item }) => item ?? [])).toEqual(expected);
      expect(packed.format).toMatchObject({ encoding, delimiter: ';', headerRow: 2, unmapped: ['Вес'] });
    },
  );

  it('makes items of rows, categories of sections, and says what is wrong with the rest', async () => {
    const { rows } = await readFileBytes(LIST);
    expect(rows.map(({ rowNumber, item, issues }) => [rowNumber, item?.name ?? null, issues.map(({ code }) => code)])).toEqual([
      [4, 'Цемент М500', []],
      [5, 'Клей плиточный', []],
      [8, 'Доска обрезная', []],
      [10, 'Брус', ['unknown_unit']],
      [11, null, ['name_missing']],
      [12, null, ['duplicate_row']],
    ]); // prettier-ignore
    expect(rows.map(({ item }) => item)).toMatchObject([
      {
        sku: '00012', categoryPath: 'Сухие смеси', unitCode: 'кг', packQuantity: '50', priceAmount: '1846.56', unitPrice: '36.9312',
        basePrice: '36.9312', priceCurrency: 'RUB', vatIncluded: true, vatRate: '20', attributes: { Вес: '50' },
      },
      { unitCode: 'шт', packQuantity: '12', priceKind: 'from', unitPrice: '10', basePrice: '10' },
      { sku: null, categoryPath: 'Пиломатериалы', priceKind: 'request', priceAmount: null, priceCurrency: null },
      { unitCode: null, unitRaw: 'хз', priceAmount: '18000.00' },
      null, null,
    ]); // prettier-ignore
  });

  it('leaves out the numbers of columns below the header, and only there', async () => {
    const items = await itemsOf('Код;Наименование;Цена\n1;2;3\nc1;Доска;10\n1;2;3\n');
    expect(items.map(({ name }) => name)).toEqual(['Доска', '2']);
  });

  it('divides by the base unit: a tonne and a kilogram compare', async () => {
    const items = await itemsOf('Наименование,Ед.,Цена\nПесок,т,1000\nГлина,кг,2\nПлёнка,100 м2,500\n');
    expect(items.map(({ basePrice }) => basePrice)).toEqual(['1', '2', '5']);
  });

  it('does not take the encoding it is told not to', async () => {
    const bytes = iconv.encode('Наименование;Цена\nДоска;1\n', 'windows-1251');
    expect((await readFileBytes(bytes, { encoding: 'cp1251' })).format?.encoding).toBe('windows-1251');
    expect(await faultOf(bytes, { encoding: 'koi8-r' })).toBe('no_header');
    expect(await faultOf(bytes, { encoding: 'klingon' })).toBe('unknown_encoding');
  });

  it.each([
    ['nothing', '', 'empty_file'],
    ['blank lines', '\n\n \n', 'empty_file'],
    ['no names', 'a,b\n1,2\n', 'no_header'],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'legacy_excel'],
    ['an old workbook, packed', gzipSync(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])), 'legacy_excel'],
    ['a PDF', '%PDF-1.7', 'unknown_format'],
    ['JSON', '[{"name": "Цемент", "price": 500}]', 'unknown_format'],
    ['a web page called .xls', '<html><table><tr><td>Наименование', 'unknown_format'],
    ['a binary', Buffer.from([1, 0, 0, 7, 0, 0, 0, 9]), 'unknown_format'],
    ['a file packed twice', gzipSync(gzipSync('name,price\nx,1\n')), 'unknown_format'],
    ['half a packed file', gzipSync('name,price\nx,1\n'.repeat(9_000)).subarray(0, 60), 'broken_archive'],
    ['ten thousand columns', `name,${'x,'.repeat(10_000)}\n`, 'too_many_columns'],
    ['a cell without end', `name,price\n${'я'.repeat(300_000)}`, 'cell_too_large'],
    ['a quoted cell without end', `name,price\n"${'я'.repeat(300_000)}`, 'cell_too_large'],
  ])('ends clearly on %s', async (_title, bytes, code) => {
    expect(await faultOf(bytes)).toBe(code);
  });

  it('cuts no names at their commas where they are all there is', async () => {
    const { rows } = await readFileBytes(Buffer.from('Товар\nДоска 2,5х15, сорт 1\nБрус 10х10, сорт 2\n'));
    expect(rows.map(({ item }) => item?.name)).toEqual(['Доска 2,5х15, сорт 1', 'Брус 10х10, сорт 2']);
  });

  it('ends clearly on a gzip bomb, and on more rows than allowed', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('name,price\n'), Buffer.alloc(80 * 1024 * 1024, 'x,1\n')]), { level: 9 });
    expect(await faultOf(bomb, { limits: { rows: 100_000_000 } })).toBe('too_large_unpacked');
    expect(await faultOf(gzipSync('name,price\n' + 'x,1\n'.repeat(500)), { limits: { unpackedBytes: 1_000 } })).toBe('too_large_unpacked');
    expect(await faultOf('name,price\n' + 'x,1\n'.repeat(500), { limits: { rows: 100 } })).toBe('too_many_rows');
  }); // prettier-ignore

  it('reads what is left of a mutated list, or says why not, and never anything else', async () => {
    const original = iconv.encode(LIST, 'windows-1251');
    const mutation = fc.array(
      fc.record({
        at: fc.nat({ max: original.length }),
        bytes: fc.uint8Array({ maxLength: 4 }),
        drop: fc.nat({ max: 6 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(mutation, async (changes) => {
        let bytes = original;
        for (const { at, bytes: added, drop } of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + drop)]);
        }
        const outcome = await readFileBytes(bytes).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ImportFault);
        else for (const { item } of (outcome as { rows: { item: { name: string } | null }[] }).rows) {
          if (item) expect(item.name.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 150 },
    ); // prettier-ignore
  });
});
