import { describe, expect, it } from '@jest/globals';
import type { ImportRow } from '../import-row.store.js';
import { toCsv } from './csv.js';

async function csvOf(value: string): Promise<string> {
  const row: ImportRow = {
    row: 2,
    sheet: null,
    status: 'rejected',
    name: null,
    price: null,
    column: 'Цена',
    code: 'bad_price',
    message: 'No',
    value,
    changes: null,
    item: null,
    priceChange: null,
  };
  const parts: string[] = [];
  for await (const part of toCsv(
    (async function* () {
      await Promise.resolve();
      yield row;
    })(),
  )) {
    parts.push(part);
  }
  return parts.join('');
}

describe('rows as CSV', () => {
  it('starts with a byte order mark and a header', async () => {
    expect(await csvOf('x')).toBe(
      '\ufeffrow,sheet,status,column,code,message,value,sku,name,price,priceBefore,currency\r\n2,,rejected,Цена,bad_price,No,x,,,,,\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('does not let %j be a formula', async (value) => {
    expect(await csvOf(value)).toContain(`"'${value}"`);
  });

  it('quotes what needs quotes', async () => {
    expect(await csvOf('a"b,c')).toContain('"a""b,c"');
  });
});
