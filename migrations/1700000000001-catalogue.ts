import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Materials, categories, units, and the change feed. Rules that must hold for every writer, psql and COPY included, are
 * constraints and triggers here, not code in the service.
 */
export class Catalogue1700000000001 implements MigrationInterface {
  readonly name = 'Catalogue1700000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');

    // RFC 9562, section 5.7: 48 bits of milliseconds, version, 74 random bits (taken from a version 4 UUID).
    await queryRunner.query(`
      CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
        SELECT (lpad(to_hex(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
          || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
      $$`);

    await queryRunner.query(`
      CREATE TABLE units (
        code varchar(20) PRIMARY KEY,
        name varchar(100) NOT NULL,
        okei varchar(4),
        dimension varchar(20) NOT NULL,
        factor_to_base numeric(20,10) NOT NULL,
        CONSTRAINT units_code_not_blank CHECK (btrim(code) <> ''),
        CONSTRAINT units_name_not_blank CHECK (btrim(name) <> ''),
        CONSTRAINT units_factor_positive CHECK (factor_to_base > 0)
      )`);
    // The key is the folded spelling (see the unit normaliser); a unit's own code and name are aliases too.
    await queryRunner.query(`
      CREATE TABLE unit_aliases (
        alias_key varchar(50) PRIMARY KEY,
        alias varchar(50) NOT NULL,
        unit_code varchar(20) NOT NULL REFERENCES units (code) ON UPDATE CASCADE ON DELETE CASCADE,
        CONSTRAINT unit_aliases_key_not_blank CHECK (btrim(alias_key) <> '')
      )`);
    await queryRunner.query('CREATE INDEX unit_aliases_unit_code_idx ON unit_aliases (unit_code)');

    await queryRunner.query(`
      CREATE TABLE categories (
        id uuid PRIMARY KEY DEFAULT uuid_v7(),
        parent_id uuid REFERENCES categories (id) ON DELETE RESTRICT,
        name varchar(200) NOT NULL,
        path text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT categories_name_not_blank CHECK (btrim(name) <> ''),
        CONSTRAINT categories_name_no_slash CHECK (position('/' in name) = 0),
        CONSTRAINT categories_not_own_parent CHECK (parent_id <> id)
      )`);
    // One name a level, whatever its letter case. The path is the tree written out: unique for the same reason.
    await queryRunner.query('CREATE UNIQUE INDEX categories_path_key ON categories (lower(path))');
    await queryRunner.query('CREATE INDEX categories_parent_id_idx ON categories (parent_id)');
    await queryRunner.query(`
      CREATE FUNCTION categories_set_path() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.parent_id IS NULL THEN
          NEW.path := NEW.name;
        ELSE
          SELECT parent.path || '/' || NEW.name INTO STRICT NEW.path FROM categories parent WHERE parent.id = NEW.parent_id;
        END IF;
        IF TG_OP = 'UPDATE' AND (NEW.name, NEW.parent_id, NEW.path) IS DISTINCT FROM (OLD.name, OLD.parent_id, OLD.path) THEN
          IF EXISTS (
            WITH RECURSIVE above AS (
              SELECT id, parent_id FROM categories WHERE id = NEW.parent_id
              UNION ALL
              SELECT c.id, c.parent_id FROM categories c JOIN above ON c.id = above.parent_id
            )
            SELECT 1 FROM above WHERE id = NEW.id
          ) THEN
            RAISE EXCEPTION 'category % would contain itself', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'categories_no_cycle';
          END IF;
          NEW.version := OLD.version + 1;
          NEW.updated_at := clock_timestamp();
        END IF;
        RETURN NEW;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER categories_set_path BEFORE INSERT OR UPDATE ON categories
      FOR EACH ROW EXECUTE FUNCTION categories_set_path()`);

    await queryRunner.query(`
      CREATE TABLE materials (
        id uuid PRIMARY KEY DEFAULT uuid_v7(),
        sku varchar(100),
        name varchar(500) NOT NULL,
        description text,
        category_id uuid REFERENCES categories (id) ON DELETE RESTRICT,
        unit_code varchar(20) REFERENCES units (code) ON UPDATE CASCADE ON DELETE RESTRICT,
        unit_raw varchar(100),
        brand varchar(200),
        attributes jsonb NOT NULL DEFAULT '{}',
        price_amount numeric(18,4),
        price_currency char(3),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        version integer NOT NULL DEFAULT 1,
        lexical_vector tsvector,
        CONSTRAINT materials_sku_not_blank CHECK (btrim(sku) <> ''),
        CONSTRAINT materials_name_not_blank CHECK (btrim(name) <> ''),
        CONSTRAINT materials_description_length CHECK (length(description) <= 5000),
        CONSTRAINT materials_attributes_object CHECK (jsonb_typeof(attributes) = 'object'),
        CONSTRAINT materials_price_not_negative CHECK (price_amount >= 0),
        CONSTRAINT materials_price_whole CHECK ((price_amount IS NULL) = (price_currency IS NULL))
      )`);
    await queryRunner.query('CREATE UNIQUE INDEX materials_sku_key ON materials (sku)');
    await queryRunner.query('CREATE INDEX materials_name_idx ON materials (name, id)');
    await queryRunner.query('CREATE INDEX materials_updated_at_idx ON materials (updated_at DESC, id DESC)');
    await queryRunner.query('CREATE INDEX materials_price_idx ON materials (price_amount, id)');
    await queryRunner.query('CREATE INDEX materials_category_id_idx ON materials (category_id)');
    await queryRunner.query('CREATE INDEX materials_unit_code_idx ON materials (unit_code)');
    await queryRunner.query('CREATE INDEX materials_brand_idx ON materials (lower(brand))');
    // fastupdate off: a pending list that a search has to clean up stalls it for seconds after an import.
    await queryRunner.query(
      'CREATE INDEX materials_lexical_idx ON materials USING gin (lexical_vector) WITH (fastupdate = off)',
    );

    // A change of what a reader sees is a new version. lexical_vector is derived and does not count.
    await queryRunner.query(`
      CREATE FUNCTION materials_set_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.version IS DISTINCT FROM OLD.version
          OR (NEW.sku, NEW.name, NEW.description, NEW.category_id, NEW.unit_code, NEW.unit_raw, NEW.brand, NEW.attributes,
              NEW.price_amount, NEW.price_currency)
            IS DISTINCT FROM
             (OLD.sku, OLD.name, OLD.description, OLD.category_id, OLD.unit_code, OLD.unit_raw, OLD.brand, OLD.attributes,
              OLD.price_amount, OLD.price_currency)
        THEN
          NEW.version := OLD.version + 1;
          NEW.updated_at := clock_timestamp();
        END IF;
        RETURN NEW;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER materials_set_version BEFORE UPDATE ON materials
      FOR EACH ROW EXECUTE FUNCTION materials_set_version()`);

    // The change feed. Rows are claimed by setting claimed_until (visibility timeout) under SKIP LOCKED, and deleted when done.
    await queryRunner.query(`
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        material_id uuid NOT NULL,
        operation varchar(10) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        claimed_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        last_error text,
        parked_at timestamptz,
        CONSTRAINT outbox_operation CHECK (operation IN ('upsert', 'delete'))
      )`);
    await queryRunner.query('CREATE INDEX outbox_ready_idx ON outbox (id) WHERE parked_at IS NULL');
    await queryRunner.query('CREATE INDEX outbox_material_id_idx ON outbox (material_id)');

    // One notification a statement: the ids while they fit a payload (8000 bytes), else '*'.
    await queryRunner.query(`
      CREATE FUNCTION notify_catalogue_changes(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF cardinality(ids) BETWEEN 1 AND 200 THEN
          PERFORM pg_notify('catalogue_changes', array_to_string(ids, ','));
        ELSIF cardinality(ids) > 200 THEN
          PERFORM pg_notify('catalogue_changes', '*');
        END IF;
      END $$`);
    await queryRunner.query(`
      CREATE FUNCTION materials_feed() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        changed uuid[];
      BEGIN
        IF TG_OP = 'INSERT' THEN
          SELECT array_agg(id) INTO changed FROM new_rows;
        ELSIF TG_OP = 'UPDATE' THEN
          SELECT array_agg(n.id) INTO changed FROM new_rows n JOIN old_rows o USING (id) WHERE n.version <> o.version;
        ELSE
          SELECT array_agg(id) INTO changed FROM old_rows;
        END IF;
        INSERT INTO outbox (material_id, operation)
          SELECT unnest(changed), CASE WHEN TG_OP = 'DELETE' THEN 'delete' ELSE 'upsert' END;
        PERFORM notify_catalogue_changes(changed);
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER materials_feed_insert AFTER INSERT ON materials REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION materials_feed()`);
    await queryRunner.query(`
      CREATE TRIGGER materials_feed_update AFTER UPDATE ON materials REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION materials_feed()`);
    await queryRunner.query(`
      CREATE TRIGGER materials_feed_delete AFTER DELETE ON materials REFERENCING OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION materials_feed()`);
    await queryRunner.query(`
      CREATE FUNCTION materials_feed_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO outbox (material_id, operation) SELECT id, 'delete' FROM materials;
        PERFORM pg_notify('catalogue_changes', '*');
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER materials_feed_truncate BEFORE TRUNCATE ON materials
      FOR EACH STATEMENT EXECUTE FUNCTION materials_feed_truncate()`);

    // A renamed or moved category changes the paths below it and every material that shows one of them.
    await queryRunner.query(`
      CREATE FUNCTION categories_cascade() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (NEW.name, NEW.path) IS DISTINCT FROM (OLD.name, OLD.path) THEN
          UPDATE categories SET name = name WHERE parent_id = NEW.id;
          UPDATE materials SET version = version + 1 WHERE category_id = NEW.id;
        END IF;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER categories_cascade AFTER UPDATE ON categories
      FOR EACH ROW EXECUTE FUNCTION categories_cascade()`);
    await queryRunner.query(`
      CREATE FUNCTION units_cascade() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (NEW.name, NEW.okei) IS DISTINCT FROM (OLD.name, OLD.okei) THEN
          UPDATE materials SET version = version + 1 WHERE unit_code = NEW.code;
        END IF;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER units_cascade AFTER UPDATE ON units
      FOR EACH ROW EXECUTE FUNCTION units_cascade()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE outbox, materials, categories, unit_aliases, units');
    for (const name of [
      'units_cascade()',
      'categories_cascade()',
      'materials_feed_truncate()',
      'materials_feed()',
      'notify_catalogue_changes(uuid[])',
      'materials_set_version()',
      'categories_set_path()',
      'uuid_v7()',
    ]) {
      await queryRunner.query(`DROP FUNCTION ${name}`);
    }
    // pg_trgm stays: another application in the same database may use it.
  }
}
