import type { MigrationInterface, QueryRunner } from 'typeorm';
import { seedUnits, type UnitSeed } from './support/unit-seeds.js';

/** What is sold by the section, the hank and the length of a bar; OKEI numbers are those of OK 015-94, null where the classifier has none. */
const UNITS: readonly UnitSeed[] = [
  ['секц', 'секция', '840', 'count', '1', ['секций', 'секции', 'section', 'sections']],
  ['плита', 'плита', null, 'count', '1', ['плит', 'плиты']],
  ['блок', 'блок', null, 'count', '1', ['блоков', 'блока']],
  ['хлыст', 'хлыст', null, 'count', '1', ['хлыстов', 'хлыста']],
  ['моток', 'моток', null, 'package', '1', ['мотков', 'мотка', 'hank', 'hanks']],
  ['пакет', 'пакет', null, 'package', '1', ['пакетов', 'пакета', 'packet', 'packets']],
];

/** Spellings more of units that are there: words the other way round, ANSI X12 and UN/ECE Recommendation 20 codes. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  шт: ['pce', 'h87'],
  'пог. м': ['метр пог', 'метров погонных'],
  м2: ['mtk', 'метр квадратный', 'метров квадратных', 'метр кв'],
  м3: ['mtq', 'метр кубический', 'метров кубических', 'метр куб'],
  кг: ['kgm'],
  т: ['tne'],
  gal: ['gll'],
  упак: ['pk', 'nmp'],
  кор: ['bx'],
  рул: ['rl', 'rol'],
  меш: ['bg'],
  связ: ['bd'],
};

/** Ships units that were kept as they are written until now. */
export class PackagingUnits1700000000066 implements MigrationInterface {
  readonly name = 'PackagingUnits1700000000066';

  async up(queryRunner: QueryRunner): Promise<void> {
    await seedUnits(queryRunner, UNITS);
    const known = (await queryRunner.query(
      'SELECT code, name, okei, dimension, factor_to_base AS factor FROM units WHERE code = ANY ($1::text[])',
      [Object.keys(SPELLINGS)],
    )) as { code: string; name: string; okei: string | null; dimension: string; factor: string }[];
    await seedUnits(
      queryRunner,
      known.map(({ code, name, okei, dimension, factor }) => [
        code,
        name,
        okei,
        dimension,
        factor,
        SPELLINGS[code] ?? [],
      ]),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [code, spellings] of Object.entries(SPELLINGS)) {
      await queryRunner.query('DELETE FROM unit_aliases WHERE unit_code = $1 AND alias = ANY ($2::text[])', [
        code,
        spellings,
      ]);
    }
    // A unit that a material or an offer uses stays: it is data by now.
    await queryRunner.query(
      `DELETE FROM units WHERE code = ANY ($1::text[])
         AND NOT EXISTS (SELECT 1 FROM materials WHERE materials.unit_code = units.code)
         AND NOT EXISTS (SELECT 1 FROM offers WHERE offers.unit_code = units.code)`,
      [UNITS.map(([code]) => code)],
    );
  }
}
