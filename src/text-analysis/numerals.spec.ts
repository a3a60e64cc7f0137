import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { analyze } from './index.js';

const measures = (text: string): string[] =>
  analyze(text)
    .measures.filter(({ ofCode }) => !ofCode)
    .map(({ kind, values, unit }) => `${kind} ${values.join('x')}${unit ?? ''}`);

describe('numerals in words', () => {
  it.each([
    ['доска шесть метров', ['quantity 6000mm']],
    ['доска до шести метров', ['quantity 6000mm']],
    ['труба полтора метра', ['quantity 1500mm']],
    ['доска пятьдесят на сто пятьдесят', ['dimension 50x150']],
    ['брус сто на 150', ['dimension 100x150']],
    ['стабилизатор двести двадцать вольт', ['quantity 220v']],
    ['уголок пятьдесят', ['number 50']],
    ['доска пятьдесят сто пятьдесят', ['number 50', 'number 150']],
    ['кабель три на два с половиной', ['dimension 3x2.5']],
    ['саморез семьдесят пять', ['number 75']],
    ['двадцать листов гипсокартона', ['number 20']],
    ['два мешка цемента', ['number 2']],
    ['пена семьсот пятьдесят', ['number 750']],
    ['труба двадцать пятая белая', ['number 25']],
    ['двенадцатая арматура', ['number 12']],
    ['круг сто двадцать пятый', ['number 125']],
    ['цемент пятисотый', ['number 500']],
    ['ламинат тридцать третий класс', ['quantity 33class']],
    ['профиль пятидесятого размера', ['number 50']],
    ['two by four lumber', ['dimension 2x4']],
    ['twelve mm rebar', ['quantity 12mm']],
    ['four inch nails', ['quantity 101.6mm']],
    ['half inch pipe', ['quantity 12.7mm']],
    ['half an inch pipe', ['quantity 12.7mm']],
    ['three quarter inch plywood', ['quantity 19.05mm']],
    ['five eighths inch drywall', ['quantity 15.875mm']],
    ['one and a half inch pipe', ['quantity 38.1mm']],
    ['two gang switch', ['quantity 2keys']],
  ])('measure in %s', (text, expected) => {
    expect(measures(text)).toEqual(expected);
  });

  it.each([
    'грунт-эмаль три в одном',
    'две',
    'сорок',
    'плита сто видов',
    'вторая рука',
    'третий этаж',
    'all in one',
    'half round moulding',
    'three way switch',
  ])('are words like others in %s', (text) => {
    expect(measures(text)).toEqual([]);
  });

  it.each([
    ['автомат двухполюсный', ['quantity 2poles']],
    ['кабель трёхжильный', ['quantity 3cores']],
    ['шестиметровая доска', ['quantity 6000mm']],
    ['двухдюймовый кран', ['quantity 50.8mm']],
    ['полуметровый уровень', ['quantity 500mm']],
    ['метровый уровень', ['quantity 1000mm']],
    ['труба полдюйма', ['quantity 12.7mm']],
    ['полкуба доски', ['quantity 0.5m3']],
    ['доска 6 метровая', ['quantity 6000mm']],
    ['радиатор десятисекционный', ['quantity 10sections']],
    ['кабель 3-х жильный', ['quantity 3cores']],
    ['выключатель двухклавишный', ['quantity 2keys']],
    ['выключатель 2 клавиши', ['quantity 2keys']],
    ['выключатель 2-полюсный', ['quantity 2poles']],
  ])('measure within a word, in %s', (text, expected) => {
    expect(measures(text)).toEqual(expected);
  });

  it.each(['двухкомпонентный клей', 'полимерный', 'столярный', 'полотно', 'полимер', 'пятилитровка'])(
    'are none in %s',
    (text) => {
      expect(measures(text)).toEqual([]);
    },
  );

  it('say what figures say, whatever stands around them', () => {
    const words = 'двести тридцать восемь метров'.split(' ');
    const counted: Record<string, number> = { двести: 200, тридцать: 30, восемь: 8 };
    fc.assert(
      fc.property(
        fc.subarray(words.slice(0, 3), { minLength: 1 }),
        fc.constantFrom('доска', 'кабель ввг', 'клей для'),
        (numerals, thing) => {
          const figure = numerals.reduce((sum, word) => sum + (counted[word] ?? 0), 0);
          return (
            measures(`${thing} ${numerals.join(' ')} метров`).join() ===
            measures(`${thing} ${figure} метров`).join()
          );
        },
      ),
    );
  });
});
