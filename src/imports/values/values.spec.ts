import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { knownUnits } from '../testing/known-units.js';
import { cellText } from './cell.js';
import { findCurrency } from './currency.js';
import { readDate } from './date-value.js';
import { readDecimal } from './decimal-text.js';
import { readGtin } from './gtin.js';
import { foldName, itemKey } from './item-key.js';
import { readUnit } from './unit-value.js';
import { findVat } from './vat.js';

describe('readDate', () => {
  it.each([
    '20.12.2023', '20.12.23', '2023-12-20', '2023-12-20T10:00:00Z', '2023/12/20', '20/12/2023', '12/20/2023', '20231220',
    '20 декабря 2023 г.', '20-дек-23', '20 дек. 2023', 'Dec 20, 2023', 'December 20 2023', '20.12.2023 10:15', 'от 20.12.2023',
    new Date(Date.UTC(2023, 11, 20)), 45280,
  ])('reads %j', (cell) => {
    expect(readDate(cell)).toBe('2023-12-20');
  }); // prettier-ignore

  it.each(['31.02.2023', '20.13.2023', 'дек.2023', '45280', 'м2', '', 12, true, new Date(NaN)])(
    'says that %j is none',
    (cell) => {
      expect(readDate(cell)).toBeNull();
    },
  );

  it('reads back every day', () => {
    const day = fc.date({ min: new Date('1970-01-02'), max: new Date('2069-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [y = '', m = '', d = ''] = iso.split('-');
        for (const text of [iso, `${d}.${m}.${y}`, `${d}.${m}.${y.slice(2)}`, `${y}${m}${d}`])
          expect(readDate(text)).toBe(iso);
      }),
    );
  });
});

describe('readUnit', () => {
  it.each([
    ['шт.', 'шт', '1'],
    ['М²', 'м2', '1'],
    ['100 м2', 'м2', '100'],
    ['100 шт', '100 шт', '1'],
    ['упак (12 шт)', 'шт', '12'],
    ['уп. 12 шт.', 'шт', '12'],
    ['упак/12шт', 'шт', '12'],
    ['12 шт/уп', 'шт', '12'],
    ['меш. 25 кг', 'кг', '25'],
    ['рулон (15 м²)', 'м2', '15'],
    ['упаковка - 2,5 м2', 'м2', '2.5'],
    ['0,5 л', 'л', '0.5'],
    ['за м2', 'м2', '1'],
    ['руб/м2', 'м2', '1'],
    ['м2 (лист)', 'м2', '1'],
  ])('reads %j', (text, code, packQuantity) => {
    const { unit, packQuantity: quantity } = readUnit(text, knownUnits());
    expect([unit?.code, quantity]).toEqual([code, packQuantity]);
  });

  it.each(['хз', '1/12', '0 шт', 'упак 12', ''])('knows no unit by %j', (text) => {
    expect(readUnit(text, knownUnits()).unit).toBeNull();
  });

  it('never throws, and never divides by nothing', () => {
    const pieces = fc.array(
      fc.constantFrom('упак', 'шт', 'м2', '12', '0', ',', '.', ' ', '(', ')', '/', '-', 'за '),
      {
        maxLength: 10,
      },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(Number(readUnit(parts.join(''), knownUnits()).packQuantity)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('readGtin', () => {
  it('takes the four lengths with a right check digit', () => {
    expect(readGtin('4006381333931')).toEqual({ gtin: '4006381333931' });
    expect(readGtin('96385074')).toEqual({ gtin: '96385074' });
    expect(readGtin('0 36000-29145 2')).toEqual({ gtin: '036000291452' });
    expect(readGtin('4006381333932')).toEqual({ fault: 'check_digit' });
    expect(readGtin('123')).toEqual({ fault: 'length' });
    expect(readGtin('4,00638E+12')).toEqual({ fault: 'length' });
  });

  it('notices every single wrong digit', () => {
    const wrong = fc.tuple(fc.nat({ max: 12 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(wrong, ([place, shift]) => {
        const digits = [...'4006381333931'].map(Number);
        digits[place] = ((digits[place] ?? 0) + shift) % 10;
        expect(readGtin(digits.join(''))).toEqual({ fault: 'check_digit' });
      }),
    );
  });
});

describe('findVat', () => {
  it.each([
    ['Цена с НДС', true, null],
    ['Цена, руб. (в т.ч. НДС 20%)', true, '20'],
    ['Цена с учетом НДС 22%', true, '22'],
    ['Price incl. VAT', true, null],
    ['Цена без НДС, руб', false, null],
    ['Price excl. VAT', false, null],
    ['+ НДС', false, null],
    ['НДС 10 %', null, '10'],
  ])('reads %j', (text, included, rate) => {
    expect(findVat(text)).toEqual({ included, rate });
  });

  it('finds none in other words', () => {
    expect(findVat('Цена, руб.')).toBeNull();
  });
});

describe('findCurrency', () => {
  it.each([
    ['100 руб.', 'RUB'],
    ['100 бел. руб.', 'BYN'],
    ['₸ 5', 'KZT'],
    ['5 грн', 'UAH'],
  ])('finds that of %j', (text, code) => {
    expect(findCurrency(text)?.code).toBe(code);
  });

  it.each(['рубероид', 'европласт', 'сомнение', 'usdt'])('finds none in the word %j', (text) => {
    expect(findCurrency(text)).toBeNull();
  });
});

describe('readDecimal', () => {
  it('gives digits with at most one point, or nothing', () => {
    const text = fc
      .array(fc.constantFrom(..."0123456789 .,'’"), { maxLength: 16 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, (written) => {
        const read = readDecimal(written);
        if (read) expect(read.value).toMatch(/^\d+(\.\d+)?$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('cellText', () => {
  it.each([
    ['<b>Цемент</b> М500&nbsp;50 кг', 'Цемент М500 50 кг'],
    ['&lt;p style="x"&gt;Песок&lt;br/&gt;мытый&lt;/p&gt;', 'Песок мытый'],
    ['1 м<sup>2</sup>', '1 м²'],
    ['Труба <50 мм> и a<b', 'Труба <50 мм> и a<b'],
    ['<<sup>b>', '< b>'],
  ])('reads %j as %j', (cell, expected) => {
    expect(cellText(cell)).toBe(expected);
    expect(cellText(expected)).toBe(expected);
  });

  it('is storable, trimmed and single-spaced whatever the cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const clean = cellText(text);
        // eslint-disable-next-line no-control-regex -- what PostgreSQL cannot hold.
        expect(clean).not.toMatch(/[\u0000-\u001f\u00a0\ufeff]|^ | $| {2}/);
        expect(clean).not.toMatch(/\p{Surrogate}/u);
        expect(cellText(clean)).toBe(clean);
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes numbers as people do', () => {
    expect([cellText(0.1 + 0.2), cellText(1e21), cellText(1e-7), cellText(12.5)]).toEqual([
      '0.3',
      '1000000000000000000000',
      '0.0000001',
      '12.5',
    ]);
  });
});

describe('itemKey', () => {
  it('tells apart what is not the same article, and nothing else', () => {
    expect(itemKey('A-1', 'Болт', 'шт')).toBe(itemKey('a-1', 'Другое имя', 'кг'));
    expect(itemKey('007', 'Болт', 'шт')).not.toBe(itemKey('7', 'Болт', 'шт'));
    expect(itemKey(null, 'Саморез 3,5х25', 'шт')).toBe(itemKey(null, 'САМОРЕЗ  3.5×25', 'шт'));
    expect(itemKey(null, 'Болт', 'шт')).not.toBe(itemKey(null, 'Болт', 'кг'));
    expect(foldName('«Ёлка»  50*50')).toBe('елка 50x50');
  });
});
