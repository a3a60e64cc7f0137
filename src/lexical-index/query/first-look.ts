import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findBrandWords, findWords, type LexiconWord } from './lexicon.js';
import { afterPrefix } from './key-range.js';

/** What the database knows of a query as typed. */
export interface FirstSight {
  /** Version of the synonyms in force. */
  synonymVersion: number;
  /** Some article number begins with one of the keys. */
  isSku: boolean;
  words: LexiconWord[];
}

/** The first questions to the database about a query, as one statement: each costs more to send than to answer. */
@Injectable()
export class FirstLook {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param words looked up as they are, `stems` by stem, `sounds` among the brands; the lexicon's entries come for all of them.
   * @param skuKeys folded beginnings of article numbers. Each is one look into the index: a plain join is expected to find a third of the
   * catalogue, so that reading the table from its start looks cheaper, and a query that is no article number then reads all of it.
   */
  async look(
    words: readonly string[],
    stems: readonly string[],
    sounds: readonly string[],
    skuKeys: readonly string[],
  ): Promise<FirstSight> {
    const [row]: { version: string | null; isSku: boolean; words: LexiconWord[] }[] =
      await this.dataSource.query(
        `SELECT (SELECT version FROM synonym_changes) AS version,
         EXISTS (SELECT 1 FROM unnest($3::text[], $4::text[]) AS asked (low, high) CROSS JOIN LATERAL (
           SELECT 1 FROM lexical_documents d WHERE d.sku_key >= asked.low AND d.sku_key < asked.high ORDER BY d.sku_key LIMIT 1
         ) known) AS "isSku",
         (SELECT coalesce(json_agg(w), '[]') FROM (${findWords('$1', '$2')} UNION ${findBrandWords('$5')}) w) AS words`,
        [words, stems, skuKeys, skuKeys.map(afterPrefix), sounds],
      );
    if (!row) throw new Error('The database did not answer the first look.');
    return { synonymVersion: Number(row.version ?? 0), isSku: row.isSku, words: row.words };
  }
}
