import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the name says of a material, apart from what its supplier gave. Written by the indexer, as `lexical_vector` is. */
export class DerivedAttributes1700000000022 implements MigrationInterface {
  readonly name = 'DerivedAttributes1700000000022';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "ALTER TABLE materials ADD COLUMN derived_attributes jsonb NOT NULL DEFAULT '{}'",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE materials DROP COLUMN derived_attributes');
  }
}
