import type { MigrationInterface, QueryRunner } from 'typeorm';
import { seedUnits, type UnitSeed } from './support/unit-seeds.js';

/**
 * Units as Russian suppliers write them. Codes are the symbols buyers read; OKEI numbers are those of OK 015-94 (МК 002-97), null
 * where the classifier has none. The factor counts base units of the dimension: piece, m, m2, m3, kg, hour, kWh, kW; one of a
 * package is one of that package, so packages do not convert into each other.
 */
const UNITS: readonly UnitSeed[] = [
  [
    'шт',
    'штука',
    '796',
    'count',
    '1',
    [
      'шт',
      'шт.',
      'штук',
      'штуки',
      'штука',
      'pc',
      'pcs',
      'piece',
      'pieces',
      'ea',
      'each',
      'sht',
      'экз',
      'экземпляр',
    ],
  ],
  ['ед', 'единица', '642', 'count', '1', ['единиц', 'ед.', 'unit', 'units', 'изд', 'изделие']],
  ['пар', 'пара', '715', 'count', '2', ['пар.', 'пары', 'pair', 'pairs', 'pr']],
  ['10 шт', 'десять штук', null, 'count', '10', ['10шт.', 'десяток', 'дес', '10 pcs']],
  ['100 шт', 'сто штук', '797', 'count', '100', ['100шт.', 'сотня', 'сот', '100 pcs']],
  [
    'тыс. шт',
    'тысяча штук',
    '798',
    'count',
    '1000',
    ['тыс.шт.', 'т.шт', 'тшт', '1000 шт', 'тысяча шт', 'тыс штук', '1000 pcs'],
  ],
  ['лист', 'лист', '625', 'count', '1', ['листов', 'листа', 'л-т', 'sheet', 'sheets']],
  [
    'компл',
    'комплект',
    '839',
    'package',
    '1',
    ['комплект', 'компл.', 'комплектов', 'к-т', 'кт', 'к-кт', 'kit', 'kits', 'комп'],
  ],
  ['наб', 'набор', '704', 'package', '1', ['набор', 'наб.', 'наборов', 'set', 'sets']],
  [
    'упак',
    'упаковка',
    '778',
    'package',
    '1',
    [
      'упаковка',
      'упаковок',
      'упаковки',
      'упак.',
      'уп',
      'уп.',
      'упк',
      'pack',
      'packs',
      'package',
      'packages',
      'pkg',
      'pkt',
    ],
  ],
  ['пач', 'пачка', '728', 'package', '1', ['пачка', 'пачек', 'пач.', 'пачки']],
  [
    'меш',
    'мешок',
    null,
    'package',
    '1',
    [
      'мешок',
      'мешков',
      'мешка',
      'меш.',
      'мш',
      'bag',
      'bags',
      'sack',
      'sacks',
      'биг-бег',
      'бигбэг',
      'big bag',
    ],
  ],
  ['рул', 'рулон', '736', 'package', '1', ['рулон', 'рулонов', 'рулона', 'рул.', 'рл', 'roll', 'rolls']],
  ['бух', 'бухта', null, 'package', '1', ['бухта', 'бухт', 'бухты', 'бух.', 'coil', 'coils']],
  [
    'боб',
    'бобина',
    '616',
    'package',
    '1',
    ['бобина', 'бобин', 'боб.', 'катушка', 'катуш', 'spool', 'reel', 'bobbin'],
  ],
  ['ящ', 'ящик', '812', 'package', '1', ['ящик', 'ящиков', 'ящ.', 'crate']],
  [
    'кор',
    'коробка',
    null,
    'package',
    '1',
    ['коробка', 'коробок', 'кор.', 'коробки', 'короб', 'box', 'boxes', 'carton', 'ctn'],
  ],
  [
    'поддон',
    'поддон',
    null,
    'package',
    '1',
    ['поддон', 'поддонов', 'подд', 'под', 'паллет', 'паллета', 'палета', 'пал', 'pallet', 'pallets', 'plt'],
  ],
  ['вед', 'ведро', null, 'package', '1', ['ведро', 'ведер', 'вёдер', 'вед.', 'bucket', 'pail']],
  ['банк', 'банка', null, 'package', '1', ['банка', 'банок', 'бан', 'банк.', 'can', 'cans', 'tin', 'jar']],
  ['бут', 'бутылка', '868', 'package', '1', ['бутылка', 'бутылок', 'бут.', 'bottle', 'bottles', 'btl']],
  ['флак', 'флакон', '872', 'package', '1', ['флакон', 'фл', 'флаконов', 'флак.', 'vial']],
  ['канистра', 'канистра', null, 'package', '1', ['канистр', 'кан', 'канистры', 'canister', 'jerrycan']],
  ['бал', 'баллон', null, 'package', '1', ['баллон', 'баллонов', 'балл', 'бал.', 'cylinder', 'aerosol']],
  [
    'туба',
    'туба',
    null,
    'package',
    '1',
    ['тубы', 'туб', 'тюбик', 'картридж', 'картуш', 'tube', 'tubes', 'cartridge'],
  ],
  [
    'м',
    'метр',
    '006',
    'length',
    '1',
    ['метр', 'метров', 'метра', 'м.', 'm', 'meter', 'meters', 'metre', 'metres', 'mtr'],
  ],
  [
    'пог. м',
    'погонный метр',
    '018',
    'length',
    '1',
    [
      'п.м.',
      'мп',
      'м.п.',
      'пог.м',
      'пог.м.',
      'м.пог',
      'м/п',
      'п/м',
      'погонный метр',
      'погонных метров',
      'погонного метра',
      'пог метр',
      'метр погонный',
      'мпог',
      'lm',
      'rm',
      'lin m',
      'linear meter',
      'linear metre',
      'running meter',
      'running metre',
    ],
  ],
  [
    'мм',
    'миллиметр',
    '003',
    'length',
    '0.001',
    ['миллиметр', 'миллиметров', 'мм.', 'mm', 'millimeter', 'millimetre'],
  ],
  [
    'см',
    'сантиметр',
    '004',
    'length',
    '0.01',
    ['сантиметр', 'сантиметров', 'см.', 'cm', 'centimeter', 'centimetre'],
  ],
  ['дм', 'дециметр', '005', 'length', '0.1', ['дециметр', 'дм.', 'dm', 'decimeter', 'decimetre']],
  [
    'км',
    'километр',
    '008',
    'length',
    '1000',
    ['километр', 'километров', 'км.', 'km', 'kilometer', 'kilometre'],
  ],
  [
    'м2',
    'квадратный метр',
    '055',
    'area',
    '1',
    [
      'м²',
      'м^2',
      'кв.м',
      'кв. м.',
      'м.кв',
      'м кв.',
      'квм',
      'кв метр',
      'кв.метр',
      'квадратный метр',
      'квадратных метров',
      'квадратного метра',
      'm2',
      'm²',
      'sqm',
      'sq m',
      'sq.m.',
      'square meter',
      'square metre',
      'square meters',
      'square metres',
      '㎡',
    ],
  ],
  [
    'мм2',
    'квадратный миллиметр',
    '050',
    'area',
    '0.000001',
    ['мм²', 'кв.мм', 'квадратный миллиметр', 'mm2', 'sq mm'],
  ],
  [
    'см2',
    'квадратный сантиметр',
    '051',
    'area',
    '0.0001',
    ['см²', 'кв.см', 'квадратный сантиметр', 'cm2', 'sq cm'],
  ],
  [
    'дм2',
    'квадратный дециметр',
    '053',
    'area',
    '0.01',
    ['дм²', 'кв.дм', 'квадратный дециметр', 'dm2', 'sq dm'],
  ],
  ['100 м2', 'сто квадратных метров', null, 'area', '100', ['100 м²', '100 кв.м', '100m2']],
  ['га', 'гектар', '059', 'area', '10000', ['гектар', 'гектаров', 'ha', 'hectare', 'hectares']],
  [
    'м3',
    'кубический метр',
    '113',
    'volume',
    '1',
    [
      'м³',
      'м^3',
      'куб.м',
      'куб. м.',
      'м.куб',
      'м куб.',
      'кбм',
      'куб',
      'кубометр',
      'кубометров',
      'куб метр',
      'куб.метр',
      'кубический метр',
      'кубических метров',
      'кубического метра',
      'm3',
      'm³',
      'cbm',
      'cu m',
      'cu.m.',
      'cubic meter',
      'cubic metre',
      'cubic meters',
      'cubic metres',
      '㎥',
    ],
  ],
  [
    'л',
    'литр',
    '112',
    'volume',
    '0.001',
    [
      'литр',
      'литров',
      'литра',
      'л.',
      'дм3',
      'куб.дм',
      'l',
      'ltr',
      'liter',
      'liters',
      'litre',
      'litres',
      'dm3',
    ],
  ],
  [
    'мл',
    'миллилитр',
    '111',
    'volume',
    '0.000001',
    ['миллилитр', 'миллилитров', 'мл.', 'см3', 'см³', 'куб.см', 'ml', 'milliliter', 'millilitre', 'cm3'],
  ],
  ['100 м3', 'сто кубических метров', null, 'volume', '100', ['100 м³', '100 куб.м', '100m3']],
  [
    'тыс. м3',
    'тысяча кубических метров',
    '114',
    'volume',
    '1000',
    ['тыс.м³', '1000 м3', 'тыс. куб.м', '1000m3'],
  ],
  ['г', 'грамм', '163', 'mass', '0.001', ['грамм', 'граммов', 'гр', 'гр.', 'г.', 'g', 'gr', 'gram', 'grams']],
  [
    'кг',
    'килограмм',
    '166',
    'mass',
    '1',
    [
      'килограмм',
      'килограммов',
      'килограмма',
      'кг.',
      'кило',
      'kg',
      'kgs',
      'kilo',
      'kilogram',
      'kilograms',
      'kilogramme',
    ],
  ],
  ['ц', 'центнер', '206', 'mass', '100', ['центнер', 'центнеров', 'ц.', 'quintal']],
  [
    'т',
    'тонна',
    '168',
    'mass',
    '1000',
    ['тонна', 'тонн', 'тонны', 'т.', 'тн', 'тн.', 't', 'ton', 'tons', 'tonne', 'tonnes', 'mt'],
  ],
  ['мин', 'минута', '355', 'time', '0.0166666667', ['минута', 'минут', 'мин.', 'min', 'minute', 'minutes']],
  ['ч', 'час', '356', 'time', '1', ['час', 'часов', 'часа', 'ч.', 'h', 'hr', 'hrs', 'hour', 'hours']],
  [
    'сут',
    'сутки',
    '359',
    'time',
    '24',
    ['сутки', 'суток', 'сут.', 'день', 'дней', 'дн', 'дн.', 'day', 'days'],
  ],
  ['мес', 'месяц', '362', 'time', '730', ['месяц', 'месяцев', 'мес.', 'month', 'months']],
  [
    'чел.-ч',
    'человеко-час',
    '539',
    'time',
    '1',
    ['чел.ч', 'чел/ч', 'чел. час', 'человеко-час', 'человеко-часов', 'man-hour', 'man hours'],
  ],
  [
    'маш.-ч',
    'машино-час',
    null,
    'time',
    '1',
    ['маш.ч', 'маш/ч', 'маш. час', 'машино-час', 'машино-часов', 'machine-hour', 'machine hours'],
  ],
  ['Вт', 'ватт', '212', 'power', '0.001', ['ватт', 'вт.', 'w', 'watt', 'watts']],
  ['кВт', 'киловатт', '214', 'power', '1', ['киловатт', 'квт.', 'kw', 'kilowatt', 'kilowatts']],
  [
    'кВт·ч',
    'киловатт-час',
    '245',
    'energy',
    '1',
    ['квт*ч', 'квтч', 'квт.ч', 'квт-час', 'киловатт-час', 'kwh', 'kilowatt-hour'],
  ],
  [
    'Гкал',
    'гигакалория',
    '233',
    'energy',
    '1163',
    ['гигакалория', 'гигакалорий', 'гкал.', 'gcal', 'gigacalorie'],
  ],
  [
    'усл. ед',
    'условная единица',
    '876',
    'other',
    '1',
    ['усл.ед.', 'у.е.', 'условная единица', 'условных единиц'],
  ],
  ['%', 'процент', '744', 'other', '1', ['процент', 'процентов', 'проц', 'percent', 'pct']],
];

/** Ships the common units with their spellings, and lets any writer create categories by path. */
export class Units1700000000002 implements MigrationInterface {
  readonly name = 'Units1700000000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await seedUnits(queryRunner, UNITS);

    // Another instance keeps the spellings in memory, and what it cached for a filter by unit may be wrong now.
    await queryRunner.query(`
      CREATE FUNCTION units_notify() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('catalogue_changes', '*');
        RETURN NULL;
      END $$`);
    for (const table of ['units', 'unit_aliases']) {
      await queryRunner.query(`
        CREATE TRIGGER ${table}_notify AFTER INSERT OR UPDATE OR DELETE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION units_notify()`);
    }

    // Every caller creates missing levels in one order (by depth, then by folded path), so that two of them cannot deadlock.
    // 40001 says "something moved meanwhile, ask again"; the callers do.
    await queryRunner.query(`
      CREATE FUNCTION ensure_categories(asked_paths text[])
      RETURNS TABLE (asked text, category_id uuid, category_name text, category_path text)
      LANGUAGE plpgsql AS $$
      DECLARE
        level record;
        parent uuid;
        found_rows bigint;
      BEGIN
        FOR level IN
          SELECT DISTINCT ON (l.depth, lower(l.path) COLLATE "C") l.depth, l.path, l.above, l.name
          FROM (
            SELECT d.depth, p.parts[d.depth] AS name,
              array_to_string(p.parts[1:d.depth], '/') AS path,
              array_to_string(p.parts[1:d.depth - 1], '/') AS above
            FROM (SELECT string_to_array(a.asked_path, '/') AS parts FROM unnest(asked_paths) AS a (asked_path)) p
            CROSS JOIN LATERAL generate_series(1, cardinality(p.parts)) AS d (depth)
          ) l
          WHERE NOT EXISTS (SELECT 1 FROM categories c WHERE lower(c.path) = lower(l.path))
          ORDER BY l.depth, lower(l.path) COLLATE "C", l.path COLLATE "C"
        LOOP
          parent := NULL;
          IF level.depth > 1 THEN
            SELECT c.id INTO parent FROM categories c WHERE lower(c.path) = lower(level.above);
            IF parent IS NULL THEN
              RAISE EXCEPTION 'category "%" was moved meanwhile', level.above USING ERRCODE = 'serialization_failure';
            END IF;
          END IF;
          INSERT INTO categories (parent_id, name, path) VALUES (parent, level.name, level.path)
            ON CONFLICT ((lower(path))) DO NOTHING;
        END LOOP;
        RETURN QUERY
          SELECT wanted.path, c.id, c.name::text, c.path
          FROM (SELECT DISTINCT unnest(asked_paths) AS path) wanted
          JOIN categories c ON lower(c.path) = lower(wanted.path);
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        IF found_rows <> (SELECT count(DISTINCT a) FROM unnest(asked_paths) AS a) THEN
          RAISE EXCEPTION 'a category was moved or deleted meanwhile' USING ERRCODE = 'serialization_failure';
        END IF;
      END $$`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION ensure_categories(text[])');
    for (const table of ['units', 'unit_aliases']) {
      await queryRunner.query(`DROP TRIGGER ${table}_notify ON ${table}`);
    }
    await queryRunner.query('DROP FUNCTION units_notify()');
    // A unit that a material uses stays: it is data by now.
    await queryRunner.query(
      `DELETE FROM units WHERE code = ANY ($1::text[])
         AND NOT EXISTS (SELECT 1 FROM materials WHERE materials.unit_code = units.code)`,
      [UNITS.map(([code]) => code)],
    );
  }
}
