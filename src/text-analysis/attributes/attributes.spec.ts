import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { attributesOf, type Attributes } from '../index.js';

interface Labelled {
  name: string;
  /** What a person reads in the name. */
  attributes: Attributes;
}

const SAMPLE = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/name-attributes.json', import.meta.url), 'utf8'),
) as Labelled[];

/** Facts as texts, so that a wrong value counts as one that is not true and one that lacks. */
const factsOf = (attributes: Attributes): string[] =>
  Object.entries(attributes).map(([key, value]) => `${key}=${JSON.stringify(value)}`);

describe('attributesOf', () => {
  it('reads 200 hand-checked names with the precision and recall that the documentation states', () => {
    let right = 0;
    let told = 0;
    let there = 0;
    const faults: string[] = [];
    for (const { name, attributes } of SAMPLE) {
      const expected = new Set(factsOf(attributes));
      const actual = factsOf(attributesOf(name));
      const hits = actual.filter((fact) => expected.has(fact));
      right += hits.length;
      told += actual.length;
      there += expected.size;
      for (const fact of actual) if (!expected.has(fact)) faults.push(`${name}: + ${fact}`);
      for (const fact of expected) if (!actual.includes(fact)) faults.push(`${name}: - ${fact}`);
    }
    if (process.env.SHOW_ATTRIBUTE_FAULTS)
      process.stderr.write(`${faults.join('\n')}\n${right} right of ${told} told, of ${there} there\n`);
    expect(SAMPLE).toHaveLength(200);
    // docs/lexical-search.md states both figures.
    expect(right / told).toBeGreaterThanOrEqual(0.99);
    expect(right / there).toBeGreaterThanOrEqual(0.945);
  });

  it.each<[string, Attributes]>([
    ['Саморез 4,2х70 200 шт', { sizeMm: [4.2, 70], piecesPerPack: 200 }],
    ['Доска 50 на 150 6 м', { sizeMm: [50, 150], lengthsMm: [6000] }],
    ['ОСБ 2.5x1.25м 9мм', { sizeMm: [2500, 1250], lengthsMm: [9] }],
    ['Кабель ВВГ 3x2.5', { cores: 3, coreSectionMm2: 2.5 }],
    ['Цемент M500 D20 50kg', { grade: 'М500', packWeightKg: 50 }],
    ['Болт М8х40 DIN 933', { thread: 'М8', lengthsMm: [40], standard: 'DIN 933' }],
    ['Автомат 16 А 220 В', { currentA: 16, voltageV: 220 }],
    ['Автомат 1P C16 ABB SH201L', { poles: 1, currentA: 16, tripCurve: 'C' }],
    ['Авт. выкл. 3P 25А (C) 4,5кА', { poles: 3, currentA: 25, breakingCapacityKa: 4.5, tripCurve: 'C' }],
    [
      'Болт DIN 933 М8х40 кл. 8.8 оц.',
      { thread: 'М8', lengthsMm: [40], standard: 'DIN 933', propertyClass: '8.8' },
    ],
    ['Труба ПНД SDR 17,6 32', { sdr: 17.6 }],
    ['Уголок 50х50х5 ст. 3сп', { sizeMm: [50, 50, 5], steel: 'Ст3сп' }],
    ['Профлист С8А 0,5 Zn', { profile: 'С8' }],
    ['Автомат двухполюсный 16А', { poles: 2, currentA: 16 }],
    ['Пила цепная UC4041A 1800 Вт', { powerW: 1800 }],
    ['Кран шаровой 1/2" вн.-нар.', { threadInch: '1/2', threadEnds: 'ВР-НР' }],
    ['Подводка г/г 60 см', { lengthsMm: [600], threadEnds: 'ВР-ВР' }],
    ['Кабель-канал 16х16 белый 2м', { sizeMm: [16, 16], lengthsMm: [2000] }],
    ['Профнастил С10', { profile: 'С10' }],
    ['Утеплитель 2х9000х1200х50 мм', { sizeMm: [9000, 1200, 50] }],
    ['Газоблок Д500 600х300х200', { sizeMm: [600, 300, 200], densityGrade: 'D500' }],
    ['Труба d110', { diameterMm: 110 }],
    ['Клей до −15 °C 25 кг', { packWeightKg: 25 }],
    ['Швеллер 10П', { profile: '10П' }],
    ['Балка двутавровая 20Б1', { profile: '20Б1' }],
    ['Саморез 1000', {}],
  ])('reads %s', (name, expected) => {
    expect(attributesOf(name)).toEqual(expected);
  });

  it('holds only finite facts for any text, and never throws', () => {
    const pieces = fc.constantFrom('х', 'мм', 'М', ' ', '5', '0,75', '1e9', '/', '"', 'кабель', 'Ø', 'сорт', '²', 'А', '-'); // prettier-ignore
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
        ),
        (
          name, // prettier-ignore
        ) =>
          Object.values(attributesOf(name)).every((value) =>
            [value].flat().every((part) => typeof part === 'string' || Number.isFinite(part)),
          ),
      ),
      { numRuns: 500 },
    );
  });
});
