import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Only `verify`, which looks at every material anyway, asked for what is not analysed yet; every import paid for it, row by row. */
export class OneIndexLess1700000000064 implements MigrationInterface {
  readonly name = 'OneIndexLess1700000000064';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX materials_not_analysed_idx');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX materials_not_analysed_idx ON materials (id) WHERE lexical_vector IS NULL',
    );
  }
}
