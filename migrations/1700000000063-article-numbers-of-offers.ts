import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Suppliers number one material each in their own way, and a buyer asks by the number that stands on the invoice. The material's own is in
 * `lexical_documents`; here are those of its offers that are others, written by the indexer. `lexical_skus` has all of them.
 */
export class ArticleNumbersOfOffers1700000000063 implements MigrationInterface {
  readonly name = 'ArticleNumbersOfOffers1700000000063';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE lexical_offer_skus (
        material_id uuid NOT NULL,
        sku_key text COLLATE "C" NOT NULL,
        PRIMARY KEY (material_id, sku_key)
      )`);
    await queryRunner.query('CREATE INDEX lexical_offer_skus_sku_key_idx ON lexical_offer_skus (sku_key)');
    await queryRunner.query(`
      CREATE INDEX lexical_offer_skus_trigram_idx ON lexical_offer_skus
      USING gin (sku_key gin_trgm_ops) WITH (fastupdate = on, gin_pending_list_limit = 512)`);
    // With a condition in either part the planner would not look into their indexes one by one.
    await queryRunner.query(`
      CREATE VIEW lexical_skus AS
        SELECT material_id, sku_key FROM lexical_documents
        UNION ALL
        SELECT material_id, sku_key FROM lexical_offer_skus`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP VIEW lexical_skus');
    await queryRunner.query('DROP TABLE lexical_offer_skus');
  }
}
