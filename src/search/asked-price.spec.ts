import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dropPriceTalk, readPrice } from './asked-price.js';

describe('a price in the words of a query', () => {
  it.each([
    ['цемент до 500 рублей', 'цемент', null, '500.00'],
    ['краска белая до 2000 р', 'краска белая', null, '2000.00'],
    ['ламинат до 1 500 руб за м2', 'ламинат', null, '1500.00'],
    ['ламинат от 500 до 1000 руб', 'ламинат', '500.00', '1000.00'],
    ['ламинат 500-1000 ₽', 'ламинат', '500.00', '1000.00'],
    ['плитка дешевле 1000', 'плитка', null, '1000.00'],
    ['плитка не дороже 1200,50 р.', 'плитка', null, '1200.50'],
    ['дверь от 10 тыс руб', 'дверь', '10000.00', null],
    ['перфоратор до 15к рублей', 'перфоратор', null, '15000.00'],
    ['недорогая краска за 300 рублей для стен', 'недорогая краска для стен', null, '300.00'],
    ['drill under 5000 rub', 'drill', null, '5000.00'],
    ['laminate from 500 to 900 rubles', 'laminate', '500.00', '900.00'],
    ['ламинат от 1000 до 500 руб', 'ламинат', '500.00', '1000.00'],
  ])('of "%s" leaves "%s"', (query, text, min, max) => {
    expect(readPrice(query)).toEqual({ text, price: { min, max } });
  });

  it.each([
    'труба до 110',
    'доска от 3 до 6 м',
    'щебень 5-20',
    'утеплитель до 50 мм',
    'пена за 30 минут',
    'рубероид до 10 рулонов',
    'до 500 рублей',
    'цемент 500 руб',
    'герметик до 100 рублен',
  ])('is none in "%s"', (query) => {
    expect(readPrice(query)).toEqual({ text: query, price: null });
  });

  it('is never read from anything but its own words, whatever the text', () => {
    const pieces = fc.constantFrom(
      'до ',
      'от ',
      '500',
      ' 1 000',
      ' руб',
      'цемент ',
      '-',
      '₽',
      ' за м2',
      'дешевле ',
      '9',
      'к ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')),
        ),
        (query) => {
          const { text, price } = readPrice(query);
          if (price === null) return text === query;
          const bounds = [price.min, price.max].filter((bound) => bound !== null);
          return (
            text.length < query.length &&
            bounds.length > 0 &&
            bounds.every((bound) => /^\d+\.\d{2}$/.test(bound)) &&
            Number(price.min ?? 0) <= Number(price.max ?? Infinity)
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('talk of a price that bounds none', () => {
  it.each([
    ['профнастил с8 цена за м2', 'профнастил с8'],
    ['осб 9 мм цена за лист', 'осб 9 мм'],
    ['ламинат стоимость за квадратный метр 33 класс', 'ламинат 33 класс'],
    ['бетон м300 за куб', 'бетон м300'],
    ['цемент м500 купить по цене 450 руб', 'цемент м500 купить'],
    ['laminate price per m2', 'laminate price'],
  ])('of "%s" leaves "%s"', (query, text) => {
    expect(dropPriceTalk(query)).toBe(text);
  });

  it.each(['панель за унитаз', 'за м2', 'арматура за тонну', 'труба до 110 мм'])(
    'is none in "%s"',
    (query) => {
      expect(dropPriceTalk(query)).toBe(query);
    },
  );
});
