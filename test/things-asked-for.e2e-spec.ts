import { expect, it } from '@jest/globals';
import { describeWordSearch, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  'Кровля/Черепица': ['Мягкая кровля Сота коричневая', 'Мягкая кровля Саппоро серая'],
  'Сантехника/Ванны': ['Ванна стальная 150х70'],
  'Инструмент/Электроинструмент': [
    'Машина шлифовальная угловая 125 мм 900 Вт',
    'Машина шлифовальная вибрационная 250 Вт',
    'Пушка тепловая газовая 10 кВт',
  ],
  'Сантехника/Краны': ['Кран для стиральной машины угловой 1/2х3/4', 'Кран шаровой 1/2'],
  'Герметики/Пена': ['Пена монтажная 750 мл баллон'],
  'Краски/Лаки': ['Лак паркетный 0,8 кг'],
  'Крепёж/Анкеры и дюбели': [
    'Анкер клиновой 10х95',
    'Анкер клиновой 8х75',
    'Шуруп-глухарь 10х100',
    // Enough of another thing that fits the size.
    ...Array.from({ length: 14 }, (_, n) => `Дюбель распорный 10х100 ${n + 1}0 шт`),
  ],
  'Крепёж/Метрический': ['Болт М10х40', 'Болт М10х60'],
  'Трубы/Колена': ['Колено трубы водосточной коричневое'],
  'Краски/Защита': ['Средство защитное для дома', 'Пропитка защитная для домов'],
  'Электрика/Стабилизаторы': ['Стабилизатор напряжения 5000 ВА'],
};

describeWordSearch('the thing asked for', CATALOGUE, (ask) => {
  const names = async (q: string): Promise<string[]> => (await ask(q)).map(({ name }) => name);

  it.each([
    ['что постелить на крышу', /кровля/],
    ['что поставить в ванную', /^Ванна/],
  ])('is what a deed that says nothing is done to: %s', async (q, first) => {
    expect((await names(q))[0]).toMatch(first);
  });

  it('is not what merely sounds like the deed: "защитить" asks for nothing protective', async () => {
    expect((await names('защитить дом от скачков напряжения'))[0]).toBe('Стабилизатор напряжения 5000 ВА');
  });

  it('is nothing where a deed is all there is', async () => {
    expect(await names('постелить')).toEqual([]);
  });

  it('is no grinder where a machine for washing is asked for', async () => {
    const [first, ...others] = await ask('стиральная машина');
    expect(first?.name).toBe('Кран для стиральной машины угловой 1/2х3/4');
    for (const { name, confidence } of others)
      expect({ name, confidence }).toEqual({ name, confidence: 'low' });
  });

  it('is the cylinder, and not what else works with gas', async () => {
    expect(await names('газовый баллон')).not.toContain('Пушка тепловая газовая 10 кВт');
  });

  it('is a guess where its use is from outside the trade', async () => {
    expect(await ask('лак для ногтей')).toMatchObject([{ confidence: 'low' }]);
  });

  it('is the one of two that its category names: an anchor of the next size is more of one than a dowel that fits', async () => {
    expect((await names('анкер 10х100'))[0]).toBe('Анкер клиновой 10х95');
  });

  it('has the thread asked for where only its diameter is told', async () => {
    const [first, second] = await ask('анкер м10');
    expect(first).toMatchObject({ name: 'Анкер клиновой 10х95', confidence: 'high' });
    expect(second?.confidence).not.toBe('high');
  });

  it('is no elbow where a wheel is asked for', async () => {
    expect(await names('колесо')).toEqual([]);
  });
});
