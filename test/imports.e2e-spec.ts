import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { gzipSync } from 'node:zlib';
import { bootApp, type TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';

interface Job {
  id: string;
  priceListId: string | null;
  status: string;
  format: {
    encoding: string | null;
    delimiter: string | null;
    headerRow: number;
    mappingFrom: Record<string, string>;
    mapping: Record<string, string>;
  };
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  warnings: number;
  vanished: number;
  error?: { code: string; message: string };
}
interface Material {
  id: string;
  sku: string | null;
  name: string;
  category: { path: string } | null;
  unit: { code: string } | null;
  price: { amount: string; currency: string } | null;
}

const counts = ({ created, updated, unchanged, rejected, vanished }: Job): number[] => [
  created,
  updated,
  unchanged,
  rejected,
  vanished,
];

function multipart(
  fields: Record<string, string>,
  name: string,
  bytes: Buffer,
): { headers: Record<string, string>; payload: Buffer } {
  const boundary = 'form-boundary-7d9';
  const head = Object.entries(fields).map(
    ([field, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  );
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([
      Buffer.from(
        `${head.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

describe.each(STORAGE_COLUMNS)('imports ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await bootApp({
      database,
      env: { IMPORT_BATCH_ROWS: '3', IMPORT_MAX_COLUMNS: '100', IMPORT_MAX_CELL_CHARS: '5000' },
    });
  });
  afterAll(async () => {
    await server.close();
  });

  const send = (fields: Record<string, string>, bytes: Buffer | string, name = 'price.csv') =>
    server.inject({ method: 'POST', url: '/api/v1/imports', ...multipart(fields, name, Buffer.from(bytes)) });
  /** Uploads and follows the events to the end, as a client would. */
  const load = async (
    fields: Record<string, string>,
    bytes: Buffer | string,
    name?: string,
  ): Promise<Job> => {
    const accepted = await send(fields, bytes, name);
    expect([accepted.statusCode, accepted.body]).toEqual([202, expect.stringContaining('"id"')]);
    const { id } = accepted.json<Job>();
    expect(accepted.headers.location).toBe(`/api/v1/imports/${id}`);
    await server.inject({ url: `/api/v1/imports/${id}/events` });
    return (await server.inject({ url: `/api/v1/imports/${id}` })).json<Job>();
  };
  const materials = async (supplier: string): Promise<Material[]> =>
    (
      await server.inject({ url: `/api/v1/materials?limit=100&supplier=${encodeURIComponent(supplier)}` })
    ).json<{ items: Material[] }>().items;
  const rows = async (
    id: string,
    status: string,
  ): Promise<{ row: number; column: string; code: string; value: string }[]> =>
    (await server.inject({ url: `/api/v1/imports/${id}/rows?limit=100&status=${status}` })).json<{
      items: { row: number; column: string; code: string; value: string }[];
    }>().items;

  const LIST = [
    'ООО «Ромашка»',
    '',
    'Артикул;Наименование товара;Ед. изм.;Цена, руб.;Производитель',
    'Сухие смеси;;;;',
    '00012;"Цемент ""Евро"" М500" ;меш;1 846,56;Евро',
    '00013;Клей плиточный;упак (12 шт);от 120;',
    '00014;Песок;м3;по запросу;',
    '00015;Бетон;м3;абв;',
    ';;шт;100;',
    '00012;Дубль;шт;5;',
  ].join('\r\n');

  it('imports what it can and names row, column and reason of the rest', async () => {
    const job = await load({ supplier: 'Первый' }, iconv.encode(LIST, 'windows-1251'));
    expect(job).toMatchObject({
      status: 'completed',
      created: 3,
      rejected: 3,
      format: { encoding: 'windows-1251', delimiter: ';', headerRow: 3 },
    });
    expect(job.format.mapping).toEqual({
      sku: 'Артикул',
      name: 'Наименование товара',
      unit: 'Ед. изм.',
      price: 'Цена, руб.',
      brand: 'Производитель',
    });
    expect(
      (await rows(job.id, 'rejected')).map(({ row, column, code, value }) => [row, column, code, value]),
    ).toEqual([
      [8, 'Цена, руб.', 'bad_price', 'абв'],
      [9, 'Наименование товара', 'name_missing', null],
      [10, 'Артикул', 'duplicate_row', '00012'],
    ]);
    const found = await materials('Первый');
    expect(
      found.map(({ sku, name, category, unit, price }) => [
        sku,
        name,
        category?.path,
        unit?.code,
        price?.amount,
      ]),
    ).toEqual([
      ['00013', 'Клей плиточный', 'Сухие смеси', 'шт', '10.00'],
      ['00014', 'Песок', 'Сухие смеси', 'м3', undefined],
      ['00012', 'Цемент "Евро" М500', 'Сухие смеси', 'меш', '1846.56'],
    ]);
  });

  it('answers the first import for the same file again', async () => {
    const bytes = 'name,price\nДюбель,5\n';
    const first = await load({ supplier: 'Дважды' }, bytes);
    const again = await load({ supplier: 'Дважды' }, bytes);
    expect(again).toEqual(first);
    expect(await materials('Дважды')).toHaveLength(1);
  });

  it('updates, withdraws and brings back, and never doubles', async () => {
    const list = (...lines: string[]): string => ['sku,name,unit,price', ...lines].join('\n');
    await load({ supplier: 'Третий' }, list('A1,Болт М10,шт,10', 'A2,Гайка М10,шт,5'));
    const second = await load({ supplier: 'Третий' }, list('A1,Болт М10,шт,12', 'A3,Шайба,шт,1'));
    expect(counts(second)).toEqual([1, 1, 0, 0, 1]);
    expect((await materials('Третий')).map(({ name, price }) => [name, price?.amount])).toEqual([
      ['Болт М10', '12.00'],
      ['Шайба', '1.00'],
    ]);
    const third = await load(
      { supplier: 'Третий' },
      list('A1,Болт М10,шт,12', 'A2,Гайка М10,шт,5', 'A3,Шайба,шт,1'),
    );
    expect(counts(third)).toEqual([0, 1, 2, 0, 0]);
    expect(await materials('Третий')).toHaveLength(3);
  });

  it('hangs several suppliers on one material and shows the cheapest; an equal SKU of other goods stays apart', async () => {
    await load({ supplier: 'Дорогой' }, 'sku,name,unit,price\nX1,Уголок крепежный 50х50,шт,20\n');
    await load(
      { supplier: 'Дешевый' },
      'sku,name,unit,price\nX1,Саморез 3.5,кг,300\nX2,Уголок крепёжный 50×50,шт.,15\n',
    );
    const [corner] = await materials('Дорогой');
    expect(corner).toMatchObject({ sku: 'X1', price: { amount: '15.00' } });
    const cheap = await materials('Дешевый');
    expect(cheap.map(({ id, sku }) => [id === corner?.id, sku])).toEqual([
      [false, null],
      [true, 'X1'],
    ]);
  });

  it('undoes the latest list: what it made, changed and withdrew, and nothing else', async () => {
    const list = (...lines: string[]): string => ['sku,name,unit,price', ...lines].join('\n');
    await load({ supplier: 'Откат' }, list('U1,Труба 20,м,10', 'U2,Труба 25,м,12'));
    const before = await materials('Откат');
    await load({ supplier: 'Откат' }, list('U1,Труба двадцатая,м,11', 'U3,Труба 32,м,15'));
    const supplier = (await server.inject({ url: '/api/v1/suppliers?limit=100' }))
      .json<{ items: { id: string; name: string }[] }>()
      .items.find(({ name }) => name === 'Откат');
    const lists = (await server.inject({ url: `/api/v1/suppliers/${supplier?.id}/price-lists` }))
      .json<{ items: { id: string }[] }>()
      .items.map(({ id }) => id)
      .sort();
    const undo = (id = ''): Promise<number> =>
      server
        .inject({ method: 'DELETE', url: `/api/v1/price-lists/${id}` })
        .then(({ statusCode }) => statusCode);
    expect(await undo(lists[0])).toBe(409);
    expect(await undo(lists[1])).toBe(204);
    const facts = (all: Material[]): unknown => all.map(({ id, sku, name, price }) => [id, sku, name, price]);
    expect(facts(await materials('Откат'))).toEqual(facts(before));
    expect(await undo(lists[1])).toBe(404);
    expect(await undo(lists[0])).toBe(204);
    expect(await materials('Откат')).toEqual([]);
  });

  it('shows in a dry run what the import then does, and changes nothing', async () => {
    const list = 'name,unit,price\nРейка,шт,1\nБрусок,шт,0\nДоска,шт,мало\n';
    const dry = await load({ supplier: 'Проба', dryRun: 'true' }, list);
    expect(await materials('Проба')).toEqual([]);
    expect((await rows(dry.id, 'rejected')).map(({ row }) => row)).toEqual([4]);
    expect(counts(await load({ supplier: 'Проба' }, list))).toEqual(counts(dry));
  });

  it('shows before anything is saved what the columns hold and what would change, by name', async () => {
    await load({ supplier: 'Показ' }, 'name,unit,price\nРейка,шт,1\nБрусок,шт,2\n');
    const dry = await load(
      { supplier: 'Показ', dryRun: 'true' },
      'name,unit,price,цвет\nРейка,шт,1.5,белый\nШтапик,шт,3,\n',
    );
    expect(dry).toMatchObject({
      priceListId: null,
      format: {
        headers: ['name', 'unit', 'price', 'цвет'],
        sample: [
          ['Рейка', 'шт', '1.5', 'белый'],
          ['Штапик', 'шт', '3', ''],
        ],
      },
    });
    const [changed] = await rows(dry.id, 'updated');
    expect(changed).toMatchObject({ name: 'Рейка', changes: { price_amount: { from: 1, to: 1.5 } } });
    expect(await rows(dry.id, 'created')).toMatchObject([
      { row: 3, name: 'Штапик', price: { amount: '3.00', currency: 'RUB' } },
    ]);
    expect(await rows(dry.id, 'vanished')).toMatchObject([{ row: null, name: 'Брусок' }]);
  });

  it('shows in a dry run what would be new, changed, dearer and gone', async () => {
    const list = (...lines: string[]): string => ['sku,name,unit,price', ...lines].join('\n');
    await load(
      { supplier: 'Сравнение' },
      list('D1,Лист 1,шт,100', 'D2,Лист 2,шт,200', 'D3,Лист 3,шт,300', 'D4,Лист 4,шт,400'),
    );
    const dry = await load(
      { supplier: 'Сравнение', dryRun: 'true' },
      list('D1,Лист 1,шт,150', 'D2,Лист 2,шт,202', 'D3,Лист третий,шт,300', 'D5,Лист 5,100 шт,500'),
    );
    expect(counts(dry)).toEqual([1, 3, 0, 0, 1]);
    const shown = async (query: string): Promise<unknown[]> =>
      (await server.inject({ url: `/api/v1/imports/${dry.id}/rows?${query}` }))
        .json<{
          items: {
            row: number | null;
            item: { name: string; pricePerBaseUnit: { amount: string } };
            priceChange: { percent: string } | null;
          }[];
        }>()
        .items.map(({ row, item, priceChange }) => [
          row,
          item.name,
          item.pricePerBaseUnit.amount,
          priceChange?.percent,
        ]);
    expect(await shown('status=created')).toEqual([[5, 'Лист 5', '5.00', undefined]]);
    expect(await shown('status=updated')).toEqual([
      [2, 'Лист 1', '150.00', '50'],
      [3, 'Лист 2', '202.00', '1'],
      [4, 'Лист третий', '300.00', undefined],
    ]);
    expect(await shown('minPriceChange=10')).toEqual([[2, 'Лист 1', '150.00', '50']]);
    expect(await shown('status=vanished')).toEqual([[null, 'Лист 4', '400.00', undefined]]);
    expect((await materials('Сравнение')).map(({ price }) => price?.amount)).toEqual([
      '100.00',
      '200.00',
      '300.00',
      '400.00',
    ]);
  });

  it('remembers the columns of a supplier', async () => {
    const mapping = '{"name":"Что","price":"Почём"}';
    await load({ supplier: 'Память', mapping }, 'Что,Почём,Цена\nЩит,5,9\n');
    const job = await load({ supplier: 'Память' }, 'Цена,Почём,Что,Завод\n9,6,Щит,Заря\n');
    expect(counts(job)).toEqual([0, 1, 0, 0, 0]);
    expect(job.format).toMatchObject({
      mapping: { name: 'Что', price: 'Почём', brand: 'Завод' },
      mappingFrom: { name: 'remembered', price: 'remembered', brand: 'chosen' },
    });
  });

  it('takes a column for no field when told so, and next time by itself; what it holds becomes an attribute', async () => {
    const told = await load({ supplier: 'Без марки', mapping: '{"brand":""}' }, 'name,brand\nГайка,левая\n');
    expect(told.format).toMatchObject({ mapping: { brand: '' }, mappingFrom: { brand: 'given' } });
    const job = await load({ supplier: 'Без марки' }, 'name,brand\nГайка,правая\n');
    expect(job.format).toMatchObject({ mapping: { brand: '' }, mappingFrom: { brand: 'remembered' } });
    const [item] = await materials('Без марки');
    expect(item).toMatchObject({ brand: null, attributes: { brand: 'правая' } });
    const nameless = await send(
      { supplier: 'Без имени', mapping: '{"name":""}' },
      'name,brand\nГайка,левая\n',
    );
    expect([nameless.statusCode, nameless.json<{ detail: string }>().detail]).toEqual([
      422,
      expect.stringContaining('name'),
    ]);
  });

  it('keeps what every price was and how long it stood', async () => {
    const list = (price: string): string =>
      `sku,name,unit,Цена с НДС 20%,Дата\nH1,Щебень гранитный,т,${price},01.02.2024\n`;
    await load({ supplier: 'История' }, list('1000'));
    await load({ supplier: 'История' }, list('1100'));
    await load({ supplier: 'История' }, 'sku,name,unit,price\nH2,Гравий,т,900\n');
    const id = (await server.inject({ url: '/api/v1/materials/by-sku/H1' })).json<Material>().id;
    const history = (await server.inject({ url: `/api/v1/materials/${id}/price-history` })).json<{
      items: { price: { amount: string }; validFrom: string; validTo: string | null }[];
    }>().items;
    expect(history.map(({ price }) => price.amount)).toEqual(['1100.00', '1000.00']);
    expect(history[1]?.validTo).toBe(history[0]?.validFrom);
    expect(history[0]?.validTo).not.toBeNull();
    expect((await server.inject({ url: `/api/v1/materials/${id}/offers` })).json()).toEqual({ items: [] });
    await load({ supplier: 'История' }, list('1200'));
    expect((await server.inject({ url: `/api/v1/materials/${id}/offers` })).json()).toMatchObject({
      items: [
        {
          price: { amount: '1200.00' },
          pricePerBaseUnit: { amount: '1.20' },
          vat: { included: true, rate: '20' },
          priceDate: '2024-02-01',
        },
      ],
    });
  });

  it('imports all or nothing when asked', async () => {
    const job = await load(
      { supplier: 'Всё', atomic: 'true' },
      'name,price\nа1,1\nа2,2\nа3,3\nа4,?!\nа5,5\n',
    );
    expect(job).toMatchObject({
      status: 'failed',
      created: 0,
      rejected: 1,
      error: { code: 'rows_rejected' },
    });
    expect((await rows(job.id, 'rejected')).map(({ row }) => row)).toEqual([5]);
    expect(await materials('Всё')).toEqual([]);
    expect(
      await load({ supplier: 'Всё', atomic: 'true' }, 'name,price\nа1,1\nа2,2\nа3,3\nа4,4\n'),
    ).toMatchObject({
      status: 'completed',
      created: 4,
    });
  });

  it('reads a workbook: titles, typed cells, formulas, two sheets', async () => {
    const book = new ExcelJS.Workbook();
    const first = book.addWorksheet('Крепёж');
    first.addRow(['Прайс-лист']);
    first.mergeCells('A1:D1');
    first.addRow([]);
    first.addRow(['Код', 'Наименование', 'Ед.', 'Цена', 'Дата']);
    first.addRow(['007', 'Анкер 10х100', 'шт', 12.5, new Date(Date.UTC(2024, 2, 1))]);
    first.addRow(['008', 'Анкер 12х100', 'шт', { formula: 'D4*2', result: 25 }, null]);
    first.getRow(5).hidden = true;
    book.addWorksheet('Клей').addRows([
      ['Наименование', 'Цена'],
      ['Клей жидкие гвозди', 150],
    ]);
    const bytes = Buffer.from(await book.xlsx.writeBuffer());
    const job = await load({ supplier: 'Книга' }, bytes, 'price.xlsx');
    expect(job).toMatchObject({ status: 'completed', created: 3, format: { sheet: 'Крепёж', headerRow: 3 } });
    expect((await materials('Книга')).map(({ sku, name, price }) => [sku, name, price?.amount])).toEqual([
      ['007', 'Анкер 10х100', '12.50'],
      ['008', 'Анкер 12х100', '25.00'],
      [null, 'Клей жидкие гвозди', '150.00'],
    ]);
  });

  it('reads tables side by side and matrices of prices whole, over batches that end between their items', async () => {
    const beside = (price: number): string =>
      ['Товар;Ед;Цена;;Товар;Ед;Цена']
        .concat(Array.from({ length: 5 }, (_, i) => `Левый ${i};шт;${price};;Правый ${i};шт;${price + i}`))
        .join('\n');
    expect(await load({ supplier: 'Два столбца' }, beside(10))).toMatchObject({ created: 10, rejected: 0 });
    expect(await load({ supplier: 'Два столбца' }, beside(11))).toMatchObject({ updated: 10, vanished: 0 });

    const matrix = 'Наименование;0,45;0,5;0,7\nЛист С8;450;480;590\nЛист С21;470;;620\n';
    expect(await load({ supplier: 'Матрица' }, matrix)).toMatchObject({
      created: 5,
      rejected: 0,
      warnings: 0,
    });
    expect((await materials('Матрица')).map(({ name, price }) => [name, price?.amount]).sort()).toEqual([
      ['Лист С21 0,45', '470.00'],
      ['Лист С21 0,7', '620.00'],
      ['Лист С8 0,45', '450.00'],
      ['Лист С8 0,5', '480.00'],
      ['Лист С8 0,7', '590.00'],
    ]);
  });

  it.each([
    ['marks', 'Марка бетона;Класс;Цена за м3\nМ100;В7,5;PRICE\nМ350;В25;5750\n', 'Бетон М100 В7,5', 2],
    ['sizes below a title', 'Болты, цена за 100 шт\nДлина;М6;М8\n20;PRICE;320\n30;210;370\n', 'Болт длина 20 М6', 4],
    ['names without a header', ';сосна;дуб\nСтупень 900;PRICE;7800\nСтолб 100;1900;6900\n', 'Ступень 900 сосна', 4],
  ])('knows the goods of a list without names again: %s', async (kind, list, name, goods) => {
    const supplier = `Без имён: ${kind}`;
    expect(await load({ supplier }, list.replace('PRICE', '180'))).toMatchObject({ created: goods });
    const next = await load({ supplier }, list.replace('PRICE', '190'));
    expect(next).toMatchObject({ created: 0, updated: 1, unchanged: goods - 1, vanished: 0, rejected: 0 });
    const found = (await materials(supplier)).find((material) => material.name === name);
    expect(found).toMatchObject({ price: { amount: '190.00' } });
  }); // prettier-ignore

  it('reads gzip, and the columns it is told', async () => {
    const job = await load(
      { supplier: 'Сжатый', mapping: '{"name":"Что","price":"Почём"}' },
      gzipSync('Что\tПочём\nРозетка\t"1.846,56"\n'),
      'p.csv.gz',
    );
    expect(job).toMatchObject({ status: 'completed', created: 1, format: { delimiter: '\t' } });
  });

  it.each([
    ['no name column', 'a,b\n1,2\n', 'no_header'],
    ['too many columns', `name,${'x,'.repeat(200)}\n`, 'too_many_columns'],
    ['a giant cell', `name,price\n${'я'.repeat(20_000)},1\n`, 'cell_too_large'],
  ])('fails clearly on %s', async (title, bytes, code) => {
    expect(await load({ supplier: 'Плохой' }, bytes, `${title}.csv`)).toMatchObject({
      status: 'failed',
      error: { code },
    });
  });

  it.each([
    [415, Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'old.xls'],
    [415, Buffer.from('%PDF-1.7'), 'price.csv'],
    [415, gzipSync(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1])), 'old.xls.gz'],
    [422, Buffer.alloc(0), 'empty.csv'],
    [422, gzipSync('name,price\nx,1\n'.repeat(1000)).subarray(0, 40), 'cut.csv.gz'],
    [422, Buffer.from('PK\u0003\u0004 this is none'), 'broken.xlsx'],
  ])('answers %d to what is no table', async (status, bytes, name) => {
    expect((await send({ supplier: 'Плохой' }, bytes, name)).statusCode).toBe(status);
  });

  it('refuses unknown fields, encodings and mappings by name', async () => {
    expect((await send({}, 'name\nx\n')).json()).toMatchObject({
      status: 422,
      errors: [{ path: 'supplier' }],
    });
    expect((await send({ supplier: 'П', encoding: 'klingon' }, 'name\nx\n')).json()).toMatchObject({
      status: 422,
    });
    expect((await send({ supplier: 'П', mapping: '{"nme":"x"}' }, 'name\nx\n')).json()).toMatchObject({
      errors: [{ path: 'mapping.nme' }],
    });
    expect(
      (await server.inject({ url: '/api/v1/imports/0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d' })).statusCode,
    ).toBe(404);
  });
});
