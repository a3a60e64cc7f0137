import { describe, expect, it } from '@jest/globals';
import { ImportFault } from './import-error.js';
import type { Mapping } from './reading/find-header.js';
import { rowsOf, type Table } from './testing/read-table.js';

/** Name, price and unit of each item. */
async function goodsOf(table: Table, title: string | null = null): Promise<unknown[]> {
  return (await rowsOf(table, title)).map(({ row }) => [
    row.item?.name,
    row.item?.priceAmount ?? null,
    row.item?.unitCode ?? null,
  ]);
}

describe('a list where no column is called a name', () => {
  it('takes marks for the goods that their header names', async () => {
    expect(
      await goodsOf([
        ['ООО "Бетон-Строй"'],
        ['Марка бетона', 'Класс бетона', 'Подвижность', 'Цена на гравии, руб/м3'],
        ['М100', 'В7,5', 'П3', '4 950'],
        ['М350', 'В25', 'П4', '5 750'],
        ['Раствор М150', null, 'Пк2', '4 600'],
      ]),
    ).toEqual([
      ['Бетон М100 В7,5, П3', '4950.00', 'м3'],
      ['Бетон М350 В25, П4', '5750.00', 'м3'],
      ['Раствор М150 Пк2', '4600.00', 'м3'],
    ]);
    expect(
      await goodsOf([
        ['Марка и сечение кабеля', 'Цена за 1000 м, руб.'],
        ['ВВГнг(А)-LS 3х1,5', '62 500,00'],
        ['ПВС 2х0,75', 'по запросу'],
      ]),
    ).toEqual([
      ['Кабель ВВГнг(А)-LS 3х1,5', '62500.00', 'м'],
      ['Кабель ПВС 2х0,75', null, 'м'],
    ]);
  });

  it('reads the next list of a supplier as it has read the last one', async () => {
    const namesOf = async (table: Table, remembered: Mapping): Promise<unknown[]> =>
      (await rowsOf(table, null, remembered)).map(({ row }) => row.item?.name);
    const marks: Table = [
      ['Марка бетона', 'Класс', 'Цена за м3'],
      ['М100', 'В7,5', '4 950'],
    ];
    const sizes: Table = [
      ['Сечение, мм', 'Длина, м', 'Цена за м3'],
      ['Доска обрезная'],
      ['25х100', '6', '16 500'],
    ];
    const price = 'Цена за м3';
    expect(await namesOf(marks, { name: 'Марка бетона', price })).toEqual(await namesOf(marks, {}));
    expect(await namesOf(sizes, { name: 'Сечение, мм', price })).toEqual(await namesOf(sizes, {}));
  });

  it('takes sizes for what the section above them is', async () => {
    expect(
      await goodsOf([
        ['Сечение, мм', 'Длина, м', 'Сорт', 'Кол-во шт в м3', 'Цена за м3'],
        ['Доска обрезная'],
        ['25х100', '6', '1-2', '66', '16 500'],
        ['50х150', '6', '1-2', '22', '16 700'],
        ['Брус'],
        ['100х100', '6', '1-2', '16', '17 000'],
      ]),
    ).toEqual([
      ['Доска обрезная 25х100 6 м, сорт 1-2', '16500.00', 'м3'],
      ['Доска обрезная 50х150 6 м, сорт 1-2', '16700.00', 'м3'],
      ['Брус 100х100 6 м, сорт 1-2', '17000.00', 'м3'],
    ]);
  });

  it('reads the goods from its title where rows are sizes and columns kinds', async () => {
    const table: Table = [
      ['Трубы полипропиленовые, цены в рублях'],
      ['D, мм', 'PN10', 'PN20', 'Масса, кг'],
      [20, 45, 52, 0.1],
      [25, 70, '-', 0.2],
    ];
    expect(await goodsOf(table)).toEqual([
      ['Трубы полипропиленовые 20 мм PN10', '45.00', null],
      ['Трубы полипропиленовые 20 мм PN20', '52.00', null],
      ['Трубы полипропиленовые 25 мм PN10', '70.00', null],
    ]);
    await expect(goodsOf(table.slice(1))).rejects.toThrow(ImportFault);
  });

  it('makes a concrete of each that it is made on', async () => {
    expect(
      await goodsOf([
        ['Марка бетона', 'Класс', 'На гравии, руб/м3', 'На граните, руб/м3'],
        ['М100', 'В7,5', '4200', '4500'],
        ['М200', 'В15', '4600', '-'],
      ]),
    ).toEqual([
      ['Бетон М100 В7,5, на гравии', '4200.00', 'м3'],
      ['Бетон М100 В7,5, на граните', '4500.00', 'м3'],
      ['Бетон М200 В15, на гравии', '4600.00', 'м3'],
    ]);
  });

  it('calls marks, kinds and the rows of a matrix by the title above them', async () => {
    expect(
      await goodsOf([
        ['ПЛИТЫ ПЕРЕКРЫТИЯ'],
        ['Марка', 'Размеры, мм', 'Масса, т', 'Цена с НДС, руб'],
        ['ПК 24-10-8', '2380х990х220', '0,73', '6 500'],
        [],
        ['КОЛЬЦА КОЛОДЦЕВ'],
        ['Марка', 'Размеры, мм', 'Масса, т', 'Цена с НДС, руб'],
        ['КС 10.9', '1160х890', '0,6', '2 900'],
      ]),
    ).toEqual([
      ['Плита перекрытия ПК 24-10-8 2380х990х220', '6500.00', null],
      ['Кольцо колодцев КС 10.9 1160х890', '2900.00', null],
    ]);
    expect(
      await goodsOf([
        ['Болт DIN 933 8.8 цинк, цена за 100 шт'],
        ['Длина \\ Диаметр', 'М6', 'М8'],
        [20, 180, 320],
        [30, '-', 370],
      ]),
    ).toEqual([
      ['Болт DIN 933 8.8 цинк длина 20 М6', '180.00', '100 шт'],
      ['Болт DIN 933 8.8 цинк длина 20 М8', '320.00', '100 шт'],
      ['Болт DIN 933 8.8 цинк длина 30 М8', '370.00', '100 шт'],
    ]);
    const doors: Table = [['Дверь Верона'], [null, '600х2000', '700х2000'], ['Дуб белый', 8900, 9500]];
    expect(await goodsOf(doors)).toEqual([
      ['Дверь Верона Дуб белый 600х2000', '8900.00', null],
      ['Дверь Верона Дуб белый 700х2000', '9500.00', null],
    ]);
    expect(await goodsOf([['Эмаль ПФ-115'], ['Цвет', '0,9 кг', '20 кг'], ['белая', '210', '3900']])).toEqual([
      ['Эмаль ПФ-115 белая 0,9 кг', '210.00', null],
      ['Эмаль ПФ-115 белая 20 кг', '3900.00', null],
    ]);
  });

  it('takes columns that are kinds of one word for a matrix, and no unit for what tells packs apart', async () => {
    expect(
      await goodsOf([
        ['Наименование', 'Сорт А', 'Сорт АВ'],
        ['Вагонка липа 16х96', 1100, 750],
      ]),
    ).toEqual([
      ['Вагонка липа 16х96 Сорт А', '1100.00', null],
      ['Вагонка липа 16х96 Сорт АВ', '750.00', null],
    ]);
    expect(
      await goodsOf([
        ['Наименование', 'Фасовка', 'Цена'],
        ['Клей плиточный', 'рулон', '306'],
      ]),
    ).toEqual([['Клей плиточный', '306.00', 'рул']]);
  });

  it('takes names without a header where nothing else can be the goods', async () => {
    expect(
      await goodsOf([
        ['Комплектующие для лестниц'],
        [null, 'сосна', 'дуб'],
        ['Ступень 900х300х40', 2100, 7800],
        ['Столб 100х100', 1900, '-'],
      ]),
    ).toEqual([
      ['Ступень 900х300х40 сосна', '2100.00', null],
      ['Ступень 900х300х40 дуб', '7800.00', null],
      ['Столб 100х100 сосна', '1900.00', null],
    ]);
    expect(
      await goodsOf([
        ['Вид проката', 'Размер/профиль', 'Марка стали', 'Цена, руб./т'],
        ['Балка двутавровая', '25К1', 'С345', '99 900'],
      ]),
    ).toEqual([['Балка двутавровая 25К1, С345', '99900.00', 'т']]);
  });

  it('takes a header that is the goods themselves, and the model where models are words', async () => {
    expect(
      await goodsOf([
        ['Профнастил', 'Рабочая ширина, мм', 'Полиэстер 0,45', 'Оцинковка 0,5'],
        ['С8', 1150, 520, 430],
        ['НС35', 1000, 610, '-'],
      ]),
    ).toEqual([
      ['Профнастил С8 Полиэстер 0,45', '520.00', null],
      ['Профнастил С8 Оцинковка 0,5', '430.00', null],
      ['Профнастил НС35 Полиэстер 0,45', '610.00', null],
    ]);
    expect(
      await goodsOf([
        ['Модель', 'Отделка', 'Полотно 600', 'Полотно 700'],
        ['Дверь Альфа', 'белый', 4500, 4600],
      ]),
    ).toEqual([
      ['Дверь Альфа белый, Полотно 600', '4500.00', null],
      ['Дверь Альфа белый, Полотно 700', '4600.00', null],
    ]);
  });

  it.each<[string, Table]>([
    ['without a price', [['Марка бетона', 'Класс'], ['М100', 'В7,5']]],
    ['of profiles of windows', [['Профиль', 'Стеклопакет', 'Цена'], ['Rehau Blitz', '24 мм', '9500']]],
    ['of models that are codes', [['Модель', 'Цена'], ['GBH-2', '500'], ['X15', '600']]],
    ['of sizes of nobody knows what', [['Размер', 'Цена'], ['50х150', '500'], ['25х100', '400']]],
    ['of a header that is no goods', [['Контрагент', 'Цена договора'], ['ООО "Ромашка"', '5000']]],
  ])('refuses one %s', async (_, table) => {
    await expect(rowsOf(table)).rejects.toThrow(/No column with the name of the goods/);
  }); // prettier-ignore
});

describe('which price is the price', () => {
  const priceOf = async (headers: string[], cells: string[]): Promise<unknown> =>
    (
      await rowsOf([
        ['Наименование', ...headers],
        ['Смеситель', ...cells],
      ])
    )[0]?.row.item?.priceAmount;

  it.each([
    [['Цена на 01.11.2026', 'Цена на 15.11.2026'], ['480', '495'], '495.00'],
    [['Цена на 15.11.2026', 'Цена на 01.11.2026'], ['495', '480'], '495.00'],
    [['РРЦ', 'Скидка, %', 'Ваша цена'], ['5 990', '30%', '4 193'], '4193.00'],
    [['RRP (inc VAT)', 'Trade price (ex VAT)'], ['£45', '£32.50'], '32.50'],
    [['Цена', 'Акция'], ['5990', '4990'], '4990.00'],
    [['Цена', 'Акция'], ['5990', ''], '5990.00'],
    [['Цена', 'Акция'], ['5990', 'до 15.12'], '5990.00'],
    [['Цена', 'Скидка, %', 'Цена со скидкой'], ['1200', '10', '1080'], '1080.00'],
    [['Цена', 'Цена со скидкой'], ['1300', ''], '1300.00'],
    [['Price', 'Special price'], ['93', '7254'], '93.00'],
    [['Regular price', 'Sale price'], ['1 200,00', '990,00'], '990.00'],
    [['1 шт', '10 шт', '100 шт'], ['25', '23', '20'], '25.00'],
    [['1-9 т', '10-19 т', 'от 20 т'], ['650', '600', '550'], '650.00'],
  ])('%j over %j: %s', async (headers, cells, expected) => {
    expect(await priceOf(headers, cells)).toBe(expected);
  });
});

describe('article numbers of several kinds', () => {
  it('tell no goods apart where many rows have that of another', async () => {
    const table: Table = [
      ['Код', 'Наименование', 'Характеристика', 'Цена'],
      ['001', 'Саморез', '3,5х25', '0,5'],
      ['001', 'Саморез', '3,5х35', '0,6'],
      ['001', 'Саморез', '3,5х45', '0,7'],
      ['002', 'Болт', 'М8х20', '3'],
    ];
    const items = (await rowsOf(table)).map(({ row }) => row.item);
    expect(items.map((item) => item?.name)).toEqual([
      'Саморез 3,5х25',
      'Саморез 3,5х35',
      'Саморез 3,5х45',
      'Болт М8х20',
    ]);
    expect(items.map((item) => [item?.sku, item?.attributes['Код']])).toEqual([
      [null, '001'],
      [null, '001'],
      [null, '001'],
      [null, '002'],
    ]);
  });

  it('stay what they are where one row is there twice, or a single number is wrong', async () => {
    const rows = (names: string[]): Table => [
      ['Код', 'Наименование', 'Цена'],
      ...names.map((name, i) => [i < 2 ? '1' : String(i), name, '5']),
    ];
    const codes = async (table: Table): Promise<unknown[]> =>
      (await rowsOf(table)).map(({ row }) => row.item?.sku ?? row.issues[0]?.code);
    expect(await codes(rows(['Болт', 'Гайка', 'Шайба', 'Винт', 'Гвоздь']))).toEqual([
      '1',
      'duplicate_row',
      '2',
      '3',
      '4',
    ]);
    expect(await codes(rows(['Болт', 'Болт', 'Шайба']))).toEqual(['1', 'duplicate_row', '2']);
  });
});

describe('what a list says of its goods elsewhere', () => {
  const GOODS: Table = [
    ['Наименование', 'Цена'],
    ['М150 полнотелый', '18'],
    ['Облицовочный'],
    ['М175 красный', '30'],
  ];

  it('puts the goods of a tab into a category of its name', async () => {
    const paths = (await rowsOf(GOODS, 'Кирпич')).map(({ row }) => row.item?.categoryPath);
    expect(paths).toEqual(['Кирпич', 'Облицовочный']);
  });

  it('takes no category for what are numbers of categories, and no quantity of an order for stock', async () => {
    const [read] = await rowsOf([
      ['Товар', 'categories', 'Кол-во', 'Цена', 'Сумма'],
      ['Профиль', '12,15', '100', '210,00', '21 000,00'],
    ]);
    expect(read?.row.item).toMatchObject({
      categoryPath: null,
      stock: null,
      attributes: { categories: '12,15', 'Кол-во': '100' },
    });
  });

  it('takes rows of a name alone for goods in a list without any price', async () => {
    expect(await goodsOf([['Наименование', 'Цена'], ['Песок мытый', null], ['Щебень 5-20', null]])).toEqual([
      ['Песок мытый', null, null],
      ['Щебень 5-20', null, null],
    ]); // prettier-ignore
  });

  it.each<[string, Table, object]>([
    ['1C-Bitrix', [['IE_XML_ID', 'IE_NAME', 'IC_GROUP0', 'IC_GROUP1', 'CV_PRICE_1', 'CV_CURRENCY_1', 'CP_QUANTITY'],
      ['17', 'Саморез 3,5х35', 'Крепёж', 'Саморезы', '1.20', 'USD', '1000']],
      { sku: '17', name: 'Саморез 3,5х35', categoryPath: 'Крепёж/Саморезы', priceAmount: '1.20', priceCurrency: 'USD', stock: '1000' }],
    ['OpenCart', [['sku', 'name(ru-ru)', 'quantity', 'manufacturer', 'price'], ['A100', 'Дрель ударная', '10', 'Интерскол', '3990.0000']],
      { sku: 'A100', name: 'Дрель ударная', brand: 'Интерскол', priceAmount: '3990.00', stock: '10' }],
    ['WooCommerce', [['SKU', 'Name', 'Short description', 'Regular price', 'Categories'], ['W1', 'Плита OSB', 'влагостойкая', '1200', 'Плиты > ОСП']],
      { sku: 'W1', name: 'Плита OSB', description: 'влагостойкая', priceAmount: '1200.00', categoryPath: 'Плиты/ОСП' }],
    ['Ukrainian', [['Найменування товару', 'Од. виміру', 'Ціна, грн', 'Залишок', 'Виробник'], ['Цемент', 'меш', '145,50', 'немає', 'CRH']],
      { name: 'Цемент', unitCode: 'меш', priceAmount: '145.50', priceCurrency: 'UAH', stock: '0', brand: 'CRH' }],
    ['Kazakh', [['Атауы / Наименование', 'Өлшем бірлігі', 'Бағасы, тг'], ['Цемент', 'рул', '2 450']],
      { name: 'Цемент', unitCode: 'рул', priceAmount: '2450.00', priceCurrency: 'KZT' }],
  ])('reads the headers of %s', async (_, table, expected) => {
    expect((await rowsOf(table))[0]?.row.item).toMatchObject(expected);
  }); // prettier-ignore

  it.each<[string, Table, object]>([
    ['the currency', [['Цены указаны в долларах США с учетом НДС 20%'], ['Наименование', 'Цена'], ['Насос', '85,50']],
      { priceCurrency: 'USD', vatIncluded: true, vatRate: '20' }],
    ['the unit', [['Цена за 1 м3'], ['Наименование', 'Цена'], ['Бетон М200', '5250']], { unitCode: 'м3', priceCurrency: 'RUB' }],
    ['nothing but what others do', [['Мин. заказ 100 USD'], ['Наименование', 'Цена'], ['Насос', '85']], { priceCurrency: 'RUB' }],
  ])('takes %s from what stands above the header', async (_, table, expected) => {
    expect((await rowsOf(table)).at(-1)?.row.item).toMatchObject(expected);
  }); // prettier-ignore

  it('takes a second line of the header and a line of sums for no goods', async () => {
    const rows = await rowsOf([
      ['Наименование', 'Ед.', 'Цена', 'Цена', 'Сумма'],
      [null, null, 'нал.', 'безнал.', null],
      ['Кирпич', 'шт', '18', '19,5', '180'],
      ['ИТОГО:', null, '18', null, '180'],
    ]);
    expect(rows.map(({ row }) => row.item?.name)).toEqual(['Кирпич']);
  });

  it('takes units below the header for no goods, and titles without what adorns them', async () => {
    const rows = await rowsOf([
      ['Наименование', 'Вес', 'Цена'],
      [null, 'кг', 'руб.'],
      ['--- КРОВЛЯ ---'],
      ['Лист 2 мм', '39', '2900'],
      ['*** Грунт ***'],
      ['Грунтовка', '5', '250'],
    ]);
    expect(rows.map(({ row }) => [row.item?.name, row.item?.categoryPath])).toEqual([
      ['Лист 2 мм', 'КРОВЛЯ'],
      ['Грунтовка', 'Грунт'],
    ]);
  });

  it('puts a title beside those that are written like it, and takes the unit that a name ends in', async () => {
    const rows = await rowsOf([
      ['Номенклатура', 'Артикул', 'Розничная', 'Оптовая'],
      ['01. КРЕПЕЖ'],
      ['Саморезы'],
      ['Саморез 3,5х25', 'a', '0,6', '0,5'],
      ['Дюбели'],
      ['Дюбель 6х40', 'b', '1,2', '1'],
      ['02. СЫПУЧЕЕ'],
      ['Песок мытый, м3', 'c', '900', '850'],
      ['Краска, 10 л', 'd', '900', '850'],
    ]);
    expect(
      rows.map(({ row }) => [row.item?.categoryPath, row.item?.unitCode, row.item?.priceAmount]),
    ).toEqual([
      ['01. КРЕПЕЖ/Саморезы', null, '0.60'],
      ['01. КРЕПЕЖ/Дюбели', null, '1.20'],
      ['02. СЫПУЧЕЕ', 'м3', '900.00'],
      ['02. СЫПУЧЕЕ', null, '900.00'],
    ]);
  });

  it('reads categories of more levels than two', async () => {
    const [read] = await rowsOf([
      ['Группа 1', 'Группа 2', 'Группа 3', 'Номенклатура', 'Цена'],
      ['Стройматериалы', 'Сухие смеси', 'Штукатурки', 'Ротбанд', '480'],
    ]);
    expect(read?.row.item).toMatchObject({
      categoryPath: 'Стройматериалы/Сухие смеси/Штукатурки',
      attributes: {},
    });
  });

  it('takes the tab for what its sizes are', async () => {
    const table: Table = [
      ['Сечение', 'Длина, м', 'Цена за м3'],
      ['25х100', 6, 16_500],
    ];
    expect(await goodsOf(table, 'Доска обрезная')).toEqual([['Доска обрезная 25х100 6 м', '16500.00', 'м3']]);
    await expect(goodsOf(table, 'Москва')).rejects.toThrow(ImportFault);
  });

  it('reads of a title as long as a cell may be what a title can be', async () => {
    const dashes = '-'.repeat(100_000);
    const rows = await rowsOf([
      [`Труба ${'.'.repeat(100_000)}x`],
      ['D, мм', 'PN10', 'PN20'],
      [`--a${dashes}x`],
      [20, 45, 52],
    ]);
    expect(rows.map(({ row }) => row.item?.priceAmount)).toEqual(['45.00', '52.00']);
    // What is beyond the length of a title is not looked at, nor waited for.
    expect(rows.map(({ row }) => row.item?.categoryPath?.split('/').at(-1))).toEqual(['a', 'a']);
  });
});
