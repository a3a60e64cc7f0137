import { expect, it } from '@jest/globals';
import { describeWordSearch, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  'Плитка/Керамогранит': ['Керамогранит 400х400 бежевый', 'Керамогранит 600х600 серый'],
  'Инструмент/Шпатели': ['Шпатель зубчатый 6х6 Hardy', 'Шпатель малярный 80 мм'],
  'Плёнки/Ленты': ['Лента ПСУЛ 15/40', 'Лента малярная 50 мм'],
  'Металл/Труба профильная': ['Труба профильная 60х60х2 стальная', 'Труба профильная 40х20х1,5'],
  'Металл/Лист': ['Сталь листовая г/к 4 мм', 'Сталь листовая х/к 1 мм'],
  'Профили/Профили для гипсокартона': ['Профиль потолочный 60х27', 'Профиль стоечный 50х50'],
  'Двери/Фурнитура': ['Ручка дверная хром', 'Дверь межкомнатная белая'],
  'Смеси/Штукатурки': ['Штукатурка гипсовая 30 кг', 'Гипс строительный 20 кг'],
  'Смеси/Клей': ['Клей для плитки 25 кг', 'Клей обойный 250 г'],
  'Сантехника/Прочее': ['Сиденье для унитаза белое'],
  'Сантехника/Унитазы': ['Унитаз подвесной с сиденьем', 'Унитаз компакт косой выпуск'],
  'Плитка/Керамическая': ['Кафель Cersanit белый'],
  'Кабель/Кабель и провод': ['Кабель ВВГ 3х1,5', 'Кабель NYM 3х2,5', 'Провод ПВС 2х0,75', 'Провод ПуГВ 1х6'],
  'Металл/Проволока': ['Проволока вязальная 1,2 мм'],
  'Инструмент/Электроинструмент': ['Перфоратор 800 Вт'],
  'Крепёж/Перфорированный крепёж': ['Пластина перфорированная 100х200'],
  'Отделка/Маяки и уголки': ['Маяк штукатурный 10 мм 3 м'],
  'Напольные/Плинтус': ['Плинтус МДФ белый 80х16х2400', 'Плинтус МДФ белый 60х16х2400'],
  'Пиломатериалы/Доска': ['Доска обр. 25х100х6000 2с', 'Доска обрезная 25х100х6000 1 сорт'],
  'Напольные/Ламинат': ['Ламинат дуб серый 8 мм', 'Дуб мебельный щит 28 мм'],
};

describeWordSearch('words beside each other', CATALOGUE, (ask) => {
  const first = async (q: string): Promise<string | undefined> => (await ask(q))[0]?.name;

  it.each([
    ['керамогр', 'Керамогранит'],
    ['керамогр 600х600', 'Керамогранит 600х600 серый'],
    ['шпате зубчатый', 'Шпатель зубчатый 6х6 Hardy'],
  ])('make whole what is cut short without a full stop: %s', async (q, expected) => {
    expect(await first(q)).toMatch(new RegExp(`^${expected}`));
  });

  it('leave a short beginning alone where nothing stands beside it', async () => {
    expect(await first('шпате')).toBeUndefined();
  });

  it('speak for a worse slip than is believed of a word alone', async () => {
    expect(await first('леата')).toBeUndefined();
    expect(await first('леата псул')).toBe('Лента ПСУЛ 15/40');
  });

  it.each([
    ['каель Cersanit', 'Кафель Cersanit белый'],
    ['каель 3х1,5', 'Кабель ВВГ 3х1,5'],
    ['провол вязальная', 'Проволока вязальная 1,2 мм'],
    ['провол ПВС', 'Провод ПВС 2х0,75'],
  ])('tell slips of one letter apart: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it.each([
    ['сиденье унитаза', 'Сиденье для унитаза белое'],
    ['сиденье для унитаза', 'Сиденье для унитаза белое'],
    ['унитаз с сиденьем', 'Унитаз подвесной с сиденьем'],
  ])('say what the thing is for, with a preposition or without: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it('that share a stem in English are two', async () => {
    expect(await first('perforator')).toBe('Перфоратор 800 Вт');
    expect(await first('perforated plate')).toBe('Пластина перфорированная 100х200');
  });

  it.each([
    ['сталь труба', 'Труба профильная 60х60х2 стальная'],
    ['профиль труба', 'Труба профильная 60х60х2 стальная'],
    ['профиль труба 40х20', 'Труба профильная 40х20х1,5'],
    ['потолок профиль', 'Профиль потолочный 60х27'],
    ['дверь ручка', 'Ручка дверная хром'],
    ['ручка дверь', 'Ручка дверная хром'],
    ['гипс штукатурка', 'Штукатурка гипсовая 30 кг'],
  ])('are a thing and what it is of or for, in either order: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it('are a thing and what it is for where the space is missing after the preposition or before it', async () => {
    expect(await first('клейдля плитки')).toBe('Клей для плитки 25 кг');
    expect(await first('клей дляплитки')).toBe('Клей для плитки 25 кг');
  });

  it('say what is for what: the order of a need is no other', async () => {
    expect(await first('штукатурка под маяк')).toBe('Штукатурка гипсовая 30 кг');
    expect(await first('маяк под штукатурку')).toBe('Маяк штукатурный 10 мм 3 м');
  });

  it('that only name a measure are not looked for', async () => {
    const [hit, ...others] = await ask('плинтус высота 80 мм');
    expect(hit).toMatchObject({ name: 'Плинтус МДФ белый 80х16х2400', confidence: 'high' });
    for (const { score } of others) expect(score).toBeLessThan(hit?.score ?? 0);
  });

  it('are one word where they are none alone', async () => {
    expect(await first('керамог ранит 600х600')).toBe('Керамогранит 600х600 серый');
  });

  it('tell the layout for the units beside them, and may have a slip in it', async () => {
    expect(await first('ljcrf 25[100 6v')).toMatch(/^Доска/);
    expect(await first('ldthm vt;rjvnfyfz')).toBe('Дверь межкомнатная белая');
  });

  it.each([
    ['доска сорт 2', 'Доска обр. 25х100х6000 2с'],
    ['доска 25х100 1с', 'Доска обрезная 25х100х6000 1 сорт'],
    ['доска второго сорта', 'Доска обр. 25х100х6000 2с'],
  ])('tell a grade in either order: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it.each([
    ['профиль потолочный', 'Профиль потолочный 60х27'],
    ['сталь листовая 1 мм', 'Сталь листовая х/к 1 мм'],
    ['дуб щит', 'Дуб мебельный щит 28 мм'],
  ])('are what a name says where it has them both: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });
});
