import { expect, it } from '@jest/globals';
import { describeWordSearch, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  'Пиломатериалы/Доска': [
    'Доска обр. ЕВ 150х50х6000 хвоя 1с',
    'Доска хвоя 25х150х4000 обрезная 1 сорт ГОСТ',
    'Доска обрезная 30х150х6000 1 сорт',
  ],
  'Пиломатериалы/Брус': ['Брус строительный 150х150х6000 1 сорт', 'Брус строительный 150х200х6000 1 сорт'],
  'Металл/Сетка сварная': [
    'Сетка дорожная 50х50х4 (0,5х2м)',
    'Сетка дорожная 150х150х4 (1х2м)',
    'Сетка сварная 100х100 d5 1х2м',
  ],
  'Металл/Уголок стальной': ['Уголок 50х50х5 ст3 12 м', 'Уголок равнополочный г/к 45х45х4 L=6м'],
  'Крепёж/Метрический': ['Болт М10х60 DIN 933', 'Болт М10х60 DIN 931', 'Гайка М10 DIN 934'],
};

describeWordSearch('lines of an estimate', CATALOGUE, (ask) => {
  it.each([
    [
      'Доска обрезная 50х150х6000 1 сорт ГОСТ 8486',
      'Доска обр. ЕВ 150х50х6000 хвоя 1с',
      'an untold standard',
    ],
    ['Доска обрезная 50х150х6000 ГОСТ 8486-86', 'Доска обр. ЕВ 150х50х6000 хвоя 1с', 'with its year'],
    ['Болт М10х60 DIN 931', 'Болт М10х60 DIN 931', 'a standard that names tell'],
    ['Болт М10х60 DIN 933 ТУ 14-4', 'Болт М10х60 DIN 933', 'one that they tell, and one that they do not'],
    ['Брус 150*150*6000 ест. влажности', 'Брус строительный 150х150х6000 1 сорт', 'a beam is no board'],
    ['Сетка сварная 50х50х4 1х2', 'Сетка дорожная 50х50х4 (0,5х2м)', 'the mesh before the size of the piece'],
    ['Уголок равнополочный 50х50х5', 'Уголок 50х50х5 ст3 12 м', 'what nobody says of the usual kind'],
  ])('%s: %s, %s', async (q, expected) => {
    expect((await ask(q))[0]?.name).toBe(expected);
  });

  it('are as sure with an untold standard as without', async () => {
    const [bare] = await ask('Доска обрезная 50х150х6000');
    const [told] = await ask('Доска обрезная 50х150х6000 ГОСТ 8486-86');
    expect(told?.name).toBe(bare?.name);
    expect(told?.score).toBeGreaterThan((bare?.score ?? 1) * 0.95);
  });
});
