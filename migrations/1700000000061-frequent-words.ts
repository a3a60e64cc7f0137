import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The words that completions begin with, for an index that a letter alone is quick in: thousands of words begin with it, and few of them
 * are in many names. As generated columns, for the counts change with every material: an index over these themselves would have to be
 * written each time.
 */
export class FrequentWords1700000000061 implements MigrationInterface {
  readonly name = 'FrequentWords1700000000061';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE lexicon
        ADD COLUMN is_frequent boolean NOT NULL GENERATED ALWAYS AS (names >= 20) STORED,
        ADD COLUMN is_brand boolean NOT NULL GENERATED ALWAYS AS (brands > 0 AND brands * 2 >= names) STORED`);
    await queryRunner.query('CREATE INDEX lexicon_frequent_idx ON lexicon (word) WHERE is_frequent');
    await queryRunner.query('CREATE INDEX lexicon_brand_idx ON lexicon (word) WHERE is_brand');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE lexicon DROP COLUMN is_frequent, DROP COLUMN is_brand');
  }
}
