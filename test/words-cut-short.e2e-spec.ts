import { expect, it } from '@jest/globals';
import { describeWordSearch, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  'Крепёж/Шурупы': ['Шуруп универсальный 4х40', 'Шуруп универсальный 5х80', 'Шуруп кровельный 4,8х35'],
  'Инструмент/Электроинструмент': [
    'Шуруповерт аккумуляторный 18 В',
    'Дрель ударная 750 Вт',
    'Лобзик электрический 600 Вт',
  ],
  'Сухие смеси/Кладочные': ['Смесь кладочная 25 кг', 'Смесь кладочная зимняя 25 кг'],
  'Сантехника/Смесители': ['Смеситель для раковины хром', 'Смеситель для ванны хром'],
  'Краски/Фасадные': ['Краска фасадная белая 10 л', 'Краска фасадная серая 10 л'],
  'Краски/Интерьерные': ['Краска интерьерная белая 5 л'],
};

describeWordSearch('words cut short', CATALOGUE, (ask) => {
  it.each([
    ['кр. фасадная', 'Краска фасадная'],
    ['эл. лобзик', 'Лобзик электрический'],
    ['шур. универсальный', 'Шуруп универсальный'],
    ['шур.', 'Шуруп'],
    // Together they are something else than the more frequent word of one.
    ['шур. акк.', 'Шуруповерт аккумуляторный'],
    ['см. для рак.', 'Смеситель для раковины'],
  ])('reads %s as %s', async (q, expected) => {
    const [first] = await ask(q);
    expect(first?.name).toContain(expected);
    expect(first?.confidence).toBe('high');
  });
});
