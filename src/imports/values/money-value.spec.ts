import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPrice } from './money-value.js';

describe('readPrice', () => {
  it.each([
    ['1 846,56', '1846.56', null],
    ['7 000,00 ₽', '7000.00', 'RUB'],
    ['1.846,56', '1846.56', null],
    ['1,846.56', '1846.56', null],
    ['1846.56 руб/шт', '1846.56', 'RUB'],
    ['1\u00a0846,56', '1846.56', null],
    ['1\u202f846,56 ₽', '1846.56', 'RUB'],
    ['$1,200.00', '1200.00', 'USD'],
    ['€12,50', '12.50', 'EUR'],
    ['12 500.-', '12500.00', null],
    ['1’234.50', '1234.50', null],
    ['1846-56', '1846.56', null],
    ['1 846 руб. 56 коп.', '1846.56', 'RUB'],
    ['15 BYN', '15.00', 'BYN'],
    ['2 500 тг.', '2500.00', 'KZT'],
    ['500*', '500.00', null],
    ['5 000=00', '5000.00', 'RUB'],
    ['1.5 тыс. руб', '1500.00', 'RUB'],
    ['12,5 т.р.', '12500.00', null],
    ['62 тыс. руб/т', '62000.00', 'RUB'],
    ['цена 500', '500.00', null],
    ['450/480', '450.00', null],
    [1846.56, '1846.56', null],
    [0.1 + 0.2, '0.30', null],
  ])('reads %j', (cell, amount, currency) => {
    expect(readPrice(cell)).toMatchObject({ kind: 'exact', amount, currency });
  });

  it.each([
    ['от 120', 'from', '120.00'],
    ['120–150', 'from', '120.00'],
    ['от 1 200 до 1 500 руб', 'from', '1200.00'],
    ['~500', 'from', '500.00'],
    ['500+', 'from', '500.00'],
    ['снят с производства', 'none', null],
    ['нет в наличии', 'none', null],
    ['по запросу', 'request', null],
    ['Цена договорная', 'request', null],
    ['звоните', 'request', null],
    ['-', 'none', null],
    ['', 'none', null],
    ['0,00', 'none', null],
    ['0,00001', 'none', null],
    [0, 'none', null],
  ])('takes %j for %s', (cell, kind, amount) => {
    expect(readPrice(cell)).toMatchObject({ kind, amount });
  });

  it.each([
    'абв',
    '-5',
    '(100)',
    '1e3',
    '1 84 6',
    '15%',
    '12,34,56',
    '20.12.2023',
    '100 000 000 000 000',
    -1,
    true,
  ])('says that %j is no price', (cell) => {
    expect(readPrice(cell)).toBeNull();
  });

  it('finds the unit and the tax in the price', () => {
    expect(readPrice('500 руб. за 100 м2')).toMatchObject({ amount: '500.00', unitText: '100 м2' });
    expect(readPrice('100 руб. без НДС')).toMatchObject({ amount: '100.00', vat: { included: false } });
    expect(readPrice('100 + НДС')).toMatchObject({ amount: '100.00', vat: { included: false } });
    expect(readPrice('100 с НДС 22%')).toMatchObject({
      amount: '100.00',
      vat: { included: true, rate: '22' },
    });
  });

  it('says where a reader could see another number', () => {
    expect(readPrice('1,500')).toMatchObject({ amount: '1.50', remarks: ['ambiguous_number'] });
    expect(readPrice('1,23456')).toMatchObject({ amount: '1.2346', remarks: ['price_rounded'] });
  });

  it('reads back every amount however it is written', () => {
    const written = fc.record({
      kopecks: fc.integer({ min: 1, max: 999_999_999 }),
      grouping: fc.constantFrom('', ' ', '\u00a0', '\u202f', '\u2009', "'"),
      mark: fc.constantFrom(',', '.'),
      before: fc.constantFrom('', '  ', '₽', 'руб. ', '€ '),
      after: fc.constantFrom('', ' ₽', ' руб.', 'р.', ' RUB', ' EUR', ' руб/шт', '\u00a0'),
    });
    fc.assert(
      fc.property(written, ({ kopecks, grouping, mark, before, after }) => {
        fc.pre(!(before.trim() && after.trim()));
        const whole = String(Math.floor(kopecks / 100)).replace(/\B(?=(\d{3})+$)/g, grouping);
        const fraction = String(kopecks % 100).padStart(2, '0');
        expect(readPrice(`${before}${whole}${mark}${fraction}${after}`)?.amount).toBe(
          (kopecks / 100).toFixed(2),
        );
      }),
    );
  });

  it('takes a paragraph with figures for none, however long it is', () => {
    expect(readPrice(`Цемент ${'1.2,3 руб '.repeat(20_000)}`)).toBeNull();
  });

  it('never throws, and never makes an amount that the database refuses', () => {
    const pieces = fc.array(
      fc.constantFrom(
        ...'0123456789 .,-–/%₽$()*от до руб коп НДС за запрос\u00a0'.split(''),
        'руб',
        'от ',
        'НДС',
        '20%',
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((all) => all.join('')),
          fc.string({ unit: 'binary', maxLength: 30 }),
        ),
        (text) => {
          const price = readPrice(text);
          if (price?.amount == null) return;
          expect(price.amount).toMatch(/^\d{1,14}\.\d{2,4}$/);
          expect(Number(price.amount)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
