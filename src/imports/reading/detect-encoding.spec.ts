import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { detectEncoding } from './detect-encoding.js';

const WORDS = [
  'цемент', 'Доска', 'обрезная', 'утеплитель', 'САМОРЕЗ', 'клей', 'для', 'плитки', 'Кирпич', 'рядовой', 'краска', 'белая', 'Труба',
  'профильная', 'шт', 'м2', 'Наименование', 'Цена', 'руб', '12,50', '1 846', 'ООО', 'ёмкость', 'щебень', 'ГОСТ', '№5',
]; // prettier-ignore
const text = fc
  .array(fc.constantFrom(...WORDS), { minLength: 8, maxLength: 60 })
  .map((words) => words.join(';'));

describe('detectEncoding', () => {
  it.each(['utf-8', 'windows-1251', 'cp866', 'koi8-r', 'utf-16le', 'utf-16be'])('tells %s', (encoding) => {
    fc.assert(
      fc.property(text, (written) => {
        fc.pre(/[а-яё]{5}/.test(written));
        expect(detectEncoding(iconv.encode(written, encoding))).toBe(encoding);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'])('believes the byte order mark of %s', (encoding) => {
    expect(detectEncoding(iconv.encode('name', encoding, { addBOM: true }))).toBe(encoding);
  });

  it('takes plain ASCII for UTF-8, and UTF-8 cut in a letter or with a broken one too', () => {
    expect(detectEncoding(Buffer.from('name;price\n'))).toBe('utf-8');
    const bytes = Buffer.from('Наименование;Цена\n'.repeat(50));
    expect(detectEncoding(bytes.subarray(0, bytes.length - 8))).toBe('utf-8');
    expect(detectEncoding(Buffer.concat([bytes, Buffer.from([0xd0, 0x20]), bytes]))).toBe('utf-8');
  });
});
