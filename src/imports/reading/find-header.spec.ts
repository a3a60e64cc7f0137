import { describe, expect, it } from '@jest/globals';
import type { Cell, RawRow } from '../values/cell.js';
import { knownUnits } from '../testing/known-units.js';
import { findHeader, type Mapping } from './find-header.js';
import { learnMapping } from './learn-mapping.js';

const rowsOf = (table: readonly (readonly Cell[])[]): RawRow[] =>
  table.map((cells, i) => ({ rowNumber: i + 1, sheet: null, cells }));

function columnsOf(
  table: readonly (readonly Cell[])[],
  mapping: Mapping = {},
  remembered: Mapping = {},
): unknown {
  const head = findHeader(rowsOf(table), knownUnits(), mapping, remembered);
  return (
    head && {
      row: head.headerRow,
      ...Object.fromEntries(
        Object.entries(head.columns).map(([field, column]) => [field, head.headers[column]]),
      ),
    }
  );
}

describe('findHeader', () => {
  it.each([
    [['Наименование', 'Цена'], { name: 'Наименование', price: 'Цена' }],
    [['№ п/п', 'Артикул', 'Номенклатура', 'Ед.изм', 'Цена с НДС', 'Остаток'],
     { sku: 'Артикул', name: 'Номенклатура', unit: 'Ед.изм', price: 'Цена с НДС', stock: 'Остаток' }],
    [['Код', 'Товар', 'Группа', 'Производитель', 'Опт'],
     { sku: 'Код', name: 'Товар', category: 'Группа', brand: 'Производитель', price: 'Опт' }],
    [['Номенклатура.Код', 'Номенклатура', 'Базовая ед.', 'РРЦ'],
     { sku: 'Номенклатура.Код', name: 'Номенклатура', unit: 'Базовая ед.', price: 'РРЦ' }],
    [['SKU', 'Product name', 'UoM', 'Unit price', 'Currency', 'Brand', 'EAN', 'VAT'],
     { sku: 'SKU', name: 'Product name', unit: 'UoM', price: 'Unit price', currency: 'Currency', brand: 'Brand', gtin: 'EAN', vat: 'VAT' }],
    [['НАИМЕНОВАНИЕ ТОВАРА', 'ед. измерения', 'Цена, руб.', 'Категория', 'Подкатегория', 'Кол-во в уп.', 'Штрих-код', 'Дата прайса'],
     { name: 'НАИМЕНОВАНИЕ ТОВАРА', unit: 'ед. измерения', price: 'Цена, руб.', category: 'Категория', subcategory: 'Подкатегория',
       packQuantity: 'Кол-во в уп.', gtin: 'Штрих-код' }],
  ])('understands %j', (headers, expected) => {
    const data = headers.map((header) => (/цен|price|опт|ррц/i.test(header) ? '12,50' : /имен|товар|ном|product/i.test(header) ? 'Цемент' : ''));
    expect(columnsOf([headers, data, data, data])).toMatchObject(expected);
  }); // prettier-ignore

  it('finds it below titles, addresses and blank columns', () => {
    expect(
      columnsOf([
        ['ООО «Ромашка»', null, null],
        ['г. Москва, ул. Товарная, 5; тел. 8 (495) 123-45-67'],
        ['Прайс-лист на 01.02.2024'],
        [null, 'Наименование', 'Ед.', 'Цена'],
        [null, 'Цемент М500', 'меш', 500],
        [null, 'Песок', 'м3', 900],
      ]),
    ).toEqual({ row: 4, name: 'Наименование', unit: 'Ед.', price: 'Цена' });
  });

  it('joins a header of two rows, as merged cells leave it', () => {
    expect(
      columnsOf([
        ['Наименование', 'Ед.', 'Цена', null],
        [null, null, 'опт', 'розница'],
        ['Цемент М500', 'меш', 500, 550],
        ['Песок', 'м3', 900, 990],
      ]),
    ).toMatchObject({ row: 1, name: 'Наименование', price: 'Цена розница' });
  });

  it('does not take a section title below the header for its second row', () => {
    expect(
      columnsOf([
        ['Код', 'Наименование', 'Цена'],
        ['Сухие смеси', null, null],
        ['c1', 'Цемент М500', 500],
      ]),
    ).toEqual({ row: 1, sku: 'Код', name: 'Наименование', price: 'Цена' });
  });

  it('believes the values more than a misleading header', () => {
    const table: Cell[][] = [['name', 'unit_price', 'calc_price', 'count']];
    for (let i = 0; i < 5; i += 1) table.push([`доска ${i}`, '7 000,00 ₽', '0 ₽', 'м3']);
    expect(columnsOf(table)).toMatchObject({ name: 'name', price: 'unit_price', unit: 'count' });
  });

  it('takes the mapping it is given, then what is remembered, then its own choice', () => {
    const table = [
      ['Наименование', 'Опт', 'Розница', 'Код'],
      ['Цемент', '10', '12', 'c1'],
      ['Песок', '20', '22', 'c2'],
    ];
    expect(columnsOf(table, {}, { price: 'опт' })).toMatchObject({ price: 'Опт' });
    expect(columnsOf(table, { price: 'РОЗНИЦА' }, { price: 'Опт' })).toMatchObject({ price: 'Розница' });
    expect(columnsOf(table, {}, { price: 'Нет такой' })).toMatchObject({
      name: 'Наименование',
      price: 'Розница',
    });
    expect(() => columnsOf(table, { price: 'Нет такой' })).toThrow(
      expect.objectContaining({
        code: 'mapping_column_missing',
        message: expect.stringContaining('"Розница"'),
      }),
    );
  });

  it('takes no column for a field that has none by the mapping, nor by what is remembered', () => {
    const table = [
      ['Наименование', 'Производитель', ''],
      ['Цемент', 'Завод', 'x'],
    ];
    expect(columnsOf(table)).toMatchObject({ brand: 'Производитель' });
    expect(columnsOf(table, { brand: '' })).not.toHaveProperty('brand');
    expect(columnsOf(table, {}, { brand: '' })).not.toHaveProperty('brand');
    expect(columnsOf(table, { brand: 'Производитель' }, { brand: '' })).toMatchObject({
      brand: 'Производитель',
    });
  });

  it.each([
    ['what is called a description where nothing is called a name',
     ['SKU', 'Description', 'UOM', 'List Price'], ['US-1000', 'Whitewood Stud 2 in. x 4 in.', 'pcs', '3.98'],
     { sku: 'SKU', name: 'Description', unit: 'UOM', price: 'List Price' }],
    ['the description beside article numbers called "Item"',
     ['Item', 'Description', 'U/M', 'Net Price', 'On Hand'], ['A1000', 'Copper pipe 15 mm', 'pcs', '3.98', 4],
     { sku: 'Item', name: 'Description', unit: 'U/M', price: 'Net Price', stock: 'On Hand' }],
    ['the name and not the description where both are words',
     ['Item #', 'Item', 'Description', 'Mfr', 'Dept'], [10234, 'Copper pipe', 'For water', 'Viega', 'Plumbing'],
     { sku: 'Item #', name: 'Item', description: 'Description', brand: 'Mfr', category: 'Dept' }],
    ['codes as names where nothing else is one', ['Товар', 'Цена'], ['М500', '12,50'], { name: 'Товар', price: 'Цена' }],
  ])('takes for the name %s', (_, headers, data, expected) => {
    expect(columnsOf([headers, data, data, data])).toEqual({ row: 1, ...expected });
  }); // prettier-ignore

  it('says nothing where no column holds names', () => {
    expect(columnsOf([['a', 'b'], ['1', '2']])).toBeNull();
    expect(columnsOf([['Материалы'], ['12']])).not.toMatchObject({ price: 'Материалы' });
  }); // prettier-ignore
});

describe('learnMapping', () => {
  it('remembers of several fields that they have no column', () => {
    expect(learnMapping({ sku: '', brand: 'Завод' }, { name: 'Имя', vat: '' })).toEqual({
      sku: '',
      brand: 'Завод',
      name: 'Имя',
      vat: '',
    });
  });

  it('keeps what a list does not have, and forgets a column that means another thing now', () => {
    expect(
      learnMapping({ name: 'Имя', brand: 'Завод', sku: 'Код' }, { name: 'Товар', price: 'Код' }),
    ).toEqual({
      name: 'Товар',
      price: 'Код',
      brand: 'Завод',
    });
  });
});
