import { describe, expect, it } from '@jest/globals';
import { analyze } from './index.js';

const words = (text: string): string[] => analyze(text).words.map((word) => word.text);
const codes = (text: string): string[] => analyze(text).codes.map((code) => code.text);

describe('letters by their names', () => {
  it.each([
    ['кабель вэ вэ гэ', ['кабель', 'ввг']],
    ['пэ вэ ха труба', ['пвх', 'труба']],
    ['о эс бэ плита', ['осб', 'плита']],
    ['труба и пэ эн дэ', ['труба', 'и', 'пнд']],
    ['у ша эм', ['ушм']],
    ['ю эс би розетка', ['usb', 'розетка']],
    ['лента эл и ди', ['лента', 'led']],
  ])('are the word that they spell in %s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each([
    ['цемент эм пятьсот', 'm500'],
    ['эм пятьсот цемент', 'm500'],
    ['бетон вэ двадцать пять', 'b25'],
    ['арматура а пятьсот эс двенадцать', 'a500c'],
    ['розетка ай пи сорок четыре', 'ip44'],
    ['автомат цэ 16', 'c16'],
  ])('begin or close the code in %s', (text, expected) => {
    expect(codes(text)).toContain(expected);
  });

  it('leave the size behind the code to itself', () => {
    const { measures } = analyze('арматура а пятьсот эс двенадцать');
    expect(measures.filter(({ ofCode }) => !ofCode)).toMatchObject([{ kind: 'number', values: [12] }]);
  });

  it.each([
    ['краска эр фэ', ['краска', 'эр', 'фэ']],
    ['а эм', ['а', 'эм']],
    ['о у ка', ['о', 'у', 'ка']],
    ['ай лампа', ['ай', 'лампа']],
  ])('are words like others in %s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
});

describe('what is asked of persons', () => {
  it.each(['есть ли у вас керамзит', 'подскажите пожалуйста у вас есть керамзит', 'для нас керамзит'])(
    'tells no purpose in %s',
    (text) => {
      expect(analyze(text).words.filter(({ stop }) => !stop)).toMatchObject([
        { text: 'керамзит', context: false },
      ]);
    },
  );
});
