import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ImportFault } from '../import-error.js';
import { knownUnits } from '../testing/known-units.js';
import { rowsOf, type Table } from '../testing/read-table.js';
import type { Cell } from '../values/cell.js';
import { findHeader, type Mapping } from './find-header.js';
import { findHeaderless } from './headerless.js';

async function goodsOf(table: Table): Promise<unknown[]> {
  return (await rowsOf(table)).map(({ row }) => [
    row.item?.sku ?? null,
    row.item?.name,
    row.item?.unitCode ?? null,
    row.item?.priceAmount ?? null,
    row.item?.categoryPath ?? null,
  ]);
}

const withNumbers = (table: Table): { rowNumber: number; sheet: null; cells: readonly Cell[] }[] =>
  table.map((cells, i) => ({ rowNumber: i + 1, sheet: null, cells }));

describe('a list without a header', () => {
  it('is read by what its columns hold, from its first row on', async () => {
    expect(
      await goodsOf([
        ['ООО "Ромашка", прайс-лист'],
        ['A001', 'Цемент М500 50кг', 'шт', '450,00'],
        ['A002', 'Песок 40 кг', 'шт', 'по запросу'],
        ['A003', 'Щебень 5-20', 'шт', '170,00'],
      ]),
    ).toEqual([
      ['A001', 'Цемент М500 50кг', 'шт', '450.00', null],
      ['A002', 'Песок 40 кг', 'шт', null, null],
      ['A003', 'Щебень 5-20', 'шт', '170.00', null],
    ]);
  });

  it('may begin with the title of a section, or with a price on request', async () => {
    expect(
      await goodsOf([
        ['Крепёж'],
        ['Саморез 3,5х35', 'по запросу'],
        ['Саморез 3,5х45', '1,10'],
        ['Трубы'],
        ['Труба ПП 20', '55,50'],
        ['Труба ПП 25', '75,00'],
        ['Труба ПП 32', '95,00'],
      ]),
    ).toEqual([
      [null, 'Саморез 3,5х35', null, null, 'Крепёж'],
      [null, 'Саморез 3,5х45', null, '1.10', 'Крепёж'],
      [null, 'Труба ПП 20', null, '55.50', 'Трубы'],
      [null, 'Труба ПП 25', null, '75.00', 'Трубы'],
      [null, 'Труба ПП 32', null, '95.00', 'Трубы'],
    ]);
  });

  it('may have one that says nothing to us', async () => {
    expect(
      await goodsOf([
        ['Bezeichnung', 'Einheit', 'Preis'],
        ['Цемент М500 50кг', 'шт', '450,00'],
        ['Песок 40 кг', 'шт', '150,00'],
      ]),
    ).toEqual([
      [null, 'Цемент М500 50кг', 'шт', '450.00', null],
      [null, 'Песок 40 кг', 'шт', '150.00', null],
    ]);
    expect(
      await goodsOf([
        ['Preisliste'],
        ['Bezeichnung', 'Preis'],
        ['Цемент М500 50кг', '450,00'],
        ['Песок 40 кг', '150,00'],
        ['Трубы'],
        ['Труба ПП 20', '55,50'],
      ]),
    ).toEqual([
      [null, 'Цемент М500 50кг', null, '450.00', null],
      [null, 'Песок 40 кг', null, '150.00', null],
      [null, 'Труба ПП 20', null, '55.50', 'Трубы'],
    ]);
  });

  it.each<[string, Table]>([
    [
      'several columns may be the price',
      [
        ['Цемент М500', '450', '470'],
        ['Песок', '150', '160'],
      ],
    ],
    [
      'nothing in it is called as goods are',
      [
        ['Иванов', 'дворник', '100,00'],
        ['Петров', 'директор', '500,00'],
      ],
    ],
    ['it has one row', [['Цемент М500', '450,00']]],
    [
      'codes alone are figures',
      [
        ['Цемент М500', '0012'],
        ['Песок', '0013'],
      ],
    ],
  ])('is refused where %s', async (_, table) => {
    await expect(rowsOf(table)).rejects.toMatchObject({ code: 'no_header' } satisfies Partial<ImportFault>);
  });

  it('is read as a mapping counts its columns', () => {
    const table = withNumbers([
      ['1', 'Цемент М500', '10', '450'],
      ['2', 'Песок', '20', '150'],
    ]);
    const mapping: Mapping = { name: 'Column 2', price: 'column 4', stock: 'Column 3' };
    expect(findHeader(table, knownUnits(), mapping, {})).toMatchObject({
      headerRow: null,
      skip: 0,
      columns: { name: 1, price: 3, stock: 2 },
    });
  });

  it('is never made up, whatever the cells', () => {
    const cell = fc.oneof(
      fc.constantFrom<Cell>(
        null,
        '',
        'Цемент',
        'Труба ПП 20',
        '450,00',
        '12',
        'шт',
        '0012',
        'по запросу',
        '—',
        5,
      ),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 }), (table) => {
        const found = findHeaderless(withNumbers(table), knownUnits());
        const { name, price } = found?.columns ?? {};
        return found === null || (name !== undefined && price !== undefined && name !== price);
      }),
    );
  });
});
