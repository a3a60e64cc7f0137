import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What word search keeps beside `materials.lexical_vector`: the lexicon, one derived row a material, and the synonyms. */
export class LexicalIndex1700000000020 implements MigrationInterface {
  readonly name = 'LexicalIndex1700000000020';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Collation C: prefixes are found by the primary key, and the order is the same on every system.
    await queryRunner.query(`
      CREATE TABLE lexicon (
        word text COLLATE "C" PRIMARY KEY,
        stem text COLLATE "C" NOT NULL,
        sound text COLLATE "C" NOT NULL,
        is_code boolean NOT NULL,
        documents integer NOT NULL,
        names integer NOT NULL,
        heads integer NOT NULL,
        brands integer NOT NULL,
        categories integer NOT NULL
      ) WITH (fillfactor = 70)`);
    await queryRunner.query('CREATE INDEX lexicon_stem_idx ON lexicon (stem)');
    await queryRunner.query('CREATE INDEX lexicon_sound_idx ON lexicon (sound) WHERE NOT is_code');
    await queryRunner.query(
      'CREATE INDEX lexicon_trigram_idx ON lexicon USING gin (word gin_trgm_ops) WITH (fastupdate = off) WHERE NOT is_code',
    );
    // No foreign key: a document outlives its material until the indexer has taken its words off the lexicon's counts.
    await queryRunner.query(`
      CREATE TABLE lexical_documents (
        material_id uuid PRIMARY KEY,
        sku_key text COLLATE "C",
        words text[] NOT NULL,
        analysis smallint NOT NULL
      )`);
    await queryRunner.query(
      'CREATE INDEX lexical_documents_sku_key_idx ON lexical_documents (sku_key) WHERE sku_key IS NOT NULL',
    );
    await queryRunner.query(`
      CREATE INDEX lexical_documents_sku_trigram_idx ON lexical_documents
      USING gin (sku_key gin_trgm_ops) WITH (fastupdate = off) WHERE sku_key IS NOT NULL`);
    // The administrator's own rules; those that ship with the program are a file.
    await queryRunner.query(`
      CREATE TABLE synonyms (
        id uuid PRIMARY KEY DEFAULT uuid_v7(),
        terms text[] NOT NULL,
        also text[] NOT NULL DEFAULT '{}',
        weight numeric(3,2) NOT NULL,
        enabled boolean NOT NULL DEFAULT true,
        rule_key text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT synonyms_weight_in_range CHECK (weight > 0 AND weight <= 1),
        CONSTRAINT synonyms_terms_not_empty CHECK (cardinality(terms) > 0 AND cardinality(terms) + cardinality(also) > 1)
      )`);
    await queryRunner.query('CREATE UNIQUE INDEX synonyms_rule_key ON synonyms (rule_key)');
    await queryRunner.query(
      'CREATE INDEX materials_not_analysed_idx ON materials (id) WHERE lexical_vector IS NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX materials_not_analysed_idx');
    await queryRunner.query('DROP TABLE synonyms, lexical_documents, lexicon');
    await queryRunner.query('UPDATE materials SET lexical_vector = NULL WHERE lexical_vector IS NOT NULL');
  }
}
