import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SearchResponse } from '../src/search/dto/search-response.js';
import type { TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';
import { askByWords, bootWithMaterials, type WordHit } from './support/word-catalogue.js';

const CATALOGUE: Readonly<Record<string, readonly string[]>> = {
  'Электрика/Автоматы и УЗО': [
    'Автомат защиты 1P C16 ABB SH201L',
    'Автомат защиты 1P C20 IEK ВА47-29',
    'Выключатель автоматический 1-полюсный 25А Schneider',
    'Выключатель автоматический 2P 16А C IEK',
  ],
  'Электрика/Выключатели': ['Выключатель двухклавишный Etika белый', 'Выключатель 1-кл. Etika белый'],
  'Электрика/Кабель': [
    'Кабель ВВГнг 2х2,5 отрез',
    'Кабель ВВГнг 3х2,5 отрез',
    'Кабель ВВГнг 3х4 отрез',
    'Кабель СИП-4 4х16',
    'ПВС 3х0,75 провод 50 м',
    'Провод ПВС 3х1,5 отрез',
    'Провод ПВС 2х1,5 отрез',
  ],
  'Электрика/Лампы': ['Лампа LED E27 9Вт 2700К', 'Лампа LED E27 9Вт 4000К', 'Лампа LED E27 9Вт 6500К'],
  'Металлопрокат/Балка': [
    'Балка 30Б1 двутавр L=12м',
    'Балка 35Ш1 двутавр L=12м',
    'Балка двутавровая 12 12 м',
  ],
  'Металлопрокат/Квадрат': ['Квадрат стальной 14х14 6 м', 'Квадрат стальной 16х16 6 м'],
  'Кровля/Профнастил': [
    'Профнастил С10 оцинкованный 2 м',
    'Профнастил С10 RAL 8017 2 м',
    'Профнастил С10 RAL 6005 2 м',
  ],
  'Сантехника/Краны': ['Кран шаровой 1/2" Valtec', 'Кран шаровой 3/4 Bugatti', 'Кран фланцевый Ду 50 Naval'],
  'Сантехника/Ванны': ['Ванна стальная 1500х700', 'Ванна стальная 1700х700'],
  'Двери/Межкомнатные': ['Дверь глухая 2000х600 белая', 'Дверь глухая 2000х800 белая'],
  'Пиломатериалы/Доска': [
    'Доска обрезная 25х150 6 м',
    'Доска обрезная 40х150 3 м',
    'Доска обрезная 50х150 6 м',
  ],
  'ЖБИ/Блоки и кольца': ['ФБС-12-4-6-т', 'ФБС 24.4.6Т', 'Кольцо КС10.6', 'Кольцо стеновое КС-10-9'],
  'Нерудные/Щебень': ['Щебень гравийный 5-20, мешок 40 кг', 'Щебень гранитный 20-40 навал'],
  'Блоки/Газобетон': ['Газоблок D500 600х300х200', 'Газоблок D500 600х250х100'],
};

describe.each(STORAGE_COLUMNS)('sizes and ratings as the trade says them ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    const items = Object.entries(CATALOGUE).flatMap(([category, names]) =>
      names.map((name, i) => ({
        name,
        category,
        unit: 'шт',
        price: { amount: `${i + 1}00`, currency: 'RUB' },
      })),
    );
    server = await bootWithMaterials(database, items);
  }, 120_000);
  afterAll(() => server?.close());

  const ask = (q: string): Promise<WordHit[]> => askByWords(server, q);

  it.each([
    ['выключатель 2 клавиши', 'Выключатель двухклавишный Etika белый', 'keys, and no breaker'],
    ['выключатель одноклавишный', 'Выключатель 1-кл. Etika белый', 'keys cut short'],
    ['автомат 16а', 'Автомат защиты 1P C16 ABB SH201L', 'the mark of a breaker tells its current'],
    ['автомат c25', 'Выключатель автоматический 1-полюсный 25А Schneider', 'and the current its mark'],
    ['автомат двухполюсный', 'Выключатель автоматический 2P 16А C IEK', 'poles in a word'],
    [
      'кабель 4 квадрата',
      'Кабель ВВГнг 3х4 отрез',
      'the section of a cable, not its cores, and no steel bar',
    ],
    ['кабель двухжильный', 'Кабель ВВГнг 2х2,5 отрез', 'cores in a word'],
    ['кабель 3-х жильный 4 мм2', 'Кабель ВВГнг 3х4 отрез', 'cores and section'],
    ['лампа теплый свет', 'Лампа LED E27 9Вт 2700К', 'light by its temperature'],
    ['лампа дневного света', 'Лампа LED E27 9Вт 4000К', 'light by its temperature'],
    ['профнастил коричневый', 'Профнастил С10 RAL 8017 2 м', 'a colour by its number'],
    ['профлист зеленый', 'Профнастил С10 RAL 6005 2 м', 'a colour by its number'],
    ['кран ду15', 'Кран шаровой 1/2" Valtec', 'a nominal size by its thread'],
    ['кран шаровой ду 20', 'Кран шаровой 3/4 Bugatti', 'a nominal size by its thread'],
    ['кран 2"', 'Кран фланцевый Ду 50 Naval', 'a thread by its nominal size'],
    ['ванна 170', 'Ванна стальная 1700х700', 'a bare number of centimetres'],
    ['дверь 80х200', 'Дверь глухая 2000х800 белая', 'sides in centimetres, in another order'],
    ['доска сороковка', 'Доска обрезная 40х150 3 м', 'a size that became a name'],
    ['доска шесть метров дюймовка', 'Доска обрезная 25х150 6 м', 'a numeral in words'],
    ['фбс 24 4 6', 'ФБС 24.4.6Т', 'the mark of a concrete block, however it is separated'],
    ['кс 10.9', 'Кольцо стеновое КС-10-9', 'the same of a ring'],
    ['фбс 2400х400х600', 'ФБС 24.4.6Т', 'its nominal sides in millimetres'],
    ['блок фбс 1180 400 580', 'ФБС-12-4-6-т', 'and its real ones'],
    ['кольцо 1000х900', 'Кольцо стеновое КС-10-9', 'the same of a ring'],
    ['пвс 3 1.5', 'Провод ПВС 3х1,5 отрез', 'a mark that some names begin with, and others tell of the wire'],
    ['щебень 20 40', 'Щебень гранитный 20-40 навал', 'a range as two numbers'],
    ['кран полдюйма', 'Кран шаровой 1/2" Valtec', 'half of a unit in one word'],
    ['балка 12 12м', 'Балка двутавровая 12 12 м', 'a number that the length does not tell'],
    ['газоблок 600/300/200', 'Газоблок D500 600х300х200', 'sides with strokes'],
  ])('finds for "%s" first: %s (%s)', async (q, name) => {
    const [first, second] = await ask(q);
    expect(first).toMatchObject({ name, confidence: 'high' });
    expect(first?.score).toBeGreaterThan(second?.score ?? 0);
  });

  it('reads currents into breakers alone', async () => {
    const response = await server.inject({ url: '/api/v1/materials', query: { limit: '100' } });
    const { items } = response.json<{ items: { name: string; attributes: Record<string, unknown> }[] }>();
    const withCurrent = items.filter(({ attributes }) => 'currentA' in attributes).map(({ name }) => name);
    expect(withCurrent.sort()).toEqual([...(CATALOGUE['Электрика/Автоматы и УЗО'] ?? [])].sort());
  });

  it('takes a price in the query for a filter, and tells it', async () => {
    const url = '/api/v1/search';
    const typed = 'доска обрезная до 200 рублей';
    const { query, items, total, facets } = (
      await server.inject({ url, query: { q: typed, facets: 'category' } })
    ).json<SearchResponse>();
    expect(query).toMatchObject({
      text: typed,
      interpreted: 'доска обрезная',
      price: { min: null, max: '200.00' },
    });
    expect(items.map(({ material }) => Number(material.price?.amount)).every((price) => price <= 200)).toBe(
      true,
    );
    expect(total).toBe(2);
    expect(facets.category).toEqual([{ value: 'Пиломатериалы/Доска', count: 2 }]);

    // What the request says itself counts, and so does every word where nothing is to be mended.
    const given = (await server.inject({ url, query: { q: typed, maxPrice: '300' } })).json<SearchResponse>();
    expect(given.total).toBe(3);
    const verbatim = (
      await server.inject({ url, query: { q: typed, correct: 'false' } })
    ).json<SearchResponse>();
    expect(verbatim.query.price).toBeUndefined();

    const batch = await server.inject({
      method: 'POST',
      url: `${url}/batch`,
      payload: { queries: [{ q: typed }] },
    });
    const [result] = batch.json<{ results: SearchResponse[] }>().results;
    expect(result).toMatchObject({ total: 2, query: { price: { max: '200.00' } } });
  });

  it('finds a square bar by its name', async () => {
    expect((await ask('квадрат 14'))[0]).toMatchObject({
      name: 'Квадрат стальной 14х14 6 м',
      confidence: 'high',
    });
  });
});
