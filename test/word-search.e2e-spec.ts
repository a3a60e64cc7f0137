import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { LexicalIndex } from '../src/lexical-index/index.js';
import { Lexicon } from '../src/lexical-index/query/lexicon.js';
import type { SearchResponse } from '../src/search/dto/search-response.js';
import type { TestApp } from './support/app.js';
import { STORAGE_COLUMNS } from './support/servers.js';
import { askByWords, bootWithMaterials, type WordHit } from './support/word-catalogue.js';

const CATALOGUE: readonly {
  category: string;
  names: readonly string[];
  brand?: string;
  description?: string;
}[] = [
  {
    category: 'Пиломатериалы/Плиты ОСП',
    names: ['ОСП-3 2500х1250х9 Kronospan', 'ОСП-3 12 мм 2500х1250 Egger', 'Плита ОСП-3 2500х1250х18'],
  },
  {
    category: 'Пиломатериалы/Брус и доска',
    names: [
      'Брус обрезной 100х100 6 м',
      'Брус обрезной 100х150х6000',
      'Доска обрезная 50х150х6000',
      'Доска обрезная 40х100х6000',
    ],
  },
  {
    category: 'Гипсокартон и профили/Гипсокартон',
    names: [
      'ГКЛВ Волма 2500х1200х12,5',
      'Лист гипсокартонный Knauf ГКЛВ 2500х1200х12,5',
      'ГКЛ Knauf 2500х1200х12,5',
      'Гипсокартон влагостойкий Gyproc 2500х1200х9,5',
    ],
  },
  { category: 'Гипсокартон и профили/Профили', names: ['Профиль для ГКЛВ 60х27 3 м'] },
  {
    category: 'Трубы/Запорная арматура',
    names: ['Кран шаровой латунный 1/2" Valtec', 'Кран шаровой 3/4 Bugatti', 'Кран Маевского 1/2'],
  },
  {
    category: 'Трубы/Трубы полипропиленовые',
    names: ['Труба PPR PN20 25 мм', 'Труба PPR PN20 32 мм'],
  },
  {
    category: 'Отопление/Радиаторы',
    names: ['Радиатор Iseo 500х10 секц.', 'Радиатор Iseo 500х12 секц.', 'Радиатор Revolution 350 10 секций'],
  },
  {
    category: 'Изоляция/Экструдированный пенополистирол',
    brand: 'Пеноплэкс',
    names: ['Пеноплэкс Комфорт 50 мм', 'Пеноплэкс Стена 30 мм'],
  },
  {
    category: 'Изоляция/Экструдированный пенополистирол',
    brand: 'Ursa',
    names: ['ЭППС Ursa 50 мм', 'ЭППС Ursa 30 мм'],
  },
  {
    category: 'Сухие смеси/Штукатурка',
    brand: 'Knauf',
    names: ['Штукатурка гипсовая Knauf Ротбанд 30 кг', 'Штукатурка цементная Knauf Унтерпутц 25 кг'],
  },
  { category: 'Огнезащита/Плиты', names: ['Плита кнауф-файерборд 12,5 мм'] },
  { category: 'Электрика/Кабель', names: ['Кабель СИП-4 4х16', 'Кабель ВВГнг 3х2,5', 'Беруши СИП 10 пар'] },
  {
    category: 'Плитка/Плитка для пола',
    names: ['Плитка для пола серая 330х330', 'Плитка для стен белая 200х300'],
  },
  { category: 'Сантехника/Мебель', names: ['Зеркало с подсветкой 80х60'] },
  {
    category: 'Растворы/Товарные',
    names: Array.from({ length: 6 }, (_, i) => `Бетон М${100 + i * 50} товарный`),
  },
  {
    category: 'Химия/Пропитки',
    names: [
      ...Array.from({ length: 30 }, (_, i) => `Пропитка для бетона ${i + 1} л`),
      'Грунтовка Beton Kontakt 14 кг',
    ],
  },
  { category: 'Крепёж/Дюбели', names: ['Дюбель распорный 6х40'] },
  { category: 'Мебель/Полки', names: ['Полка стеклянная 60 см'] },
  {
    category: 'Кровля/Водосток',
    names: ['Соединитель желоба металл белый', 'Труба водосточная 3 м коричневая'],
  },
  { category: 'Кровля/Профнастил', brand: 'Металл Профиль', names: ['Профнастил С8 1150х2000'] },
  {
    category: 'Кровля/Профлист',
    names: [
      ...Array.from({ length: 12 }, (_, i) => `Профлист С21 оцинкованный ${i + 1} м`),
      'Профлист НС35 RAL 6005 2 м',
      'Профлист НС35 RAL 5005 3 м',
    ],
  },
  {
    category: 'Пиломатериалы/Бруски',
    names: ['Брусок сухой 40х20 3 м', 'Брусок сухой 40х25 6 м', 'Брусок сухой 40х20 6 м'],
  },
  { category: 'Инструмент/Расходные материалы', names: ['Наждачная бумага Р120'] },
  {
    category: 'Краски/Для стен',
    brand: 'Dulux',
    names: ['Краска Dulux Bindo белая 10 л', 'Краска белая 10 л'],
  },
  { category: 'Краски', brand: 'Painter', names: ['Валик Painter 240 мм', 'Кисть Painter 50 мм'] },
  {
    category: 'Сухие смеси/Клей',
    brand: 'Ceresit',
    names: ['Клей Ceresit CM 11 25 кг', 'Клей Ceresit CM 14 25 кг', 'Ремонтная смесь Ceresit CN 83 25 кг'],
  },
  { category: 'Сыпучие/Песок', names: ['Песок речной мешок 40 кг', 'Песок карьерный навал м3'] },
  {
    category: 'Металлопрокат/Арматура',
    names: Array.from({ length: 14 }, (_, i) => `Арматура А500С ${8 + i} мм`),
  },
  {
    category: 'Инструмент/Прочее',
    names: ['Фиксатор арматуры стульчик 25 мм', 'Зубило слесарное 200 мм', 'Лом строительный d25 1300 мм'],
  },
  {
    category: 'Фитинги/Обжимные',
    names: ['Пресс-фитинг тройник 16х16х16', 'Пресс-фитинг угол 20х20', 'Тройник канализационный 110'],
  },
  {
    category: 'Кровля/Панели',
    names: ['Панель стеновая белая 2,7 м', 'Кафель белый 20х30', 'Кабель Cavel SAT 703'],
  },
  {
    category: 'Сухие смеси/Гипс',
    names: ['Смесь Bau Gips 30 кг', ...[5, 10, 15, 20, 25, 30].map((kg) => `Гипс строительный Г-5 ${kg} кг`)],
  },
  {
    category: 'Сухие смеси/Шпаклёвки',
    names: [
      'Шпаклёвка для дерева Текс 1 кг',
      'Шпаклёвка финишная Волма 5 кг',
      'Шпаклёвка готовая Основит 5 кг',
    ],
  },
  {
    category: 'Сухие смеси/Монтажная пена',
    names: ['Очиститель монтажной пены 500 мл', 'Пена профессиональная 850 мл', 'Пена бытовая зимняя 500 мл'],
  },
  { category: 'Сантехника/Унитазы', names: ['Унитаз компакт Santek', 'Унитаз подвесной Roca'] },
  {
    category: 'Сухие смеси/Наливные полы',
    brand: 'Unis',
    names: ['Пол наливной Unis Горизонт 20 кг', 'Пол наливной Unis Тонкий 20 кг'],
  },
  {
    category: 'Сухие смеси/Цемент',
    description: 'Смешать с водой и песком.',
    names: Array.from({ length: 14 }, (_, i) => `Цемент М${300 + i * 10} мешок 50 кг`),
  },
];

describe.each(STORAGE_COLUMNS)('words and numbers as buyers type them ($title)', ({ database }) => {
  let server: TestApp;

  beforeAll(async () => {
    const items = CATALOGUE.flatMap(({ category, brand, description, names }) =>
      names.map((name) => ({ name, category, unit: 'шт', brand, description })),
    );
    server = await bootWithMaterials(database, items);
  }, 120_000);
  afterAll(() => server?.close());

  const ask = (q: string): Promise<WordHit[]> => askByWords(server, q);

  it.each([
    ['осп 12', 'ОСП-3 12 мм 2500х1250 Egger'],
    ['осп 9', 'ОСП-3 2500х1250х9 Kronospan'],
    ['брус 100 100 6000', 'Брус обрезной 100х100 6 м'],
    ['доска 50 150', 'Доска обрезная 50х150х6000'],
    ['доска 40 100 6 м', 'Доска обрезная 40х100х6000'],
    ['кран шаровой 1/2', 'Кран шаровой латунный 1/2" Valtec'],
    ['кран шаровой 3/4"', 'Кран шаровой 3/4 Bugatti'],
    ['кран 3/4', 'Кран шаровой 3/4 Bugatti'],
    ['труба ппр 25', 'Труба PPR PN20 25 мм'],
    ['радиатор 500 10 секций', 'Радиатор Iseo 500х10 секц.'],
    ['ceresit cm 11', 'Клей Ceresit CM 11 25 кг'],
    ['сколько стоит клей ceresit cm 11 оптом с доставкой', 'Клей Ceresit CM 11 25 кг'],
    ['см 14', 'Клей Ceresit CM 14 25 кг'],
    ['сн 83', 'Ремонтная смесь Ceresit CN 83 25 кг'],
    ['downpipe', 'Труба водосточная 3 м коричневая'],
    ['труба водост. 3 м', 'Труба водосточная 3 м коричневая'],
    ['проп. для бет. 5 л', 'Пропитка для бетона 5 л'],
    ['5 листов гклв волма', 'ГКЛВ Волма 2500х1200х12,5'],
    ['6 мешков песка', 'Песок речной мешок 40 кг'],
  ])('finds for "%s" just that: %s', async (q, name) => {
    expect((await ask(q))[0]).toMatchObject({ name, confidence: 'high' });
  });

  it.each([
    [
      'кнауф',
      'Штукатурка гипсовая Knauf Ротбанд 30 кг',
      'a brand in the other alphabet, though something is written so',
    ],
    ['пеноплекс 50', 'Пеноплэкс Комфорт 50 мм', 'the brand before its like, whatever its spelling'],
    ['краска дулюкс', 'Краска Dulux Bindo белая 10 л', 'a brand as it is heard, not as it is spelled'],
    ['сип 4х16', 'Кабель СИП-4 4х16', 'a mark that follows the thing'],
    ['plitka dlja pola', 'Плитка для пола серая 330х330', 'a transliterated preposition'],
    [
      'zhelob metall',
      'Соединитель желоба металл белый',
      'what would be English without its transliterated neighbour',
    ],
  ])('is sure of "%s": %s, %s', async (q, name) => {
    const sure = (await ask(q)).filter(({ confidence }) => confidence === 'high');
    expect(sure.map((hit) => hit.name)).toContain(name);
  });

  it('takes the first of two nouns for the thing where the second says of what, but for what things are packed in', async () => {
    const [clip] = await ask('фиксатор арматуры');
    expect(clip).toMatchObject({ name: 'Фиксатор арматуры стульчик 25 мм', confidence: 'high' });
    const [cement] = await ask('мешок цемента');
    expect(cement?.name).toMatch(/^Цемент/);
  });

  it('finds a compound written as one word, a Russian thing in Latin letters that something is called by as well, and a diameter', async () => {
    expect((await ask('прессфитинг'))[0]?.confidence).toBe('high');
    expect((await ask('beton m300'))[0]).toMatchObject({ name: 'Бетон М300 товарный', confidence: 'high' });
    expect((await ask('gips')).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Смесь Bau Gips 30 кг', 'Гипс строительный Г-5 20 кг']),
    );
    expect((await ask('лом строительный d25 1300 мм'))[0]?.confidence).toBe('high');
  });

  it.each([
    // Enough of what is asked for; too little; enough that mentions it, and is another thing.
    ['арматура а500с', true],
    ['пропитка для бетона', true],
    ['арматура а500с 12', false],
    ['кран шаровой латунный', false],
    ['раствор цемент', false],
    ['песок с водой', false],
  ])(
    'decides for "%s" by what the strictest question finds as it would by asking first',
    async (q, isEnough) => {
      const index = server.app.get(LexicalIndex, { strict: false });
      const understanding = await index.understand(q);
      const strictest = index.strictest(understanding);
      if (!strictest) throw new Error('There is nothing to decide.');
      const { hits, hasThing } = await index.retrieve(strictest, { limit: 100 });
      expect(index.isEnough(hits.length, hasThing)).toBe(isEnough);
      const { plan } = await index.plan(understanding);
      if (isEnough) expect(plan).toEqual(strictest.plan);
      else {
        expect(plan).not.toEqual(strictest.plan);
        expect((await index.plan(understanding, { strictestFailed: true })).plan).toEqual(plan);
      }
    },
  );

  it.each([
    ['шаровойкран', 'шаровой кран', /^Кран шаровой/],
    ['доскаобрезная 40х100', 'доска обрезная 40х100', /^Доска обрезная 40х100/],
    ['арматура12', 'арматура 12', /^Арматура А500С 12 мм/],
    ['арматура-12', 'арматура 12', /^Арматура А500С 12 мм/],
    ['цементм350', 'цемент м350', /^Цемент М350/],
  ])('sees the missing space in "%s"', async (q, interpreted, name) => {
    const response = await server.inject({ url: '/api/v1/search', query: { q, mode: 'lexical' } });
    const { query, items } = response.json<SearchResponse>();
    expect(query.interpreted).toBe(interpreted);
    expect(query.corrections).toMatchObject([{ kind: 'typo' }]);
    expect(items[0]?.material.name).toMatch(name);
    expect(items[0]?.confidence).toBe('high');
  });

  it('sees no missing space between words that no name holds both of', async () => {
    expect(await ask('пескополка')).toEqual([]);
    expect(await ask('кранунитаз')).toEqual([]);
  });

  it.each(['унитаз или песок', 'унитаз+песок', 'унитаз & песок'])(
    'takes either of two things for an answer where both are asked for: %s',
    async (q) => {
      const sure = (await ask(q)).filter(({ confidence }) => confidence === 'high');
      const things = new Set(sure.map(({ name }) => name.split(' ')[0]));
      expect([...things].sort()).toEqual(['Песок', 'Унитаз']);
    },
  );

  it('gives up what it looks like before the grade', async () => {
    const names = (await ask('профлист оцинкованный нс35')).map(({ name }) => name);
    expect(names.slice(0, 2).every((name) => name.includes('НС35'))).toBe(true);
  });

  it('takes the same batten in another length for a better substitute than another batten', async () => {
    expect((await ask('брусок сухой 40х20 6 м')).slice(0, 3).map(({ name }) => name)).toEqual([
      'Брусок сухой 40х20 6 м',
      'Брусок сухой 40х20 3 м',
      'Брусок сухой 40х25 6 м',
    ]);
  });

  it('puts what acts on a thing behind the thing, though their category is called so', async () => {
    const names = (await ask('пена')).map(({ name }) => name);
    expect(names).toHaveLength(3);
    expect(names[2]).toBe('Очиститель монтажной пены 500 мл');
    expect((await ask('очиститель пены'))[0]).toMatchObject({ name: names[2], confidence: 'high' });
  });

  it('completes a word to the brand that begins with it', async () => {
    const response = await server.inject({ url: '/api/v1/search/suggest', query: { q: 'МЕТ' } });
    expect(response.json<{ suggestions: object[] }>().suggestions).toContainEqual({
      text: 'Металл Профиль',
      kind: 'brand',
    });
  });

  it('completes a rare word to the goods that hold it, and no word to a brand that does not begin with it', async () => {
    const suggest = async (q: string): Promise<{ text: string; kind: string }[]> =>
      (await server.inject({ url: '/api/v1/search/suggest', query: { q } })).json<{
        suggestions: { text: string; kind: string }[];
      }>().suggestions;
    expect((await suggest('проф')).filter(({ kind }) => kind === 'brand')).toEqual([]);
    expect((await suggest('профна')).map(({ text }) => text)).toContain('Профнастил С8 1150х2000');
  });

  it('completes a very frequent word to the names that begin with it, wherever in the table they stand', async () => {
    const dataSource = server.app.get(DataSource);
    const counted = async (word: string, documents: number): Promise<void> => {
      await dataSource.query('UPDATE lexicon SET documents = documents + $2 WHERE word = $1', [
        word,
        documents,
      ]);
    };
    await counted('доска', 10_000);
    try {
      for (const q of ['доск', 'ДОСКА', 'доска обр']) {
        if (q === 'доска обр') await counted('обрезная', 10_000);
        const response = await server.inject({ url: '/api/v1/search/suggest', query: { q } });
        const { suggestions } = response.json<{ suggestions: { text: string; kind: string }[] }>();
        expect(suggestions.filter(({ kind }) => kind === 'material').map(({ text }) => text)).toEqual([
          'Доска обрезная 40х100х6000',
          'Доска обрезная 50х150х6000',
        ]);
      }
    } finally {
      await counted('доска', -10_000);
      await counted('обрезная', -10_000);
    }
  });

  it.each(['п', 'к', 'м', 'пр', 'ц'])(
    'completes "%s" to the words of most names, whether or not enough of them are frequent',
    async (prefix) => {
      const dataSource = server.app.get(DataSource);
      const lexicon = new Lexicon(dataSource);
      const expectFirst = async (): Promise<void> => {
        const all: { word: string }[] = await dataSource.query(
          'SELECT word FROM lexicon WHERE starts_with(word, $1) AND documents > 0 ORDER BY names DESC, word LIMIT 5',
          [prefix],
        );
        expect((await lexicon.findByPrefix(prefix, 5)).map(({ word }) => word)).toEqual(
          all.map(({ word }) => word),
        );
      };
      await expectFirst();
      const raised = "UPDATE lexicon SET names = names + $1 WHERE starts_with(word, $2) AND word LIKE '%а%'";
      await dataSource.query(raised, [100, prefix]);
      try {
        await expectFirst();
      } finally {
        await dataSource.query(raised, [-100, prefix]);
      }
    },
  );

  it('puts a brand before what is like its goods', async () => {
    const [first, second] = await ask('пеноплекс');
    expect([first?.name, second?.name].every((name) => name?.startsWith('Пеноплэкс'))).toBe(true);
  });

  it('offers what a thing is done with, not what it is done to', async () => {
    const [first] = await ask('чем приклеить зеркало');
    expect(first?.name).toMatch(/^Клей/);
  });

  it('knows a deed by whatever word it is called, and with adjectives before what it is done to', async () => {
    for (const q of ['повесить полку', 'как вешать полку', 'чем повесить тяжёлую стеклянную полку'])
      expect((await ask(q))[0]?.name).toBe('Дюбель распорный 6х40');
    expect((await ask('полка стеклянная'))[0]?.name).toBe('Полка стеклянная 60 см');
  });

  it('does not take a deed that is none of a building site for one that is', async () => {
    for (const q of ['сварить суп', 'построить график', 'убрать снег']) expect(await ask(q)).toEqual([]);
  });

  it('takes what "material for" is for as the thing, where no goods are called material', async () => {
    expect((await ask('материал для навеса'))[0]?.name).toBe('Профнастил С8 1150х2000');
  });

  it('knows English and its own words of the trade that nothing here is called by, and does not make others of them', async () => {
    for (const q of ['chisel', 'hammer', 'padlock', 'mesh', 'tile cutter']) {
      const response = await server.inject({
        url: `/api/v1/search?${new URLSearchParams({ q }).toString()}`,
      });
      const { corrections } = response.json<SearchResponse>().query;
      expect(corrections.filter(({ kind }) => kind !== 'synonym')).toEqual([]);
    }
  });

  it('takes the last noun of an English term for the thing', async () => {
    const [first] = await ask('plasterboard valve');
    expect(first?.name).toMatch(/^Кран/);
  });

  it.each([
    ['принтер hp', 'принтер hp'],
    ['zerkalo', 'зеркало'],
    ['gipsokarton', 'гипсокартон'],
    ['panel', 'панель'],
    ['press-fiting', 'пресс-фитинг'],
    ['персс-фитинг', 'пресс-фитинг'],
    ['панеьл', 'панель'],
    ['збуило', 'зубило'],
    ['кафеель', 'кафель'],
    ['унитз', 'унитаз'],
    ['юнис', 'unis'],
    ['pe,bkj', 'зубило'],
    ['pneuma', 'pneuma'],
    ['лом d24', 'лом d24'],
    ['амкер', 'амкер'],
    ['арьатура', 'арматура'],
    ['краники', 'кран'],
    ['досочка 50', 'доска 50'],
    ['электропрофиль', 'профиль'],
    ['домик', 'домик'],
    ['стол', 'стол'],
    ['wine', 'wine'],
    ['пеленки', 'пеленки'],
  ])(
    'reads "%s" as "%s": a slip is not believed in twice, and a spelling that is somewhere goes first',
    async (q, as) => {
      const response = await server.inject({
        url: `/api/v1/search?${new URLSearchParams({ q }).toString()}`,
      });
      expect(response.json<SearchResponse>().query.interpreted).toBe(as);
    },
  );

  it('is not sure of the next size, nor of the next grade', async () => {
    for (const q of ['осп 15', 'ceresit cm 13', 'брус 100 200 6000']) {
      const [first] = await ask(q);
      expect(first?.confidence).not.toBe('high');
    }
  });

  it('takes an abbreviation for the thing wherever it stands in the name, and not for what is made for the thing', async () => {
    const answer = await ask('гклв');
    const place = (part: string): number => answer.findIndex(({ name }) => name.includes(part));
    expect(answer.slice(0, 3).map(({ confidence }) => confidence)).toEqual(['high', 'high', 'high']);
    expect(place('Лист гипсокартонный Knauf ГКЛВ')).toBeLessThan(3);
    const profile = answer.find(({ name }) => name.startsWith('Профиль'));
    expect(profile?.confidence ?? 'low').toBe('low');
  });

  it('puts what is made for one use behind its equals where that use is not asked for', async () => {
    expect((await ask('шпаклёвка')).map(({ name }) => name)[2]).toBe('Шпаклёвка для дерева Текс 1 кг');
    expect((await ask('шпаклёвка по дереву'))[0]?.name).toBe('Шпаклёвка для дерева Текс 1 кг');
  });

  it('shows sand to who asks for sand in bags that nobody has, not what is mixed with sand', async () => {
    expect((await ask('песок 50 кг')).slice(0, 2).map(({ name }) => name)).toEqual([
      'Песок речной мешок 40 кг',
      'Песок карьерный навал м3',
    ]);
  });

  it('is not sure of anything where a common word from outside the trade makes another thing of it', async () => {
    for (const q of ['туалетный цемент', 'зубной цемент', 'каменный уголь'])
      expect((await ask(q)).filter(({ confidence }) => confidence !== 'low')).toEqual([]);
    const [[ordinary], [strange]] = [await ask('бордовый цемент'), await ask('зубной цемент')];
    expect(ordinary?.score).toBeGreaterThan(1.5 * (strange?.score ?? 1));
  });

  it('leaves a unit after a number alone', async () => {
    const response = await server.inject({
      url: `/api/v1/search?${new URLSearchParams({ q: 'cement 50 kg' }).toString()}`,
    });
    expect(response.json<SearchResponse>().query).toMatchObject({
      interpreted: 'cement 50 kg',
      units: ['kg'],
    });
  });
});
