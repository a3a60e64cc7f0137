import { describe, expect, it } from '@jest/globals';
import { analyze } from './index.js';

const measures = (text: string): string[] =>
  analyze(text).measures.map(({ kind, values, unit }) => `${kind} ${values.join('x')}${unit ?? ''}`);

describe('sizes in inches and feet', () => {
  it.each([
    ['Stud 2 in. x 4 in. x 8 ft.', ['dimension 50.8x101.6x2438.4mm']],
    [`2" x 4" x 8'`, ['dimension 50.8x101.6x2438.4mm']],
    [`2x4x8'`, ['dimension 50.8x101.6x2438.4mm']],
    ['2 x 4 x 8 ft', ['dimension 50.8x101.6x2438.4mm']],
    ['4 x 8 ft', ['dimension 1219.2x2438.4mm']],
    ['2x4x8', ['dimension 2x4x8']],
    ['7/16 in. x 4 ft. x 8 ft.', ['dimension 11.1125x1219.2x2438.4mm']],
    ['1-7/8 in. x 300 ft.', ['dimension 47.625x91440mm']],
    ['1/2 in copper pipe', ['quantity 12.7mm']],
    ['saw 7 1/4', ['quantity 184.15mm']],
    ['труба 1 1/4', ['quantity 31.75mm']],
    ['кран 1 1/4" ВР', ['quantity 31.75mm']],
    ['bolt 1/2 x 8', ['ratio 1x2', 'number 8']],
    ["step ladder 6'", ['quantity 1828.8mm']],
    ["муфта 1/2'", ['quantity 12.7mm']],
    ["муфта 1 1/4'", ['quantity 31.75mm']],
    ["муфта 3/4''", ['quantity 19.05mm']],
    ['10 oz. tube', ['quantity 0.2835kg']],
    ['gravel 0.5 cu. ft.', ['quantity 0.014159m3']],
    ['shingles 33.3 sq ft', ['quantity 3.09367m2']],
    ['paint 1 gal.', ['quantity 3.785412l']],
  ])('%s: %j', (text, expected) => {
    expect(measures(text)).toEqual(expected);
  });

  it.each([
    ['Screws #8 x 2-1/2 in.', ['dimension 4.1656x63.5mm'], 'the number of a screw, a diameter'],
    ['Rebar #4 1/2 in.', ['number 4', 'quantity 12.7mm'], 'the number of a bar and its size'],
    ['Труба 20х1 1/4" ВР', ['dimension 20x31.75mm'], 'millimetres by a thread'],
    ['Американка ВР D20 1/2" Valtec', ['diameter 20mm', 'quantity 12.7mm'], 'a diameter and a thread'],
    ['Муфта НР PPR 20 1/2" FV', ['number 20', 'quantity 12.7mm'], 'millimetres and a thread'],
    ['drywall 4x8 1/2', ['dimension 4x8', 'ratio 1x2'], 'a thickness behind the sides'],
    ['фанера 18 3/4', ['number 18', 'ratio 3x4'], 'a grade of plywood'],
    ['3 in 1', ['number 3', 'number 1'], 'no inch'],
    ['Муфта 1/2х3/4', ['ratio 1x2', 'ratio 3x4'], 'two threads'],
    ['SH201L 3/4', ['ratio 3x4'], 'the figures of a code'],
  ])('%s: %j, %s', (text, expected) => {
    expect(measures(text)).toEqual(expect.arrayContaining(expected));
  });
});
