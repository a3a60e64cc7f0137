import type { MigrationInterface, QueryRunner } from 'typeorm';
import { seedUnits, type UnitSeed } from './support/unit-seeds.js';

/**
 * Inches, feet and pounds (international yard and pound, 1959; US liquid gallon), and what English price lists pack in. OKEI numbers are
 * those of OK 015-94, null where the classifier has none.
 */
const UNITS: readonly UnitSeed[] = [
  ['in', 'дюйм', '039', 'length', '0.0254', ['дюймов', 'дюйма', 'inch', 'inches']],
  [
    'ft',
    'фут',
    '041',
    'length',
    '0.3048',
    ['футов', 'фута', 'foot', 'feet', 'lf', 'lin ft', 'ln ft', 'linear foot', 'linear feet'],
  ],
  ['yd', 'ярд', '043', 'length', '0.9144', ['ярдов', 'yds', 'yard', 'yards']],
  [
    'sq ft',
    'квадратный фут',
    '073',
    'area',
    '0.09290304',
    ['ft2', 'ft²', 'sf', 'sft', 'square foot', 'square feet', 'кв.фут'],
  ],
  ['sq yd', 'квадратный ярд', '075', 'area', '0.83612736', ['yd2', 'sy', 'square yard', 'square yards']],
  [
    'cu ft',
    'кубический фут',
    '132',
    'volume',
    '0.028316846592',
    ['ft3', 'ft³', 'cf', 'cft', 'cubic foot', 'cubic feet', 'куб.фут'],
  ],
  ['cu yd', 'кубический ярд', '133', 'volume', '0.764554857984', ['yd3', 'cy', 'cubic yard', 'cubic yards']],
  ['gal', 'галлон США', null, 'volume', '0.003785411784', ['галлон', 'галлонов', 'gallon', 'gallons']],
  ['qt', 'кварта США', null, 'volume', '0.000946352946', ['кварта', 'qts', 'quart', 'quarts']],
  ['lb', 'фунт', null, 'mass', '0.45359237', ['фунтов', 'lbs', 'pound', 'pounds']],
  ['oz', 'унция', null, 'mass', '0.028349523125', ['унций', 'ounce', 'ounces']],
  ['дюж', 'дюжина', null, 'count', '12', ['дюжин', 'dz', 'doz', 'dozen']],
  ['связ', 'связка', null, 'package', '1', ['связок', 'связки', 'bundle', 'bundles', 'bdl', 'bndl']],
  ['барабан', 'барабан', null, 'package', '1', ['барабанов', 'drum', 'drums']],
  ['бочка', 'бочка', null, 'package', '1', ['бочек', 'бочки', 'barrel', 'barrels', 'bbl']],
  // Spellings more of units that are there: a "length" of timber is a piece.
  ['шт', 'штука', '796', 'count', '1', ['length', 'lengths', 'lgth']],
  ['кор', 'коробка', null, 'package', '1', ['case', 'cases', 'cs']],
];

/** Ships the units that English price lists sell by, with their spellings. */
export class ImperialUnits1700000000065 implements MigrationInterface {
  readonly name = 'ImperialUnits1700000000065';

  async up(queryRunner: QueryRunner): Promise<void> {
    await seedUnits(queryRunner, UNITS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DELETE FROM unit_aliases WHERE (unit_code = 'кор' AND alias IN ('case', 'cases', 'cs'))
         OR (unit_code = 'шт' AND alias IN ('length', 'lengths', 'lgth'))`,
    );
    // A unit that a material uses stays: it is data by now.
    await queryRunner.query(
      `DELETE FROM units WHERE code = ANY ($1::text[]) AND code NOT IN ('кор', 'шт')
         AND NOT EXISTS (SELECT 1 FROM materials WHERE materials.unit_code = units.code)`,
      [UNITS.map(([code]) => code)],
    );
  }
}
