import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One number that grows with every change of the synonyms, whoever makes it: what every instance compares before it trusts its copy.
 * The other processes are told as well, because their caches hold answers that the old synonyms gave.
 */
export class SynonymChanges1700000000021 implements MigrationInterface {
  readonly name = 'SynonymChanges1700000000021';

  async up(queryRunner: QueryRunner): Promise<void> {
    // A row, not a sequence: it changes with the commit, so nobody sees the new number and the old rules.
    await queryRunner.query(`
      CREATE TABLE synonym_changes (
        only_row boolean PRIMARY KEY DEFAULT true,
        version bigint NOT NULL,
        CONSTRAINT synonym_changes_only_row CHECK (only_row)
      )`);
    await queryRunner.query('INSERT INTO synonym_changes (version) VALUES (1)');
    await queryRunner.query(`
      CREATE FUNCTION synonyms_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE synonym_changes SET version = version + 1;
        PERFORM pg_notify('catalogue_changes', '*');
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER synonyms_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON synonyms
      FOR EACH STATEMENT EXECUTE FUNCTION synonyms_changed()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER synonyms_changed ON synonyms');
    await queryRunner.query('DROP FUNCTION synonyms_changed()');
    await queryRunner.query('DROP TABLE synonym_changes');
  }
}
