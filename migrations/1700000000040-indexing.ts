import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the indexer needs beside the outbox: claims, the two stages, texts embedded before, and rebuilds under way. */
export class Indexing1700000000040 implements MigrationInterface {
  readonly name = 'Indexing1700000000040';

  async up(queryRunner: QueryRunner): Promise<void> {
    // claim: who works on the row until claimed_until; without it claimed_until is a pause before the next try.
    // priority: 0 for changes, 1 for what a rebuild goes through, so that news never wait behind it.
    await queryRunner.query(`
      ALTER TABLE outbox
        ADD COLUMN priority smallint NOT NULL DEFAULT 0,
        ADD COLUMN claim uuid,
        ADD COLUMN lexical_done boolean NOT NULL DEFAULT false,
        ADD COLUMN lexical_claimed_until timestamptz`);
    await queryRunner.query('DROP INDEX outbox_ready_idx');
    await queryRunner.query(
      'CREATE INDEX outbox_ready_idx ON outbox (priority, id) WHERE parked_at IS NULL AND lexical_done',
    );
    await queryRunner.query(
      'CREATE INDEX outbox_lexical_idx ON outbox (id) WHERE parked_at IS NULL AND NOT lexical_done',
    );
    await queryRunner.query(
      'CREATE INDEX outbox_parked_idx ON outbox (parked_at) WHERE parked_at IS NOT NULL',
    );

    // The key hashes identity and text, so vectors of two models cannot meet. vector is null while one instance embeds the text;
    // components are IEEE half floats, little-endian.
    await queryRunner.query(`
      CREATE TABLE embedded_texts (
        content_hash bytea PRIMARY KEY,
        vector bytea,
        reserved_until timestamptz,
        used_at date NOT NULL DEFAULT current_date,
        CONSTRAINT embedded_texts_vector_or_reserved CHECK (vector IS NOT NULL OR reserved_until IS NOT NULL)
      )`);

    await queryRunner.query(`
      CREATE TABLE index_rebuilds (
        collection varchar(63) PRIMARY KEY,
        backend varchar(20) NOT NULL,
        identity text NOT NULL,
        last_material_id uuid,
        enqueued integer NOT NULL DEFAULT 0,
        all_enqueued boolean NOT NULL DEFAULT false,
        started_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT index_rebuilds_one_an_identity UNIQUE (backend, identity)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE index_rebuilds, embedded_texts');
    await queryRunner.query('DROP INDEX outbox_parked_idx, outbox_lexical_idx, outbox_ready_idx');
    await queryRunner.query(`
      ALTER TABLE outbox DROP COLUMN priority, DROP COLUMN claim, DROP COLUMN lexical_done,
        DROP COLUMN lexical_claimed_until`);
    await queryRunner.query('CREATE INDEX outbox_ready_idx ON outbox (id) WHERE parked_at IS NULL');
  }
}
