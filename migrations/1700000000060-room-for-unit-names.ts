import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The name of a unit is one of its spellings: they may be as long as it. */
export class RoomForUnitNames1700000000060 implements MigrationInterface {
  readonly name = 'RoomForUnitNames1700000000060';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE unit_aliases ALTER COLUMN alias TYPE varchar(100)');
  }

  /** Fails, and changes nothing, where a name needs the room. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE unit_aliases ALTER COLUMN alias TYPE varchar(50)');
  }
}
