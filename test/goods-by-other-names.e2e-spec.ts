import { expect, it } from '@jest/globals';
import { describeWordSearch, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  'Плёнки/Строительные мембраны': ['Изоспан D 35 м²', 'Изоспан B 70 м²', 'Изоспан А 70 м2'],
  'Забор/3D панели': ['Панель 3D 1,53х2,5 м d4 RAL 7024', 'Панель 3D 1,03х2,5 м d3 оцинк.'],
  'Сухие смеси/Затирки': [
    'Фуга Plitonit Colorit белый 2кг',
    'Затирка эпоксидная Litokol Starlike EVO белый 2,5 кг',
  ],
  'Сухие смеси/Клей для плитки': [
    'Клей д/плитки Волма Интерьер C0 25кг',
    'Клей плиточный Волма Керамик 25кг',
    'Клей плиточный Plitonit С 25кг',
    'Клей для теплоизоляции Ceresit CT 190 25кг',
  ],
  'Плиты/Специальные листы': [
    'Аквапанель Knauf наружная 1200х900х12,5',
    'Стекломагниевый лист СМЛ 2440х1220х8',
  ],
  'Плиты/ДСП': ['ДСП шпунтованная QuickDeck 2440х600х16', 'ДСП шлифованная 16 мм'],
  'Дерево/Щиты': ['Мебельный щит сосна 18х400х2000', 'Мебельный щит сосна 28х600х2000'],
  'Герметики/Герметики': ['Герметик для дерева Ceresit сосна 310мл', 'Герметик силиконовый белый 280мл'],
  'Полы/Ламинат': ['Ламинат Laminate House Дуб 33 класс', 'Ламинат Дуб серый 8 мм', 'Ламинат Ясень 8 мм'],
  'Полы/Подложка': ['Подложка под ламинат пробковая 2 мм', 'Подложка под ламинат хвойная 4 мм'],
  'Полы/ПВХ плитка': ['ПВХ плитка FineFloor Wood Орех тёмный', 'ПВХ плитка FineFloor Wood Дуб белый'],
  'Теплоизоляция/Отражающая изоляция': ['Утеплитель рулонный Изолон 500 8мм'],
  'Гидроизоляция/Рулонная': ['Унифлекс ТехноНИКОЛЬ ЭПП рулон 10 м', 'Рубероид РКК-350 рулон 10 м'],
  'Трубы/PEX': ['Фитинг обжимной тройник 16х16х16 Valtec', 'Фитинг обжимной муфта 16х16 Valtec'],
  'Трубы/Канализация': [
    'Тройник 45° наружная канализация 110 рыжий',
    'Тройник 45° наружная канализация 160 рыжий',
  ],
  'Электрика/Тёплый пол': ['Мат Теплолюкс Tropix для теплого пола 2 м2'],
  'Электрика/Монтаж': ['Подрозетник для гипсокартона 68х45', 'Наконечник НШВИ 2,5-8 100шт'],
  'Котлы/Котлы': ['Котёл твердотопливный Zota 14', 'Котёл электрический Protherm 9'],
  'Инструмент/Ручной': ['Заклёпочник ручной Зубр', 'Рулетка геодезическая 30 м'],
  'Прочее/Прочее': [
    'Спанбонд укрывной 60 г/м2',
    'Смазка для опалубки Эмульсол 10 л',
    'Георешётка объёмная 210х100 мм',
  ],
};

describeWordSearch('goods by other names than their own', CATALOGUE, (ask) => {
  const first = async (q: string): Promise<string | undefined> => (await ask(q))[0]?.name;

  it.each([
    ['изоспан в', 'Изоспан B 70 м²'],
    ['изоспан а', 'Изоспан А 70 м2'],
    ['плитонит с', 'Клей плиточный Plitonit С 25кг'],
  ])('%s: a letter at the end is a kind, and relates nothing', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it('take no letter beside a maker for the thing: "izospan d" is no panel of wires d3', async () => {
    const [found, ...others] = await ask('izospan d');
    expect(found?.name).toBe('Изоспан D 35 м²');
    expect(
      others.filter(({ confidence, name }) => confidence === 'high' && name.startsWith('Панель')),
    ).toEqual([]);
  });

  it.each([
    ['аква панель кнауф', 'Аквапанель Knauf наружная 1200х900х12,5'],
    ['вспененный полиэтилен рулон', 'Утеплитель рулонный Изолон 500 8мм'],
    ['волма интерьер', 'Клей д/плитки Волма Интерьер C0 25кг'],
    ['тройник 16', 'Фитинг обжимной тройник 16х16х16 Valtec'],
  ])('%s: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it.each([
    ['wood sealant pine', 'Герметик для дерева Ceresit сосна 310мл'],
    ['vinyl tile walnut', 'ПВХ плитка FineFloor Wood Орех тёмный'],
  ])('%s: the wood behind a thing is what it is like', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it.each([
    ['тропикс', 'Мат Теплолюкс Tropix для теплого пола 2 м2'],
    ['старлайк', 'Затирка эпоксидная Litokol Starlike EVO белый 2,5 кг'],
    ['квикдек', 'ДСП шпунтованная QuickDeck 2440х600х16'],
  ])('%s: a series is written as it is heard', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it('ask for what serves a thing in English, whether or not some name has the English word', async () => {
    expect(await first('under laminate')).toMatch(/^Подложка под ламинат/);
    expect(await first('laminate')).toMatch(/^Ламинат/);
  });

  it.each([
    ['magnesium board', 'Стекломагниевый лист СМЛ 2440х1220х8'],
    ['solid fuel boiler', 'Котёл твердотопливный Zota 14'],
    ['electric boiler', 'Котёл электрический Protherm 9'],
    ['insulation adhesive', 'Клей для теплоизоляции Ceresit CT 190 25кг'],
    ['клей для минваты', 'Клей для теплоизоляции Ceresit CT 190 25кг'],
    ['rivet gun', 'Заклёпочник ручной Зубр'],
    ['surveyors tape', 'Рулетка геодезическая 30 м'],
    ['back box', 'Подрозетник для гипсокартона 68х45'],
    ['ferrules', 'Наконечник НШВИ 2,5-8 100шт'],
    ['garden fleece', 'Спанбонд укрывной 60 г/м2'],
    ['form release oil', 'Смазка для опалубки Эмульсол 10 л'],
    ['geocell', 'Георешётка объёмная 210х100 мм'],
  ])('%s: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });
});
