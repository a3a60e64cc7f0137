import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findBrandWords, findWords, type LexiconWord } from './lexicon.js';
import type { AskedSkus } from './asked-skus.js';
import { afterPrefix, likeWithin, skusWithin } from './key-range.js';

/** More article numbers than this, and what stands within them says nothing. */
const MOST_WITHIN = 200;

/** What the database knows of a query as typed. */
export interface FirstSight {
  /** Version of the synonyms in force. */
  synonymVersion: number;
  /** Some article number begins with one of the keys. */
  isSku: boolean;
  /** Those of the pieces that are article numbers. */
  skus: string[];
  words: LexiconWord[];
}

/** The first questions to the database about a query, as one statement: each costs more to send than to answer. */
@Injectable()
export class FirstLook {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param words looked up as they are, `stems` by stem, `sounds` among the brands; the lexicon's entries come for all of them.
   * @param asSkus folded beginnings of article numbers, and entire ones. Each is one look into the index: a plain join is expected to find a third of the
   * catalogue, so that reading the table from its start looks cheaper, and a query that is no article number then reads all of it.
   */
  async look(
    words: readonly string[],
    stems: readonly string[],
    sounds: readonly string[],
    { keys, pieces }: Pick<AskedSkus, 'keys' | 'pieces'>,
  ): Promise<FirstSight> {
    const [row]: { version: string | null; isSku: boolean; skus: string[]; words: LexiconWord[] }[] =
      await this.dataSource.query(
        `SELECT (SELECT version FROM synonym_changes) AS version,
         EXISTS (SELECT 1 FROM unnest($3::text[], $4::text[]) AS asked (low, high) CROSS JOIN LATERAL (
           SELECT 1 FROM lexical_skus d WHERE d.sku_key >= asked.low AND d.sku_key < asked.high ORDER BY d.sku_key LIMIT 1
         ) known) AS "isSku",
         ARRAY(SELECT asked.piece FROM unnest($6::text[]) AS asked (piece) CROSS JOIN LATERAL (
           SELECT 1 FROM lexical_skus d WHERE d.sku_key = asked.piece LIMIT 1
         ) known) AS skus,
         (SELECT coalesce(json_agg(w), '[]') FROM (${findWords('$1', '$2')} UNION ${findBrandWords('$5')}) w) AS words`,
        [words, stems, keys, keys.map(afterPrefix), sounds, pieces],
      );
    if (!row) throw new Error('The database did not answer the first look.');
    return { synonymVersion: Number(row.version ?? 0), isSku: row.isSku, skus: row.skus, words: row.words };
  }

  /** Whether there are article numbers that hold one of the parts, of at least four characters, and not very many of them. */
  async isWithinFewSkus(parts: readonly string[]): Promise<boolean> {
    const [row]: { count: number }[] = await this.dataSource.query(
      `SELECT count(*)::int AS count FROM (
         SELECT 1 FROM (${skusWithin(parts.map((_, i) => `$${i + 1}`))}) AS found LIMIT ${MOST_WITHIN + 1}
       ) AS few`,
      parts.map(likeWithin),
    );
    return row !== undefined && row.count > 0 && row.count <= MOST_WITHIN;
  }
}
