import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DelimitedParser } from './delimited-parser.js';
import { detectDelimiter } from './detect-delimiter.js';

const LIMITS = { columns: 50, rows: 1_000, cellChars: 200 };

function parse(text: string, delimiter = ';', pieces: readonly number[] = []): unknown[][] {
  const parser = new DelimitedParser(delimiter, LIMITS);
  const rows = [];
  let at = 0;
  for (const size of pieces) {
    rows.push(...parser.push(text.slice(at, at + size)));
    at += size;
  }
  rows.push(...parser.push(text.slice(at)), ...parser.end());
  return rows.map(({ cells }) => [...cells]);
}

describe('DelimitedParser', () => {
  it.each([
    ['a;b\nc;d\n', [['a', 'b'], ['c', 'd']]],
    ['a;b\r\nc;d', [['a', 'b'], ['c', 'd']]],
    ['a;b\rc;d\r', [['a', 'b'], ['c', 'd']]],
    ['"a;1";"b ""x"""\n', [['a;1', 'b "x"']]],
    ['"a" ; "b" \n', [['a', 'b']]],
    ['"a\nb";c\n', [['a\nb', 'c']]],
    ['Труба 1/2";c\n', [['Труба 1/2"', 'c']]],
    ['"КОРОЕД" 25 кг;5\n', [['"КОРОЕД" 25 кг', '5']]],
    ['"never closed;1\nb;2\n', [['"never closed', '1'], ['b', '2']]],
    ['a;\n;b\n', [['a', ''], ['', 'b']]],
    ['', []],
  ])('reads %j', (text, rows) => {
    expect(parse(text)).toEqual(rows);
  }); // prettier-ignore

  it('numbers rows by the lines of the file', () => {
    const parser = new DelimitedParser(',', LIMITS);
    const rows = [...parser.push('a,"x\ny"\nb,c\n'), ...parser.end()];
    expect(rows.map(({ rowNumber }) => rowNumber)).toEqual([1, 3]);
  });

  it('reads back what was written, however the text is cut into pieces', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'я', ';', '"', '\n', '\r', ' ', '1', '\t'),
      maxLength: 8,
    });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }),
        (rows, end, pieces) => {
          const text = rows
            .map((cells) => cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(';') + end)
            .join('');
          expect(parse(text, ';', pieces)).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads the same from any text at once and in pieces, and loses no letter', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'б', ';', '"', '\n', '\r', ' '), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 30 }), (written, pieces) => {
        const whole = parse(written);
        expect(parse(written, ';', pieces)).toEqual(whole);
        const letters = (from: string): string => from.replace(/[^aб]/g, '');
        expect(letters(whole.flat().join(''))).toBe(letters(written));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['too_many_columns', `${'x;'.repeat(60)}\n`],
    ['cell_too_large', `${'x'.repeat(500)};1\n`],
    ['too_many_rows', 'a;b\n'.repeat(1_001)],
  ])('ends with %s instead of memory', (code, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code }));
  });
});

describe('detectDelimiter', () => {
  it.each([';', ',', '\t', '|', '^'])('finds %j', (delimiter) => {
    const rows = [['Артикул', 'Наименование', 'Цена'], ['1', '"Цемент, М500"', '"1 846,56"'], ['2', 'Песок', '10']];
    expect(detectDelimiter(rows.map((cells) => cells.join(delimiter)).join('\n'))).toBe(delimiter);
  }); // prettier-ignore

  it('is not misled by decimal commas, titles and the hint of a spreadsheet program', () => {
    expect(detectDelimiter('Прайс, ООО "Ромашка", Москва\nИмя;Цена\nДоска;1,5\nБрус;2,5\nРейка;3,5\n')).toBe(
      ';',
    );
    const names = ['Труба 20, белая, матовая;10,50', 'Труба 25, серая, матовая;12,50'];
    expect(detectDelimiter(['Наименование;Цена', ...names].join('\n'))).toBe(';');
    expect(detectDelimiter('Наименование, ед. изм.;Цена, руб\nТруба, м;10\nКран, шт;12')).toBe(';');
    const lines = ['Номенклатура, характеристика, упаковка;Остаток;Розничная, руб.', 'Клей, , меш;20;410,00'];
    expect(detectDelimiter(lines.join('\n'))).toBe(';');
    expect(detectDelimiter('sep=|\r\na,b|c,d\n')).toBe('|');
  });
});
