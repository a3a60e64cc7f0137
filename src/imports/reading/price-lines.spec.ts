import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileBytes } from '../testing/read-file.js';
import { arePriceLines, readPriceLine } from './price-lines.js';

describe('a line that names goods and their price', () => {
  it.each([
    ['Цемент М500 50 кг - 450 руб/меш', ['Цемент М500 50 кг', '450 руб/меш']],
    ['Клей плиточный 25кг — 320 р.', ['Клей плиточный 25кг', '320 р.']],
    ['1) Песок 40 кг: 150 руб.', ['Песок 40 кг', '150 руб.']],
    ['• Доска 50х150х6000 - 18 500 руб/м3', ['Доска 50х150х6000', '18 500 руб/м3']],
    ['Брус 100х100 - от 17000 руб за м3', ['Брус 100х100', 'от 17000 руб за м3']],
    ['Раствор М150 ........... 3900', ['Раствор М150', '3900']],
    ['Кирпич М150 … 18,50 ₽', ['Кирпич М150', '18,50 ₽']],
    ['Труба 40х20х1,5 - 98 руб/м, в наличии', ['Труба 40х20х1,5', '98 руб/м', 'в наличии']],
    ['Арматура 12 - 48 руб/м (от 1 т дешевле)', ['Арматура 12', '48 руб/м', 'от 1 т дешевле']],
  ])('is cut in two: %s', (line, expected) => {
    expect(readPriceLine(line)).toEqual(expected);
  });

  it.each([
    'Плита ПК 60 - 12',
    'Арматура 12 - 6, 450 руб',
    'Сухие смеси:',
    'тел. 8-900-123-45-67',
    'Цемент;меш;450 руб',
    'Доставка - 2 дня',
    '',
  ])('is not "%s"', (line) => {
    expect(readPriceLine(line)).toBeNull();
  });

  it('is looked for in any text without a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        arePriceLines(text);
      }),
    );
  });

  it('is not looked for in a line longer than any', () => {
    expect(readPriceLine(`Цемент ${'М500 '.repeat(60)}- 450 руб`)).toBeNull();
  });
});

describe('a text of such lines', () => {
  const TEXT = [
    'Добрый день! Прайс на сегодня:',
    '',
    'Сухие смеси:',
    'Цемент М500 50 кг - 450 руб/меш',
    'Клей плиточный 25кг — 320 р.',
    'Пиломатериалы',
    'Доска обрезная 50х150х6000 - 18 500 руб/м3',
    'Брус 100х100 - от 17000 руб за м3, сухой',
  ].join('\r\n');

  it('is read as a table of names and prices, its titles as categories', async () => {
    const { format, rows } = await readFileBytes(TEXT);
    expect(format).toMatchObject({ delimiter: null, mapping: { name: 'Column 1', price: 'Column 2' } });
    expect(
      rows.map(({ rowNumber, item }) => [
        rowNumber,
        item?.name,
        item?.categoryPath,
        item?.priceAmount,
        item?.unitRaw ?? item?.unitCode,
      ]),
    ).toEqual([
      [4, 'Цемент М500 50 кг', 'Сухие смеси', '450.00', 'меш'],
      [5, 'Клей плиточный 25кг', 'Сухие смеси', '320.00', null],
      [7, 'Доска обрезная 50х150х6000', 'Пиломатериалы', '18500.00', 'м3'],
      [8, 'Брус 100х100', 'Пиломатериалы', '17000.00', 'м3'],
    ]);
    expect(rows[3]?.item?.attributes).toEqual({ 'Column 3': 'сухой' });
  });

  it('may say what is told in it', async () => {
    const { format, rows } = await readFileBytes(
      'Наименование\nСаморез 3,5х35 - 0,5 руб.\nСаморез 3,5х45 - 0,6 руб.\n',
    );
    expect(format?.mapping).toEqual({ name: 'Наименование', price: 'Цена' });
    expect(rows.map(({ item }) => [item?.name, item?.priceAmount])).toEqual([
      ['Саморез 3,5х35', '0.50'],
      ['Саморез 3,5х45', '0.60'],
    ]);
  });

  it('leaves tables alone whose cells have such lines', async () => {
    const { format } = await readFileBytes('Наименование;Цена\nЦемент - 450 руб;450\nПесок - 150 руб;150\n');
    expect(format).toMatchObject({ delimiter: ';', mapping: { name: 'Наименование', price: 'Цена' } });
  });
});
