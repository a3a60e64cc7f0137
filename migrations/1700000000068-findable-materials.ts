import type { MigrationInterface, QueryRunner } from 'typeorm';

const DOCUMENT_EVENTS = [
  ['insert', 'NEW TABLE AS new_rows'],
  ['update', 'NEW TABLE AS new_rows OLD TABLE AS old_rows'],
  ['delete', 'OLD TABLE AS old_rows'],
] as const;

/**
 * What word search counts and pages: a row for each material that is indexed, as narrow as can be, and the word index over it. The words
 * themselves and what the name says move from `materials` to `lexical_documents`: a new price then writes neither, nor their index
 * (ADR 33).
 */
export class FindableMaterials1700000000068 implements MigrationInterface {
  readonly name = 'FindableMaterials1700000000068';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE lexical_documents
        ADD COLUMN vector tsvector NOT NULL DEFAULT '',
        ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}'`);
    // Without words it is to be analysed anew.
    await queryRunner.query(`
      UPDATE lexical_documents d SET vector = coalesce(m.lexical_vector, ''), attributes = m.derived_attributes,
        analysis = CASE WHEN m.lexical_vector IS NULL THEN 0 ELSE d.analysis END
      FROM materials m WHERE m.id = d.material_id`);
    await queryRunner.query(
      'ALTER TABLE lexical_documents ALTER COLUMN vector DROP DEFAULT, ALTER COLUMN attributes DROP DEFAULT',
    );
    await queryRunner.query('DROP INDEX materials_lexical_idx');
    await queryRunner.query(
      'ALTER TABLE materials DROP COLUMN lexical_vector, DROP COLUMN derived_attributes',
    );

    await queryRunner.query(`
      CREATE TABLE findable_materials (
        id uuid PRIMARY KEY REFERENCES materials (id) ON DELETE CASCADE,
        category_id uuid,
        brand varchar(200),
        unit_code varchar(20)
      )`);
    await queryRunner.query(`
      INSERT INTO findable_materials (id, category_id, brand, unit_code)
      SELECT m.id, m.category_id, m.brand, m.unit_code
      FROM materials m JOIN lexical_documents d ON d.material_id = m.id ORDER BY m.id`);
    // Immutable as far as the index is concerned: a row of findable_materials is replaced when its words change.
    await queryRunner.query(`
      CREATE FUNCTION words_of(material uuid) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT COST 1000
      RETURN (SELECT d.vector FROM lexical_documents d WHERE d.material_id = material)`);
    await queryRunner.query(`
      CREATE INDEX findable_materials_words_idx ON findable_materials
      USING gin (words_of(id)) WITH (fastupdate = on, gin_pending_list_limit = 512)`);
    await queryRunner.query('ANALYZE findable_materials');

    await queryRunner.query(`
      CREATE FUNCTION findable_follow_documents() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' THEN
          DELETE FROM findable_materials f USING old_rows o WHERE f.id = o.material_id;
          RETURN NULL;
        END IF;
        IF TG_OP = 'UPDATE' THEN
          DELETE FROM findable_materials f USING old_rows o JOIN new_rows n USING (material_id)
          WHERE f.id = o.material_id AND n.vector <> o.vector;
        END IF;
        INSERT INTO findable_materials (id, category_id, brand, unit_code)
          SELECT m.id, m.category_id, m.brand, m.unit_code FROM new_rows n JOIN materials m ON m.id = n.material_id ORDER BY m.id
          ON CONFLICT (id) DO NOTHING;
        RETURN NULL;
      END $$`);
    for (const [event, tables] of DOCUMENT_EVENTS) {
      await queryRunner.query(`
        CREATE TRIGGER lexical_documents_findable_${event} AFTER ${event} ON lexical_documents
        REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION findable_follow_documents()`);
    }
    await queryRunner.query(`
      CREATE FUNCTION findable_follow_materials() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE findable_materials SET category_id = NEW.category_id, brand = NEW.brand, unit_code = NEW.unit_code WHERE id = NEW.id;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER materials_findable AFTER UPDATE OF category_id, brand, unit_code ON materials FOR EACH ROW
      WHEN ((OLD.category_id, OLD.brand, OLD.unit_code) IS DISTINCT FROM (NEW.category_id, NEW.brand, NEW.unit_code))
      EXECUTE FUNCTION findable_follow_materials()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER materials_findable ON materials');
    for (const [event] of DOCUMENT_EVENTS)
      await queryRunner.query(`DROP TRIGGER lexical_documents_findable_${event} ON lexical_documents`);
    await queryRunner.query('DROP TABLE findable_materials');
    for (const name of ['findable_follow_documents()', 'findable_follow_materials()', 'words_of(uuid)'])
      await queryRunner.query(`DROP FUNCTION ${name}`);
    await queryRunner.query(`
      ALTER TABLE materials
        ADD COLUMN lexical_vector tsvector, ADD COLUMN derived_attributes jsonb NOT NULL DEFAULT '{}'`);
    await queryRunner.query(`
      UPDATE materials m SET lexical_vector = d.vector, derived_attributes = d.attributes
      FROM lexical_documents d WHERE d.material_id = m.id`);
    await queryRunner.query(`
      CREATE INDEX materials_lexical_idx ON materials
      USING gin (lexical_vector) WITH (fastupdate = on, gin_pending_list_limit = 512)`);
    await queryRunner.query('ALTER TABLE lexical_documents DROP COLUMN vector, DROP COLUMN attributes');
  }
}
