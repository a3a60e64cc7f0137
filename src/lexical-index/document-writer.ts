import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  ANALYSIS_VERSION,
  composeDocument,
  decodeUse,
  type DocumentSource,
  type LexicalDocument,
} from './document.js';

/** Materials written in one transaction: long enough to amortise the lexicon's update, short enough to be out of the way. */
const BATCH = 1_000;

/**
 * Moves what waits beside the indexes into them (migration `PendingWords`), where this role may: searches read what waits as well, every
 * time. Who may not leaves it to autovacuum and to the next writers.
 */
const TAKE_IN = `
  SELECT gin_clean_pending_list(c.oid) FROM pg_class c
  WHERE c.oid IN (to_regclass('findable_materials_words_idx'), to_regclass('lexical_documents_sku_trigram_idx'),
      to_regclass('lexical_offer_skus_trigram_idx'))
    AND pg_has_role(c.relowner, 'USAGE')`;

interface Counts {
  stem: string;
  sound: string;
  isCode: boolean;
  documents: number;
  names: number;
  heads: number;
  brands: number;
  categories: number;
}

/** Writes lexical documents and keeps the lexicon's counts equal to what the documents hold, in the same transaction. */
@Injectable()
export class DocumentWriter {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Idempotent; ids of materials that are gone lose their document. Safe beside any writer, those of other programs included, which lock
   * rows in an order of their own: nobody is waited for while rows are held.
   */
  async write(materialIds: readonly string[]): Promise<void> {
    const ids = [...new Set(materialIds)].sort();
    for (let from = 0; from < ids.length; from += BATCH) {
      let left = ids.slice(from, from + BATCH);
      while (left.length > 0) {
        if (left.length > 1)
          left = await this.dataSource.transaction((manager) => this.writeFree(manager, left));
        const [next] = left;
        // Alone, so that whoever holds it can have every other row meanwhile.
        if (next !== undefined)
          await this.dataSource.transaction((manager) => this.writeBatch(manager, [next]));
        left = left.slice(1);
      }
    }
    if (ids.length > 0) await this.dataSource.query(TAKE_IN);
  }

  /** Writes what nobody else holds. @returns ids of the others. */
  private async writeFree(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
    const idsOf = async (sql: string, of: readonly string[]): Promise<Set<string>> => {
      const rows: { id: string }[] = await manager.query(sql, [of]);
      return new Set(rows.map(({ id }) => id));
    };
    const locked = await idsOf(
      'SELECT id FROM materials WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED',
      ids,
    );
    const others = ids.filter((id) => !locked.has(id));
    const held =
      others.length === 0
        ? new Set<string>()
        : await idsOf('SELECT id FROM materials WHERE id = ANY($1::uuid[])', others);
    await this.writeBatch(
      manager,
      ids.filter((id) => !held.has(id)),
    );
    return others.filter((id) => held.has(id));
  }

  private async writeBatch(manager: EntityManager, ids: readonly string[]): Promise<void> {
    const sources: DocumentSource[] = await manager.query(
      `SELECT m.id, m.sku, m.name, m.description, m.brand, c.path AS "categoryPath",
         ARRAY(SELECT o.sku FROM offers o WHERE o.material_id = m.id AND o.sku IS DISTINCT FROM m.sku AND o.sku IS NOT NULL) AS "offerSkus"
       FROM materials m LEFT JOIN categories c ON c.id = m.category_id
       WHERE m.id = ANY($1::uuid[]) ORDER BY m.id FOR NO KEY UPDATE OF m`,
      [ids],
    );
    const stored: { id: string; words: string[] }[] = await manager.query(
      'SELECT material_id AS id, words FROM lexical_documents WHERE material_id = ANY($1::uuid[]) ORDER BY material_id FOR UPDATE',
      [ids],
    );
    const documents = sources.map(composeDocument);
    await this.store(manager, documents);
    await this.storeOfferSkus(manager, ids, documents);
    const alive = new Set(documents.map(({ id }) => id));
    const gone = stored.filter(({ id }) => !alive.has(id)).map(({ id }) => id);
    if (gone.length > 0) {
      await manager.query('DELETE FROM lexical_documents WHERE material_id = ANY($1::uuid[])', [gone]);
    }
    await this.count(manager, stored, documents);
  }

  private async store(manager: EntityManager, documents: readonly LexicalDocument[]): Promise<void> {
    if (documents.length === 0) return;
    const ids = documents.map(({ id }) => id);
    // A new price is no news here: what stays is not written again, and costs its indexes nothing.
    await manager.query(
      `INSERT INTO lexical_documents AS l (material_id, sku_key, words, vector, attributes, analysis)
       SELECT d.id, d.sku_key, ARRAY(SELECT jsonb_array_elements_text(d.words)), d.vector::tsvector, d.attributes, $6
       FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[], $5::jsonb[]) AS d (id, sku_key, words, vector, attributes)
       ON CONFLICT (material_id) DO UPDATE
         SET sku_key = excluded.sku_key, words = excluded.words, vector = excluded.vector, attributes = excluded.attributes,
           analysis = excluded.analysis
         WHERE (l.sku_key, l.words, l.vector, l.attributes, l.analysis)
             IS DISTINCT FROM (excluded.sku_key, excluded.words, excluded.vector, excluded.attributes, excluded.analysis)
           OR NOT EXISTS (SELECT FROM findable_materials f WHERE f.id = l.material_id)`,
      [
        ids,
        documents.map(({ skuKey }) => skuKey),
        documents.map(({ words }) => JSON.stringify(words)),
        documents.map(({ vector }) => vector),
        documents.map(({ attributes }) => JSON.stringify(attributes)),
        ANALYSIS_VERSION,
      ],
    );
  }

  private async storeOfferSkus(
    manager: EntityManager,
    ids: readonly string[],
    documents: readonly LexicalDocument[],
  ): Promise<void> {
    const skus = documents.flatMap(({ id, offerSkuKeys }) => offerSkuKeys.map((key) => ({ id, key })));
    await manager.query(
      `WITH wanted AS (SELECT * FROM unnest($2::uuid[], $3::text[]) AS d (material_id, sku_key)),
         gone AS (
           DELETE FROM lexical_offer_skus s WHERE s.material_id = ANY($1::uuid[])
             AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.material_id = s.material_id AND w.sku_key = s.sku_key COLLATE "C"))
       INSERT INTO lexical_offer_skus (material_id, sku_key) SELECT material_id, sku_key FROM wanted ON CONFLICT DO NOTHING`,
      [ids, skus.map(({ id }) => id), skus.map(({ key }) => key)],
    );
  }

  private async count(
    manager: EntityManager,
    before: readonly { words: string[] }[],
    after: readonly LexicalDocument[],
  ): Promise<void> {
    const changes = new Map<string, number>();
    for (const { words } of before) for (const word of words) changes.set(word, (changes.get(word) ?? 0) - 1);
    for (const { words } of after) for (const word of words) changes.set(word, (changes.get(word) ?? 0) + 1);
    const counts = new Map<string, Counts>();
    for (const [encoded, change] of changes) {
      if (change === 0) continue;
      const use = decodeUse(encoded);
      const count = counts.get(use.word) ?? {
        stem: use.stem,
        sound: use.sound,
        isCode: use.isCode,
        documents: 0,
        names: 0,
        heads: 0,
        brands: 0,
        categories: 0,
      };
      count.documents += change;
      if (use.inName) count.names += change;
      if (use.isHead) count.heads += change;
      if (use.inBrand) count.brands += change;
      if (use.inCategory) count.categories += change;
      if (!use.isCode) Object.assign(count, { isCode: false, sound: use.sound });
      counts.set(use.word, count);
    }
    if (counts.size === 0) return;
    // In the order of the key: two writers that meet wait for each other instead of deadlocking.
    const rows = [...counts].map(([word, count]) => ({ word, ...count }));
    await manager.query(
      `INSERT INTO lexicon AS l (word, stem, sound, is_code, documents, names, heads, brands, categories)
       SELECT * FROM jsonb_to_recordset($1::jsonb)
         AS d (word text, stem text, sound text, "isCode" boolean, documents int, names int, heads int, brands int, categories int)
       ORDER BY d.word COLLATE "C"
       ON CONFLICT (word) DO UPDATE SET
         stem = excluded.stem,
         sound = CASE WHEN excluded.is_code THEN l.sound ELSE excluded.sound END,
         is_code = l.is_code AND excluded.is_code,
         documents = l.documents + excluded.documents,
         names = l.names + excluded.names,
         heads = l.heads + excluded.heads,
         brands = l.brands + excluded.brands,
         categories = l.categories + excluded.categories`,
      [JSON.stringify(rows)],
    );
    const shrunk = rows.filter(({ documents }) => documents < 0).map(({ word }) => word);
    if (shrunk.length > 0) {
      await manager.query('DELETE FROM lexicon WHERE word = ANY($1::text[]) AND documents <= 0', [shrunk]);
    }
  }
}
