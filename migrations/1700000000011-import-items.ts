import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a dry run shows of the items it would make, what retention has removed, and two functions that large
 * imports spent most of their time in.
 */
export class ImportItems1700000000011 implements MigrationInterface {
  readonly name = 'ImportItems1700000000011';

  async up(queryRunner: QueryRunner): Promise<void> {
    // item: what a row of a dry run says, because the offer that would say it was rolled back.
    await queryRunner.query('ALTER TABLE import_rows ADD COLUMN item jsonb');
    // Retention has taken the outcomes: the list cannot be undone any more.
    await queryRunner.query('ALTER TABLE imports ADD COLUMN rows_removed_at timestamptz');

    // PL/pgSQL keeps the plan of the join it made for the first statement of a session. When that one changed no row, the plan was a
    // nested loop, and a later update of 5,000 rows compared 25 million pairs.
    await queryRunner.query('ALTER FUNCTION materials_feed() SET enable_nestloop = off');

    if (await lowersCyrillic(queryRunner)) {
      await queryRunner.query('DROP INDEX materials_match_key_idx');
      await queryRunner.query(matchKey(LOWERED));
      await queryRunner.query(MATCH_KEY_INDEX);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    if (await lowersCyrillic(queryRunner)) {
      await queryRunner.query('DROP INDEX materials_match_key_idx');
      await queryRunner.query(matchKey(TRANSLATED));
      await queryRunner.query(MATCH_KEY_INDEX);
    }
    await queryRunner.query('ALTER FUNCTION materials_feed() RESET ALL');
    await queryRunner.query('ALTER TABLE imports DROP COLUMN rows_removed_at');
    await queryRunner.query('ALTER TABLE import_rows DROP COLUMN item');
  }
}

const MATCH_KEY_INDEX =
  'CREATE INDEX materials_match_key_idx ON materials (material_match_key(name, coalesce(unit_code, unit_raw), brand))';
const WORDS = "name || E'\\x1f' || coalesce(unit, '') || E'\\x1f' || coalesce(brand, '')";
/** Of any database: lower() of one with the C locale knows ASCII only. */
const TRANSLATED = `lower(translate(${WORDS},
            'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёх×*', 'абвгдеежзийклмнопрстуфxцчшщъыьэюяеxxx'))`;
/** The same text in a fifth of the time: translate() compares every letter with every other. */
const LOWERED = `replace(replace(replace(replace(lower(${WORDS}), 'ё', 'е'), 'х', 'x'), '×', 'x'), '*', 'x')`;

const matchKey = (folded: string): string => `
      CREATE OR REPLACE FUNCTION material_match_key(name text, unit text, brand text) RETURNS uuid
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT md5(btrim(regexp_replace(
          ${folded},
          E'[ \\u00a0\\t\\r\\n.,;:!"''«»„“”()\\\\[\\\\]/\\\\\\\\_-]+', ' ', 'g')))::uuid
      $$`;

async function lowersCyrillic(queryRunner: QueryRunner): Promise<boolean> {
  const letters = 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ';
  const rows = (await queryRunner.query('SELECT lower($1::text) AS lowered', [letters])) as {
    lowered: string;
  }[];
  return rows[0]?.lowered === letters.toLowerCase();
}
