import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES = ['materials_lexical_idx', 'lexical_documents_sku_trigram_idx'];

/**
 * Words of changed materials wait in a list and go into the index together: a lexeme that a thousand rows share is then looked up once,
 * where a new price, which writes the row's words again, looked up each of them. A search reads that list as well, so it is kept short:
 * whoever fills it empties it, and the indexer leaves none behind.
 */
export class PendingWords1700000000062 implements MigrationInterface {
  readonly name = 'PendingWords1700000000062';

  async up(queryRunner: QueryRunner): Promise<void> {
    // In kB: the words of some twelve hundred materials.
    for (const index of INDEXES) {
      await queryRunner.query(`ALTER INDEX ${index} SET (fastupdate = on, gin_pending_list_limit = 512)`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const index of INDEXES) {
      await queryRunner.query(`ALTER INDEX ${index} SET (fastupdate = off)`);
      await queryRunner.query(`ALTER INDEX ${index} RESET (gin_pending_list_limit)`);
      await queryRunner.query('SELECT gin_clean_pending_list($1::regclass)', [index]);
    }
  }
}
