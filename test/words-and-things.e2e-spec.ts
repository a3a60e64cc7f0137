import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SearchResponse } from '../src/search/dto/search-response.js';
import type { TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';
import { askByWords, bootWithMaterials, namedItems, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  'Пиломатериалы/Вагонка': [
    'Вагонка липа Экстра 15х88х2500',
    'Вагонка штиль сосна АВ 14х110х3000',
    'Вагонка из кедра 15х88х2500',
  ],
  'Отделка/Плинтусы': ['Плинтус напольный ПВХ орех', 'Плинтус сосна 45х2500'],
  'Краски/Цвета': ['Колер слоновая кость 0,5 л', 'Краска белая 5 л'],
  'Кирпич/Огнеупорный': ['Кирпич печной красный', 'Кирпич лицевой гладкий'],
  'Вентиляция/Дефлекторы': ['Дефлектор вентиляционный 150'],
  'Сантехника/Бачки': ['Бачок смывной пластиковый'],
  'Отопление/Радиаторы': ['Батарея отопления биметаллическая 8 секций'],
  'Инструмент/Щетки': ['Щетка металлическая 14 зубьев'],
  'Наплавляемые/Рулоны': ['Рулон Техноэласт ЭПП 10 м2'],
  'Хозтовары/Мешки': ['Мешок мусорный 120 л', 'Мешок полипропиленовый 55х105'],
  'Гипсокартон/Профили для гипсокартона': ['Профиль потолочный 60х27', 'Профиль стоечный 50х50'],
  'Герметики/Монтажная пена': [
    'Пена монтажная 750 мл под пистолет',
    'Пена монтажная 500 мл',
    'Пистолет для монтажной пены',
  ],
  'Инструмент/Расходные материалы': ['Диск отрезной 125', 'Ветошь 10 кг'],
  'Кровля/Рулонная': ['Рубероид кровельный РКК-350 15 м'],
  'Герметики/Силикон': ['Герметик силиконовый прозрачный 300 мл', 'Герметик силиконовый белый 300 мл'],
  'Хозтовары/Скотч': ['Скотч упаковочный прозрачный'],
  'Кирпич/Печной': ['Кирпич огнеупорный шамотный ША-8'],
  'Изоляция/Минвата': [
    'Утеплитель Knauf Insulation 50 мм',
    'Утеплитель каменный 100 мм',
    'Утеплитель 150 мм',
  ],
  'короед и шпатлевки': ['Сетка штукатурная', '"КОРОЕД" (25 кг)', 'KNAUF Фюгенфюллер 10кг'],
  дерево: ['ФСФ 4\\4 влагостойкая 18мм 1525*1525мм', 'ОСП-3 18мм 2500*1250мм'],
  прайс: [
    'ВВГнг-LS 3х2,5',
    'ШСГД 3,5х35',
    '2ПБ 13-1',
    'НС35 0,5 RAL 8017',
    'ПФ-115 белая 2,7 кг',
    'ВА47-29 1P 16А',
  ],
  плёнки: ['ИЗОСПАН D (70м2)', 'ИЗОСПАН АМ (70м2)'],
  'Двери/Фурнитура': ['Петля гаражная 24х140', 'Петля дверная 100х75'],
  'Гипсокартон/Листы': ['Гипсокартон 2500х1200х9,5', 'Гипсокартон влагостойкий 2500х1200х12,5'],
};

describe.each(STORAGE_COLUMNS)('words and the things they name ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    const items = [
      { name: 'Труба 110х1000 Политэк серая', category: 'Трубы/Канализация', brand: 'Политэк', unit: 'шт' },
      { name: 'Плитка серая 30х30', category: 'Плитка/Плитка серая', unit: 'шт' },
      ...namedItems(CATALOGUE),
    ];
    server = await bootWithMaterials(database, items);
  }, 120_000);
  afterAll(() => server?.close());

  it.each([
    ['вагонка липовая', 'Вагонка липа Экстра 15х88х2500'],
    ['сосновая вагонка', 'Вагонка штиль сосна АВ 14х110х3000'],
    ['кедровую вагонку', 'Вагонка из кедра 15х88х2500'],
    ['плинтус сосновый', 'Плинтус сосна 45х2500'],
    ['кирпич для печи', 'Кирпич печной красный'],
    ['мешки под мусор', 'Мешок мусорный 120 л'],
    ['петли для двери', 'Петля дверная 100х75'],
    ['пистолет для пены', 'Пистолет для монтажной пены'],
    ['foam gun', 'Пистолет для монтажной пены'],
  ])('"%s" is answered with %s', async (q, first) => {
    const [hit] = await askByWords(server, q);
    expect(hit).toMatchObject({ name: first, confidence: 'high' });
  });

  it('are told, and not taken for a slip', async () => {
    const response = await server.inject({
      url: '/api/v1/search',
      query: { q: 'плинтус сосновый', mode: 'lexical' },
    });
    expect(response.json<SearchResponse>().query).toMatchObject({
      interpreted: 'плинтус сосновый',
      corrections: [{ from: 'сосновый', to: 'сосна', kind: 'synonym' }],
    });
  });

  it.each([
    ['шамотный материал', 'Кирпич огнеупорный шамотный ША-8'],
    ['материал шамотный', 'Кирпич огнеупорный шамотный ША-8'],
  ])('say of what kind goods are, where "материал" says nothing: %s', async (q, first) => {
    expect((await askByWords(server, q)).map(({ name }) => name)).toEqual([first]);
  });

  it.each([
    ['silicone sealant clear', 'Герметик силиконовый прозрачный 300 мл'],
    ['clear silicone sealant', 'Герметик силиконовый прозрачный 300 мл'],
  ])('name the thing by an English noun and not by an adjective: %s', async (q, first) => {
    expect((await askByWords(server, q))[0]?.name).toBe(first);
  });

  it('name the thing by the English noun that a maker is called by as well', async () => {
    const [hit] = await askByWords(server, 'fireproof insulation');
    expect(hit?.name).toMatch(/^Утеплитель/);
  });

  it('are not made of an English word with two slips', async () => {
    const response = await server.inject({
      url: '/api/v1/search',
      query: { q: 'smoke detector', mode: 'lexical' },
    });
    expect(response.json<SearchResponse>()).toMatchObject({ total: 0, query: { corrections: [] } });
  });

  it('are not read in the other layout where they are cut short with a stroke', async () => {
    const response = await server.inject({
      url: '/api/v1/search',
      query: { q: 'плитка б/у', mode: 'lexical' },
    });
    expect(response.json<SearchResponse>().query).toMatchObject({
      interpreted: 'плитка б/у',
      corrections: [],
    });
  });

  it.each([
    ['штукатурка', '"КОРОЕД" (25 кг)'],
    ['шпаклевка', 'KNAUF Фюгенфюллер 10кг'],
    ['фанера влагостойкая 18', 'ФСФ 4\\4 влагостойкая 18мм 1525*1525мм'],
    ['пароизоляция', 'ИЗОСПАН D (70м2)'],
    ['кабель 3х2.5', 'ВВГнг-LS 3х2,5'],
    ['саморез', 'ШСГД 3,5х35'],
    ['перемычка', '2ПБ 13-1'],
    ['профнастил', 'НС35 0,5 RAL 8017'],
    ['эмаль белая', 'ПФ-115 белая 2,7 кг'],
    ['автомат 16а', 'ВА47-29 1P 16А'],
    ['ветрозащита', 'ИЗОСПАН АМ (70м2)'],
    // By two rules: nothing here is called what the deed is done with.
    ['защитить дом от ветра', 'ИЗОСПАН АМ (70м2)'],
  ])('stand for it where a terse price list does not say what it is: %s', async (q, first) => {
    expect((await askByWords(server, q))[0]?.name).toBe(first);
  });

  it('are seen in a word that lacks its space, though nothing is called by either', async () => {
    const response = await server.inject({
      url: '/api/v1/search',
      query: { q: 'слоноваякость', mode: 'lexical' },
    });
    const { query, items } = response.json<SearchResponse>();
    expect(query.interpreted).toBe('слоновая кость');
    expect(items[0]?.material.name).toBe('Колер слоновая кость 0,5 л');
  });

  it('are asked for of a maker by an adjective', async () => {
    for (const q of ['серая политэк', 'политэк серая'])
      expect((await askByWords(server, q))[0]?.name).toBe('Труба 110х1000 Политэк серая');
  });

  it('do not make a thing of what it comes in, nor of a common word', async () => {
    expect((await askByWords(server, 'утеплитель рулон'))[0]?.name).toMatch(/^Утеплитель/);
    expect(await askByWords(server, 'бочка битума')).toEqual([]); // Which is no slip of "бачок".
    for (const q of ['зубная щетка', 'батарейки'])
      for (const { confidence } of await askByWords(server, q)) expect(confidence).toBe('low');
  });

  it('say what a kind of goods is, where the dictionary does', async () => {
    const names = (await askByWords(server, 'кровельный материал')).map(({ name }) => name);
    expect(names).toEqual(['Рубероид кровельный РКК-350 15 м']);
  });

  it('do not make a thing of what the things of a category are for', async () => {
    const hits = await askByWords(server, 'гипсокартон потолочный');
    expect(hits[0]?.name).toMatch(/^Гипсокартон/);
  });
});
