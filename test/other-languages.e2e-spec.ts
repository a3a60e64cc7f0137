import { expect, it } from '@jest/globals';
import { describeWordSearch, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  'Крепёж/Саморезы': ['Саморез по дереву 4х50', 'Саморез кровельный 4,8х35'],
  'Пиломатериалы/Вагонка и погонаж': ['Декинг ДПК 3000х140х25', 'Вагонка сосна 14х90'],
  'Краски/Краски по металлу': ['Краска по металлу белая', 'Эмаль для радиаторов белая'],
  'Краски/Для стен': ['Краска ВД для стен и потолков белая'],
  'Смеси/Герметики': ['Герметик Ceresit акриловый', 'Герметик силиконовый', 'Жидкие гвозди МВ-50'],
  'Одежда/СИЗ': ['Каска строительная белая'],
  'Крепёж/Дюбели': ['Дюбель для теплоизоляции 10х120', 'Дюбель для теплоизоляции 10х180'],
  'Смеси/Клей': ['Клей для газобетона 25 кг', 'Клей плиточный 25 кг'],
  'Блоки/Газобетонные блоки': ['Блок газобетонный D500 600х250х200'],
  'Сантехника/Ванны': ['Ванна акриловая 170х70'],
  'Освещение/Лампы': ['Лампа LED E27 10 Вт'],
  'Сантехника/Насосы': ['Насос циркуляционный 25-60', 'Насос скважинный 55/75'],
  'Двери/Комплектующие': ['Наличник телескопический 70 мм'],
  'Плиты/ОСП': [
    'ОСП-3 10 мм 2800х1250',
    'OSB-3 12 мм 2500х1250',
    'ОСБ-3 12 мм 2440х1220',
    'Плита ОСП-3 2500х1250х12',
  ],
  'Инструмент/Ручной': [
    'Пистолет для герметика',
    'Тачка строительная',
    'Сито строительное',
    'Лопата штыковая',
  ],
};

describeWordSearch('questions in English, and in Latin letters', CATALOGUE, (ask) => {
  const names = async (q: string): Promise<string[]> => (await ask(q)).map(({ name }) => name);
  const first = async (q: string): Promise<string | undefined> => (await names(q))[0];

  it.each([
    ['screws for decking', 'Саморез'],
    ['adhesive for aerated concrete', 'Клей для газобетона 25 кг'],
    ['lamp for bathroom', 'Лампа LED E27 10 Вт'],
    ['paint for metal', 'Краска по металлу белая'],
    ['wall paint white', 'Краска ВД для стен и потолков белая'],
    ['wood lining', 'Вагонка сосна 14х90'],
    ['caulking gun', 'Пистолет для герметика'],
  ])('%s: %s', async (q, expected) => {
    expect(await first(q)).toMatch(new RegExp(`^${expected}`));
  });

  it('find the other goods of the noun where nobody has the kind', async () => {
    expect(await names('sewage pump')).toEqual(
      expect.arrayContaining(['Насос циркуляционный 25-60', 'Насос скважинный 55/75']),
    );
  });

  it('of what is no building material find nothing sure', async () => {
    for (const q of ['smartphone case', 'hair brush', 'dinner plate', 'steering wheel']) {
      const sure = (await ask(q)).filter(({ confidence }) => confidence === 'high');
      expect(sure).toEqual([]);
    }
  });

  it.each(['осп-3 12 мм', 'осп 3 12', 'осб-3 12', 'osb3 12mm'])(
    'a series goes by all its names: %s',
    async (q) => {
      expect((await names(q)).slice(0, 3).sort()).toEqual([
        'OSB-3 12 мм 2500х1250',
        'ОСБ-3 12 мм 2440х1220',
        'Плита ОСП-3 2500х1250х12',
      ]);
    },
  );

  it.each([
    [
      'kraka vd dlya sten',
      'Краска ВД для стен и потолков белая',
      'what may be either is what the words beside it are',
    ],
    ['germetik ceesit akrilovyy', 'Герметик Ceresit акриловый', 'a slip in a Latin name, and no СИЗ'],
    ['dyubel dlya teploizolyacii 10h180', 'Дюбель для теплоизоляции 10х180', 'a sign between sides'],
  ])('Russian in Latin letters: %s is %s, %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it.each([
    ['чем возить песок', 'Тачка строительная'],
    ['чем просеять песок', 'Сито строительное'],
    ['чем копать яму', 'Лопата штыковая'],
    ['чем выдавить герметик', 'Пистолет для герметика'],
    ['how to carry sand', 'Тачка строительная'],
    ['how to dig a hole', 'Лопата штыковая'],
    ['how to seal a bath', 'Герметик силиконовый'],
    ['what to fix boards with', 'Саморез по дереву 4х50'],
  ])('a deed finds what it is done with: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });
});
