import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adjectivesOf, nounsOf, stemWord } from './index.js';

describe('Relational adjectives', () => {
  it.each([
    ['сосновая', 'сосна'],
    ['липовой', 'липа'],
    ['хвойная', 'хвоя'],
    ['медные', 'медь'],
    ['деревянный', 'дерево'],
    ['стеклянная', 'стекло'],
    ['войлочный', 'войлок'],
    ['бумажная', 'бумага'],
    ['оконный', 'окно'],
    ['кухонная', 'кухня'],
    ['кровельный', 'кровля'],
    ['стальной', 'сталь'],
    ['алюминиевый', 'алюминий'],
    ['керамическая', 'керамика'],
    ['металлический', 'металл'],
    ['обойный', 'обои'],
    ['плиточный', 'плитка'],
    ['потолочный', 'потолок'],
    ['лиственничная', 'лиственница'],
    ['вентиляционная', 'вентиляция'],
    ['печной', 'печь'],
    ['каучуковый', 'каучук'],
  ])('"%s" is of "%s"', (adjective, noun) => {
    expect(nounsOf(adjective)).toContain(stemWord(noun));
  });

  it.each([
    ['сосны', 'сосновый'],
    ['мусора', 'мусорный'],
    ['печи', 'печной'],
    ['обоев', 'обойный'],
    ['плитки', 'плиточный'],
    ['потолка', 'потолочный'],
    ['улицы', 'уличный'],
    ['стали', 'стальной'],
    ['стекла', 'стеклянный'],
    ['бумаги', 'бумажный'],
    ['вентиляции', 'вентиляционный'],
  ])('of "%s" is what is "%s"', (noun, adjective) => {
    expect(adjectivesOf(noun)).toContain(stemWord(adjective));
  });

  it('are not guessed from what is none', () => {
    for (const word of ['', 'brick', 'м500', 'цемент', 'ый', 'новый', 'профилная'])
      expect(nounsOf(word)).toEqual([]);
    for (const word of ['', 'brick', 'м500', 'сосновая']) expect(adjectivesOf(word)).toEqual([]);
  });

  it('are few guesses, each once, long enough to mean something and never the word itself', () => {
    const word = fc.stringMatching(/^[а-я]{0,12}(ов|ев|очн|чн|жн|ьн|янн|ическ|н)?(ый|ая|ое|ого|ой|а|ы|ов)?$/);
    fc.assert(
      fc.property(word, (text) => {
        for (const stems of [nounsOf(text), adjectivesOf(text)]) {
          expect(stems.length).toBeLessThanOrEqual(4);
          expect(new Set(stems).size).toBe(stems.length);
          for (const stem of stems) {
            expect(stem).not.toBe(stemWord(text));
            expect(stem.length).toBeGreaterThanOrEqual(3);
          }
        }
      }),
    );
  });
});
