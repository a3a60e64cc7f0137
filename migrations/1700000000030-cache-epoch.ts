import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One number that is part of every cache key in Redis: raising it puts everything cached before out of reach. */
export class CacheEpoch1700000000030 implements MigrationInterface {
  readonly name = 'CacheEpoch1700000000030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE cache_epoch (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        epoch bigint NOT NULL CHECK (epoch >= 0)
      )`);
    await queryRunner.query('INSERT INTO cache_epoch (epoch) VALUES (0)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE cache_epoch');
  }
}
