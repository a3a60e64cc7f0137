import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers to writes that were sent with an Idempotency-Key, for a day. */
export class Idempotency1700000000051 implements MigrationInterface {
  readonly name = 'Idempotency1700000000051';

  async up(queryRunner: QueryRunner): Promise<void> {
    // scope: hash of caller, address and key. status is null while the request is being worked on, until locked_until.
    await queryRunner.query(`
      CREATE TABLE idempotency_keys (
        scope bytea PRIMARY KEY,
        fingerprint bytea NOT NULL,
        attempt uuid NOT NULL,
        locked_until timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        status smallint,
        headers jsonb,
        body bytea,
        CONSTRAINT idempotency_keys_answer_whole CHECK ((status IS NULL) = (body IS NULL))
      )`);
    await queryRunner.query('CREATE INDEX idempotency_keys_created_idx ON idempotency_keys (created_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE idempotency_keys');
  }
}
