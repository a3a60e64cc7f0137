import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Suppliers, their price lists and offers, the history of prices, and the import jobs.
 *
 * An offer is one item of one supplier, told apart by `item_key` (see docs/imports.md); several suppliers' offers hang on one
 * material. What a price list did to an offer is one row of `import_rows` with the state before it, so that it can be undone.
 */
export class SuppliersAndImports1700000000010 implements MigrationInterface {
  readonly name = 'SuppliersAndImports1700000000010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE suppliers (
        id uuid PRIMARY KEY DEFAULT uuid_v7(),
        name varchar(200) NOT NULL,
        name_key varchar(200) NOT NULL,
        column_mapping jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT suppliers_name_not_blank CHECK (btrim(name) <> '')
      )`);
    await queryRunner.query('CREATE UNIQUE INDEX suppliers_name_key_key ON suppliers (name_key)');

    // One job: an uploaded file on its way into the catalogue. claimed_until is the lease of the instance that works on it.
    await queryRunner.query(`
      CREATE TABLE imports (
        id uuid PRIMARY KEY DEFAULT uuid_v7(),
        supplier_id uuid NOT NULL CONSTRAINT imports_supplier_fkey REFERENCES suppliers (id) ON DELETE RESTRICT,
        status varchar(10) NOT NULL DEFAULT 'queued',
        file_name varchar(255) NOT NULL,
        size_bytes bigint NOT NULL,
        content_hash char(64) NOT NULL,
        fingerprint char(64),
        dry_run boolean NOT NULL DEFAULT false,
        atomic boolean NOT NULL DEFAULT false,
        options jsonb NOT NULL DEFAULT '{}',
        format jsonb NOT NULL DEFAULT '{}',
        bytes_read bigint NOT NULL DEFAULT 0,
        bytes_total bigint NOT NULL DEFAULT 0,
        rows_read integer NOT NULL DEFAULT 0,
        records_merged integer NOT NULL DEFAULT 0,
        next_position integer NOT NULL DEFAULT 1,
        created integer NOT NULL DEFAULT 0,
        updated integer NOT NULL DEFAULT 0,
        unchanged integer NOT NULL DEFAULT 0,
        rejected integer NOT NULL DEFAULT 0,
        warnings integer NOT NULL DEFAULT 0,
        vanished integer NOT NULL DEFAULT 0,
        error jsonb,
        cancel_requested boolean NOT NULL DEFAULT false,
        claimed_by uuid,
        claimed_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT imports_status CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled'))
      )`);
    // The same file with the same reading of it answers the first import; a failed, cancelled or undone one gives up its print.
    await queryRunner.query('CREATE UNIQUE INDEX imports_fingerprint_key ON imports (fingerprint)');
    await queryRunner.query('CREATE INDEX imports_supplier_id_idx ON imports (supplier_id)');
    await queryRunner.query(
      `CREATE INDEX imports_queue_idx ON imports (created_at) WHERE status IN ('queued', 'running')`,
    );

    await queryRunner.query(`
      CREATE TABLE import_file_chunks (
        import_id uuid NOT NULL CONSTRAINT import_file_chunks_import_fkey REFERENCES imports (id) ON DELETE CASCADE,
        seq integer NOT NULL,
        data bytea NOT NULL,
        PRIMARY KEY (import_id, seq)
      )`);
    // Price lists are packed or short; compressing them again only costs time.
    await queryRunner.query('ALTER TABLE import_file_chunks ALTER COLUMN data SET STORAGE EXTERNAL');

    await queryRunner.query(`
      CREATE TABLE price_lists (
        id uuid PRIMARY KEY DEFAULT uuid_v7(),
        supplier_id uuid NOT NULL CONSTRAINT price_lists_supplier_fkey REFERENCES suppliers (id) ON DELETE RESTRICT,
        import_id uuid NOT NULL CONSTRAINT price_lists_import_fkey REFERENCES imports (id) ON DELETE RESTRICT,
        file_name varchar(255) NOT NULL,
        currency char(3) NOT NULL,
        valid_from timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await queryRunner.query('CREATE UNIQUE INDEX price_lists_import_id_key ON price_lists (import_id)');
    await queryRunner.query('CREATE INDEX price_lists_supplier_id_idx ON price_lists (supplier_id, id)');

    // base_price is the price of one base unit of the unit's dimension: what offers of different packs are compared by.
    await queryRunner.query(`
      CREATE TABLE offers (
        id uuid PRIMARY KEY DEFAULT uuid_v7(),
        supplier_id uuid NOT NULL CONSTRAINT offers_supplier_fkey REFERENCES suppliers (id) ON DELETE RESTRICT,
        material_id uuid NOT NULL CONSTRAINT offers_material_fkey REFERENCES materials (id) ON DELETE CASCADE,
        item_key uuid NOT NULL,
        makes_material boolean NOT NULL DEFAULT false,
        available boolean NOT NULL DEFAULT true,
        sku varchar(100),
        name varchar(500) NOT NULL,
        description text,
        category_path text,
        brand varchar(200),
        unit_code varchar(20),
        unit_raw varchar(100),
        pack_quantity numeric(18,6) NOT NULL DEFAULT 1,
        price_kind varchar(10) NOT NULL DEFAULT 'none',
        price_amount numeric(18,4),
        price_currency char(3),
        unit_price numeric(18,4),
        base_price numeric(28,10),
        vat_included boolean,
        vat_rate numeric(5,2),
        price_date date,
        stock numeric(18,3),
        gtin varchar(14),
        attributes jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT offers_name_not_blank CHECK (btrim(name) <> ''),
        CONSTRAINT offers_pack_positive CHECK (pack_quantity > 0),
        CONSTRAINT offers_price_kind CHECK (price_kind IN ('exact', 'from', 'request', 'none')),
        CONSTRAINT offers_price_not_negative CHECK (price_amount >= 0),
        CONSTRAINT offers_price_whole CHECK ((price_amount IS NULL) = (price_currency IS NULL))
      )`);
    await queryRunner.query('CREATE UNIQUE INDEX offers_item_key ON offers (supplier_id, item_key)');
    await queryRunner.query('CREATE INDEX offers_material_id_idx ON offers (material_id)');

    // A price stands from valid_from until valid_to (open while it is current); closed_by is the list that ended it.
    await queryRunner.query(`
      CREATE TABLE price_history (
        offer_id uuid NOT NULL CONSTRAINT price_history_offer_fkey REFERENCES offers (id) ON DELETE CASCADE,
        price_list_id uuid NOT NULL,
        price_amount numeric(18,4),
        price_currency char(3),
        base_price numeric(28,10),
        valid_from timestamptz NOT NULL,
        valid_to timestamptz,
        closed_by uuid,
        PRIMARY KEY (offer_id, price_list_id)
      )`);

    // What became of each row of a file. Rows with an offer are also the items of the price list; \`before\` is the offer's state
    // before this list touched it. No foreign key to the offer: the record of a file outlives it.
    await queryRunner.query(`
      CREATE TABLE import_rows (
        import_id uuid NOT NULL CONSTRAINT import_rows_import_fkey REFERENCES imports (id) ON DELETE CASCADE,
        position integer NOT NULL,
        status varchar(10) NOT NULL,
        row_number integer,
        sheet varchar(100),
        offer_id uuid,
        price_amount numeric(18,4),
        price_currency char(3),
        column_name varchar(200),
        code varchar(40),
        message text,
        value text,
        changes jsonb,
        before jsonb,
        PRIMARY KEY (import_id, position),
        CONSTRAINT import_rows_status
          CHECK (status IN ('created', 'updated', 'unchanged', 'vanished', 'warning', 'rejected'))
      )`);

    // Equal exactly for the same goods as far as words tell: name, unit and brand without regard to case, ё, punctuation and
    // spacing. An expression index, so that materials written by any writer are found. Letters are folded by translate as well
    // as lower, because lower() of a database with the C locale may know ASCII only.
    await queryRunner.query(`
      CREATE FUNCTION material_match_key(name text, unit text, brand text) RETURNS uuid
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT md5(btrim(regexp_replace(
          lower(translate(name || E'\\x1f' || coalesce(unit, '') || E'\\x1f' || coalesce(brand, ''),
            'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёх×*', 'абвгдеежзийклмнопрстуфxцчшщъыьэюяеxxx')),
          E'[ \\u00a0\\t\\r\\n.,;:!"''«»„“”()\\\\[\\\\]/\\\\\\\\_-]+', ' ', 'g')))::uuid
      $$`);
    await queryRunner.query(
      'CREATE INDEX materials_match_key_idx ON materials (material_match_key(name, coalesce(unit_code, unit_raw), brand))',
    );

    // The suppliers of a material are a filter of the search index: when they change, the material goes through the outbox again,
    // unless this very transaction has put it there already.
    await queryRunner.query(`
      CREATE FUNCTION offers_feed() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        changed uuid[];
      BEGIN
        IF TG_OP = 'INSERT' THEN
          SELECT array_agg(DISTINCT material_id) INTO changed FROM new_rows WHERE available;
        ELSIF TG_OP = 'UPDATE' THEN
          SELECT array_agg(DISTINCT material_id) INTO changed FROM (
            (SELECT supplier_id, material_id FROM new_rows WHERE available
             EXCEPT SELECT supplier_id, material_id FROM old_rows WHERE available)
            UNION ALL
            (SELECT supplier_id, material_id FROM old_rows WHERE available
             EXCEPT SELECT supplier_id, material_id FROM new_rows WHERE available)
          ) AS moved;
        ELSE
          SELECT array_agg(DISTINCT material_id) INTO changed FROM old_rows WHERE available;
        END IF;
        IF changed IS NULL THEN
          RETURN NULL;
        END IF;
        SELECT array_agg(m.id) INTO changed
          FROM materials m
          WHERE m.id = ANY (changed)
            AND NOT EXISTS (
              SELECT 1 FROM outbox o WHERE o.material_id = m.id AND o.xmin = pg_current_xact_id()::xid);
        IF changed IS NOT NULL THEN
          INSERT INTO outbox (material_id, operation) SELECT unnest(changed), 'upsert';
          PERFORM notify_catalogue_changes(changed);
        END IF;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER offers_feed_insert AFTER INSERT ON offers REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION offers_feed()`);
    await queryRunner.query(`
      CREATE TRIGGER offers_feed_update AFTER UPDATE ON offers REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION offers_feed()`);
    await queryRunner.query(`
      CREATE TRIGGER offers_feed_delete AFTER DELETE ON offers REFERENCING OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION offers_feed()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX materials_match_key_idx');
    await queryRunner.query('DROP FUNCTION material_match_key(text, text, text)');
    await queryRunner.query(
      'DROP TABLE import_rows, price_history, offers, price_lists, import_file_chunks, imports, suppliers',
    );
    await queryRunner.query('DROP FUNCTION offers_feed()');
  }
}
