import { describe, expect, it } from '@jest/globals';
import { analyze } from './index.js';

const words = (text: string): string[] => analyze(text).words.map(({ text: word }) => word);

describe('abbreviations', () => {
  it.each([
    ['Труба гофр.ПВХ', ['труба', 'гофрированный', 'пвх']],
    ['лист оц. 0,5', ['лист', 'оцинкованный']],
    ['лист оцинк 0,5', ['лист', 'оцинкованный']],
    ['Авт. выкл. 16А', ['автоматический', 'выключатель']],
    ['доска обр. 1с', ['доска', 'обрезной']],
    ['коробка для о/п', ['коробка', 'для', 'открытый']],
    ['труба проф. 40х20', ['труба', 'профильный']],
    ['пена проф. 750 мл', ['пена', 'профессиональный']],
  ])('%s is read in full', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each([
    ['обр 50', ['обр']],
    ['шар 50 мм', ['шар']],
    ['бел пвх', ['бел', 'пвх']],
    ['металл', ['металл']],
    ['ванна чугун', ['ванна', 'чугун']],
    ['труба пластик', ['труба', 'пластик']],
  ])('"%s" is none without its point', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('points at what stands there, for highlights', () => {
    const text = 'Труба гофр. 20';
    const word = analyze(text).words[1];
    expect(text.slice(word?.start, word?.end)).toBe('гофр');
  });
});
