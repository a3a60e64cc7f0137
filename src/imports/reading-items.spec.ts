import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ImportFault } from './import-error.js';
import type { ReadRow } from './interpreting/item.js';
import { rowsOf, type Table } from './testing/read-table.js';
import type { Cell } from './values/cell.js';

/** Where an item was read, and what it is. */
const itemAt =
  (field: 'priceAmount' | 'categoryPath') =>
  ({ row, record }: { row: ReadRow; record: number }): unknown[] => [
    record,
    row.rowNumber,
    row.item?.sku,
    row.item?.name,
    row.item?.[field],
  ];
const namesOf = async (table: Table): Promise<(string | null)[]> =>
  (await rowsOf(table)).map(({ row }) => row.item?.name ?? null);
const codesOf = async (table: Table): Promise<string[]> =>
  (await rowsOf(table)).flatMap(({ row }) => row.issues.map(({ code }) => code));

const placesOf = async (table: Table): Promise<unknown[]> =>
  (await rowsOf(table)).map(({ row }) => [row.item?.name, row.item?.categoryPath]);

describe('what goods are called in a price list', () => {
  it('leaves names alone that tell all goods apart, but for their size', async () => {
    expect(
      await namesOf([
        ['Наименование', 'Размер', 'Цвет', 'Цена'],
        ['Рейка', '20х40', 'белый', '5'],
        ['Штапик', null, 'белый', '6'],
      ]),
    ).toEqual(['Рейка 20х40', 'Штапик']);
  });

  it('takes the size from the column beside the name, and without article numbers what else tells them apart', async () => {
    const table: Table = [
      ['Наименование', 'Размер', 'Сорт', 'Толщина, мм', 'Цвет', 'Ед.', 'Цена'],
      ['Доска', '50х150х6000', '1', 50, null, 'м3', '18500'],
      ['Доска', '50х150х6000', '2', null, '-', 'м3', '18200'],
      ['Плита белая', null, null, 12, 'белый', 'шт', '900'],
      ['Плита', null, null, 18, 'серый', 'шт', '900'],
    ];
    expect(await namesOf(table)).toEqual([
      'Доска 50х150х6000, сорт 1, 50 мм',
      'Доска 50х150х6000, сорт 2',
      'Плита белая 12 мм',
      'Плита 18 мм, серый',
    ]);
    expect(await codesOf(table)).toEqual([]);
  });

  it('tells packs of one thing apart by what they hold, and reads the names of a web shop', async () => {
    expect(
      await namesOf([
        ['Наименование', 'Фасовка', 'Старая цена', 'Новая цена'],
        ['Краска &quot;Белая&quot;', '1 кг', '350', '300'],
        ['Краска &quot;Белая&quot;', '3 кг', '850', '800'],
      ]),
    ).toEqual(['Краска "Белая" 1 кг', 'Краска "Белая" 3 кг']);
  });

  it('says nothing twice, and takes no figure of a code for a size', async () => {
    expect(
      await namesOf([
        ['Наименование', 'Марка', 'Размер', 'Цена'],
        ['Цемент', 'М500', null, '500'],
        ['Цемент М400', 'М400', null, '500'],
        ['Труба PN20', null, '20 мм', '40'],
        ['Лист 3*1250х2500', null, '3x1250x2500', '40'],
      ]),
    ).toEqual(['Цемент М500', 'Цемент М400', 'Труба PN20 20 мм', 'Лист 3*1250х2500']);
  });

  it('leaves names alone that have article numbers, but for their size', async () => {
    expect(
      await namesOf([
        ['Артикул', 'Наименование', 'Размер', 'Размер упаковки', 'Цвет', 'Цена'],
        ['A1', 'Плитка', '300х300', '40х40х20', 'белый', '900'],
        ['A2', 'Плитка 300x300 мм', '300х300', '40х40х20', 'серый', '900'],
      ]),
    ).toEqual(['Плитка 300х300', 'Плитка 300x300 мм']);
  });

  it('takes the name of the row above where a merged cell spans both, and says so', async () => {
    const table: Table = [
      ['Наименование', 'Размер', 'Цена'],
      ['Брус', '100х100', '900'],
      [null, '150х150', '1900'],
      [null, null, '2900'],
      ['Доска', null, null],
      [null, '25х100', '700'],
    ];
    expect(await namesOf(table)).toEqual(['Брус 100х100', 'Брус 150х150', null, null]);
    expect(await codesOf(table)).toEqual(['name_from_above', 'name_missing', 'name_missing']);
  });

  it('puts the section before a name that is a size alone', async () => {
    expect(
      await namesOf([
        ['Наименование', 'Ед.', 'Цена'],
        ['Доска обрезная', null, null],
        ['50х150х6000 1 сорт', 'м3', '18500'],
        ['Доска строганая', null, null],
        ['50х150х6000 1 сорт', 'м3', '28500'],
        ['25 мм липа', 'м3', '9000'],
      ]),
    ).toEqual(['Доска обрезная 50х150х6000 1 сорт', 'Доска строганая 50х150х6000 1 сорт', '25 мм липа']);
  });

  it('reads the thing, its kind and its unit from one column', async () => {
    const rows = await rowsOf([
      ['Номенклатура, Характеристика, Упаковка', 'Цена'],
      ['Штукатурка 30 кг, , меш', '480'],
      ['Доска, 50х150, м3', '18500'],
      ['Брус, сухой, строганый', '900'],
      ['Саморез 3,5х35', '1'],
    ]);
    expect(rows.map(({ row }) => [row.item?.name, row.item?.unitCode])).toEqual([
      ['Штукатурка 30 кг', 'меш'],
      ['Доска, 50х150', 'м3'],
      ['Брус, сухой, строганый', null],
      ['Саморез 3,5х35', null],
    ]);
  });
});

describe('tables side by side', () => {
  const SIDE_BY_SIDE: Table = [
    ['Арт.', 'Наименование', 'Цена', null, 'Арт.', 'Наименование', 'Цена'],
    ['1', 'Цемент', '520', null, '4', 'Кирпич', '21'],
    ['2', 'Песок', '900', null, null, null, null],
    ['3', 'Щебень', '1900', null, '5', 'Блок', '19'],
  ];

  it('are read one and all, under the number of their row', async () => {
    const rows = await rowsOf(SIDE_BY_SIDE);
    expect(rows.map(itemAt('priceAmount'))).toEqual([
      [1, 2, '1', 'Цемент', '520.00'],
      [1, 2, '4', 'Кирпич', '21.00'],
      [2, 3, '2', 'Песок', '900.00'],
      [3, 4, '3', 'Щебень', '1900.00'],
      [3, 4, '5', 'Блок', '19.00'],
    ]);
    expect(await codesOf(SIDE_BY_SIDE)).toEqual([]);
  });

  it('are none where a header is there twice and the others are not', async () => {
    const rows = await rowsOf([
      ['Наименование', 'Цена', 'Наименование', 'Остаток'],
      ['Цемент', '520', 'Cement', '4'],
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row.item).toMatchObject({ name: 'Цемент', stock: '4' });
  });
});

describe('tables one below another', () => {
  it('are read each by its own header', async () => {
    const rows = await rowsOf([
      ['Прайс-лист', null, null, null],
      ['Наименование', 'Ед.', 'Цена', null],
      ['Цемент', 'меш', '520', null],
      ['Наименование', 'Ед.', 'Цена', null],
      ['Песок', 'м3', '900', null],
      ['Крепёж', null, null, null],
      ['Артикул', 'Товар', 'Цена за шт', 'Ед.'],
      ['A1', 'Гвозди', '2', 'шт'],
      ['A2', 'Шурупы', '3', 'шт'],
    ]);
    expect(rows.map(itemAt('categoryPath'))).toEqual([
      [1, 3, null, 'Цемент', null],
      [3, 5, null, 'Песок', null],
      [5, 8, 'A1', 'Гвозди', 'Крепёж'],
      [6, 9, 'A2', 'Шурупы', 'Крепёж'],
    ]);
  });

  it('are one where a header has two rows', async () => {
    expect(
      await namesOf([
        ['Наименование', 'Ед.', 'Цена', null],
        [null, null, 'опт', 'розница'],
        ['Цемент', 'меш', '520', '540'],
      ]),
    ).toEqual(['Цемент']);
  });
});

describe('a matrix of prices', () => {
  const pricesOf = async (table: Table): Promise<unknown[]> =>
    (await rowsOf(table)).map(({ row }) => [row.item?.name, row.item?.priceAmount, row.item?.categoryPath]);

  it('is an item for each kind that has a price, below a row of labels', async () => {
    const table: Table = [
      ['№', 'Наименование', 'Толщина, мм', null, null, 'Ед.'],
      [null, null, '0,45', '0,5', '0,7', null],
      [null, 'Профнастил', null, null, null, null],
      [1, 'Лист С8', 450, 480, 590, 'м2'],
      [2, 'Лист С21', 470, null, 620, 'м2'],
    ];
    expect(await pricesOf(table)).toEqual([
      ['Лист С8 0,45 мм', '450.00', 'Профнастил'],
      ['Лист С8 0,5 мм', '480.00', 'Профнастил'],
      ['Лист С8 0,7 мм', '590.00', 'Профнастил'],
      ['Лист С21 0,45 мм', '470.00', 'Профнастил'],
      ['Лист С21 0,7 мм', '620.00', 'Профнастил'],
    ]);
    expect(await codesOf(table)).toEqual([]);
  });

  it('is one with the sizes in its header, too', async () => {
    expect(
      await pricesOf([
        ['Наименование', '20 мм', '25 мм'],
        ['Труба PN20', 40, 60],
        ['Труба PN25', '55,50', null],
      ]),
    ).toEqual([
      ['Труба PN20 20 мм', '40.00', null],
      ['Труба PN20 25 мм', '60.00', null],
      ['Труба PN25 20 мм', '55.50', null],
    ]);
  });

  it('is none where a column tells the price, nor of figures that are no prices', async () => {
    expect(
      await pricesOf([
        ['Наименование', 'Размер', 'Вес 1 м', 'Вес 1 шт', 'Цена'],
        ['Труба', '20', 1, 2, 300],
      ]),
    ).toEqual([['Труба 20', '300.00', null]]);
    expect(
      await pricesOf([
        ['Наименование', 'Вес 1 м', 'Вес 1 шт'],
        ['Труба', 1, 2],
      ]),
    ).toEqual([['Труба', null, null]]);
  });
});

describe('what is no item', () => {
  it.each([
    ['a sum', ['Итого', '147 000']],
    ['a sum in another column', [null, 'Всего с НДС 20%', null, '147 000']],
    ['the number of a page', [null, null, null, 'стр. 1']],
  ])('%s', async (_, cells) => {
    expect(
      await namesOf([['№', 'Наименование', 'Ед.', 'Цена'], ['1', 'Всего надёжнее: замок', 'шт', '5'], cells]),
    ).toEqual(['Всего надёжнее: замок']);
  });
});

describe('sections and units', () => {
  it('takes a category for the rows below it where each is told once', async () => {
    const categories = async (...told: (string | null)[]): Promise<unknown[]> =>
      (
        await rowsOf([
          ['Категория', 'Наименование', 'Цена'],
          ...told.map((category, i): Cell[] => [category, `Товар ${i}`, '5']),
        ])
      ).map(({ row }) => row.item?.categoryPath);
    expect(await categories('Смеси', null, 'Кровля', null)).toEqual(['Смеси', 'Смеси', 'Кровля', 'Кровля']);
    expect(await categories('Смеси', 'Смеси', null, 'Кровля')).toEqual(['Смеси', 'Смеси', null, 'Кровля']);
    expect(await categories(null, 'Смеси', null)).toEqual([null, 'Смеси', null]);
  });

  it('begins a new subcategory within the category above, and a new category without one', async () => {
    expect(
      await placesOf([
        ['Категория', 'Подкатегория', 'Товар', 'Цена'],
        ['Смеси', 'Штукатурки', 'Ротбанд', '450'],
        [null, null, 'Гольдбанд', '410'],
        [null, 'Клеи', 'Перлфикс', '400'],
        ['Кровля', null, 'Ондулин', '650'],
      ]),
    ).toEqual([
      ['Ротбанд', 'Смеси/Штукатурки'],
      ['Гольдбанд', 'Смеси/Штукатурки'],
      ['Перлфикс', 'Смеси/Клеи'],
      ['Ондулин', 'Кровля'],
    ]);
  });

  it('adds the kopecks of the next column', async () => {
    const rows = await rowsOf([
      ['Наименование', 'Цена руб.', 'коп.'],
      ['Цемент', '520', '5'],
      ['Песок', '900', null],
    ]);
    expect(rows.map(({ row }) => row.item?.priceAmount)).toEqual(['520.05', '900.00']);
  });

  it.each<[string, Table]>([
    ['have a code, too', [
      ['Код', 'Номенклатура', 'Ед.', 'Цена'],
      ['00-1', 'Кровля', null, null],
      ['00-11', 'Ондулин', 'шт', 650],
      ['00-2', 'Группа: Смеси', '-', '-'],
      ['00-21', 'Цемент', 'меш', 520],
    ]],
    ['are counted with their goods', [
      ['№', 'Наименование', 'Цена'],
      ['1', 'Кровля', null],
      ['1.1', 'Ондулин', 650],
      ['2', 'Смеси', null],
      ['2.1', 'Цемент', 520],
    ]],
    ['are all in capitals, but for footnotes and telephone numbers', [
      ['№', 'Наименование', 'Цена'],
      [null, 'КРОВЛЯ', null],
      ['1', 'Ондулин', 650],
      [null, 'Тел. +7 999 123-45-67', null],
      ['2', 'СМЕСИ', null],
      ['3', 'Цемент', 520],
    ]],
  ])('takes rows of a name alone for titles where they %s', async (_, table) => {
    expect((await placesOf(table)).map((place) => JSON.stringify(place).toLowerCase())).toEqual([
      '["ондулин","кровля"]',
      '["цемент","смеси"]',
    ]);
  }); // prettier-ignore

  it('takes goods without a price for what they are', async () => {
    expect(
      await placesOf([
        ['Код', 'Наименование', 'Цена'],
        ['1', 'Ондулин', 650],
        ['2', 'Шифер', null],
        ['3', 'Цемент', 520],
        ['4', 'Песок', null],
      ]),
    ).toEqual([['Ондулин', null], ['Шифер', null], ['Цемент', null], ['Песок', null]]); // prettier-ignore
  });

  it('takes a title for a section where the rows name no category', async () => {
    const rows = await rowsOf([
      ['Группа', null, 'Наименование', 'Цена'],
      ['Смеси', null, null, null],
      [null, 'Клеи', null, null],
      [null, null, 'Клей плиточный', '500'],
      ['Кровля', null, 'Черепица', '700'],
    ]);
    expect(rows.map(({ row }) => [row.item?.name, row.item?.categoryPath])).toEqual([
      ['Клей плиточный', 'Смеси/Клеи'],
      ['Черепица', 'Кровля'],
    ]);
  });

  it.each([
    ['Цена за м2', null, 'м2'],
    ['Цена, руб/шт', null, 'шт'],
    ['Цена за доставку', null, null],
    ['Цена за м2', 'м / m', 'м'],
    ['Цена', 'шт / pcs', 'шт'],
  ])('%s, %s: %s', async (priceHeader, unit, expected) => {
    const [read] = await rowsOf([
      ['Наименование', 'Ед.', priceHeader],
      ['Ламинат', unit, '500'],
    ]);
    expect(read?.row.item?.unitCode ?? null).toBe(expected);
  });
});

describe('any table', () => {
  const HEADERS = [
    'Наименование', 'Артикул', 'Ед.', 'Цена', 'коп.', 'Размер', 'Толщина, мм', 'Сорт', 'Фасовка', 'Категория', 'Подкатегория', 'Бренд', '№', '0,45', '0,5', null,
    'Марка бетона', 'Сечение, мм', 'Характеристика', 'Акция', 'Группа 3', 'PN10',
  ]; // prettier-ignore
  const cell = fc.oneof(
    fc.constantFrom<Cell>(null, '', '-', 'Цемент М500', 'КРОВЛЯ', '50х150', '1/2"', 'м2', '12,5 т.р.', '5 000=00', 'по запросу', 'Итого', 12, 0.5, '1.1'),
    fc.string({ maxLength: 12 }),
    fc.constantFrom<Cell>(...HEADERS),
  ); // prettier-ignore
  const row = fc.array(cell, { maxLength: 8 });

  it('is read or refused with a reason; with a name, a unit and a price of its own no row is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 3 }),
        fc.shuffledSubarray(HEADERS, { minLength: 1, maxLength: 8 }),
        fc.array(row, { maxLength: 12 }),
        async (above, headers, below) => {
          try {
            for (const { row: read } of await rowsOf([...above, headers, ...below])) {
              expect(read.item !== null || read.issues.length > 0).toBe(true);
            }
          } catch (error) {
            if (!(error instanceof ImportFault)) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[А-Я][а-я]{3,8}$/), { minLength: 1, maxLength: 30 }),
        async (names) => {
          const table: Table = [
            ['Категория', 'Наименование', 'Размер', 'Ед.', 'Цена'],
            ...names.map((name, i): Cell[] => [
              i % 3 === 0 ? `Группа ${i}` : null,
              name,
              i % 2 ? `${i}х5` : null,
              'шт',
              i + 1,
            ]),
          ];
          const taken = (await rowsOf(table)).filter(({ row: read }) => read.item !== null);
          expect(taken.map(({ row: read }) => read.rowNumber)).toEqual(names.map((_, i) => i + 2));
        },
      ),
      { numRuns: 100 },
    );
  });
});
