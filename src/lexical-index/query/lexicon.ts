import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { stemWord } from '../../text-analysis/index.js';
import { quoteLexeme } from '../document.js';
import { unforeseen, wordsMatch } from '../findable.js';
import { afterPrefix } from './key-range.js';

/** A word of the catalogue and how often it plays which part. */
export interface LexiconWord {
  word: string;
  stem: string;
  isCode: boolean;
  /** Documents that hold the word. */
  documents: number;
  names: number;
  /** Documents whose name says that this is the thing. */
  heads: number;
  brands: number;
  categories: number;
}

const COLUMNS = 'word, stem, is_code AS "isCode", documents, names, heads, brands, categories';

/** SQL for the entries whose word is in the array parameter `words` or whose stem is in `stems`, such as `$1` and `$2`. */
export function findWords(words: string, stems: string): string {
  return `SELECT ${COLUMNS} FROM lexicon WHERE word = ANY(${words}::text[])
       UNION SELECT ${COLUMNS} FROM lexicon WHERE stem = ANY(${stems}::text[])`;
}

/** SQL for the words of brands that sound like one of the keys in the array parameter `sounds`. */
export function findBrandWords(sounds: string): string {
  return `SELECT ${COLUMNS} FROM lexicon WHERE sound = ANY(${sounds}::text[]) AND NOT is_code AND brands > 0`;
}

/** SQL for the first `$3` words from `$1` to before `$2`. */
function firstWithPrefix(condition: string): string {
  return `SELECT ${COLUMNS} FROM lexicon WHERE ${condition} AND word >= $1 AND word < $2 AND documents > 0 ORDER BY names DESC, word LIMIT $3`;
}

/** The catalogue's vocabulary: look-ups by word, stem, sound and likeness. */
@Injectable()
export class Lexicon {
  constructor(private readonly dataSource: DataSource) {}

  /** Entries whose word or stem is one of these. */
  async find(words: readonly string[], stems: readonly string[]): Promise<LexiconWord[]> {
    if (words.length === 0 && stems.length === 0) return [];
    return this.dataSource.query(findWords('$1', '$2'), [words, stems]);
  }

  /** Words of brands, and Latin ones of names, where series are told, that sound alike in whatever alphabet. */
  async findNamesBySound(sounds: readonly string[]): Promise<(LexiconWord & { sound: string })[]> {
    if (sounds.length === 0) return [];
    return this.dataSource.query(
      `SELECT ${COLUMNS}, sound FROM lexicon WHERE sound = ANY($1::text[]) AND NOT is_code AND (brands > 0 OR (names > 0 AND word ~ '^[a-z]')) ORDER BY brands DESC, names DESC`,
      [sounds],
    );
  }

  /** Words written alike (trigrams), for each of `words`, most alike first. */
  async findAlike(words: readonly string[]): Promise<(LexiconWord & { asked: string })[]> {
    if (words.length === 0) return [];
    return this.dataSource.query(
      `SELECT asked, near.* FROM unnest($1::text[]) AS asked
       CROSS JOIN LATERAL (
         SELECT ${COLUMNS} FROM lexicon
         WHERE word % asked AND NOT is_code AND documents > 0 AND abs(length(word) - length(asked)) <= 3
         ORDER BY similarity(word, asked) DESC, documents DESC LIMIT 40
       ) near`,
      [words],
    );
  }

  /** Words with a prefix, most frequent first. */
  async findByPrefix(prefix: string, limit: number): Promise<LexiconWord[]> {
    // Thousands of words begin with a letter; where enough frequent ones do, the others are not even read.
    return this.dataSource.query(
      `WITH frequent AS MATERIALIZED (${firstWithPrefix('is_frequent')})
       SELECT * FROM frequent WHERE (SELECT count(*) FROM frequent) >= $3
       UNION ALL
       SELECT * FROM (${firstWithPrefix('(SELECT count(*) FROM frequent) < $3')}) every`,
      [prefix, afterPrefix(prefix), limit],
    );
  }

  /** Whether some material's name holds all the words. */
  async inOneName(words: readonly string[]): Promise<boolean> {
    const stems = words.map((word) => `${quoteLexeme(stemWord(word))}:A`).join(' & ');
    const rows: unknown[] = await this.dataSource.query(
      `SELECT 1 FROM findable_materials m WHERE ${wordsMatch(unforeseen('$1'))} LIMIT 1`,
      [stems],
    );
    return rows.length > 0;
  }

  /** The first of the sets of words that some name holds, beside all of `others` in it or in the brand; null when there is none. */
  async firstBeside<Words extends readonly string[]>(
    sets: readonly Words[],
    others: readonly string[],
  ): Promise<Words | null> {
    const beside = others.map((other) => `${quoteLexeme(stemWord(other))}:AB`);
    const queries = sets.map((words) =>
      [...words.map((word) => `${quoteLexeme(stemWord(word))}:A`), ...beside].join(' & '),
    );
    const found = await this.firstFound(queries);
    return found === null ? null : (sets[found] ?? null);
  }

  /** The first of the words that stands in a name beside all of the others. */
  async firstWordBeside(
    words: readonly LexiconWord[],
    others: readonly string[],
  ): Promise<LexiconWord | null> {
    const sets = words.map(({ word }) => [word] as const);
    const [first] = sets.length === 0 ? [] : ((await this.firstBeside(sets, others)) ?? []);
    return words.find(({ word }) => word === first) ?? null;
  }

  /** Index of the first of the tsqueries that some material matches; null when there is none. */
  async firstFound(queries: readonly string[]): Promise<number | null> {
    const rows: { place: string }[] = await this.dataSource.query(
      `SELECT asked.place FROM unnest($1::text[]) WITH ORDINALITY AS asked (query, place)
       WHERE EXISTS (SELECT 1 FROM findable_materials m WHERE ${wordsMatch('asked.query::tsquery')})
       ORDER BY asked.place LIMIT 1`,
      [queries],
    );
    return rows[0] ? Number(rows[0].place) - 1 : null;
  }

  /** Number of distinct words. */
  async size(): Promise<number> {
    const rows: { count: string }[] = await this.dataSource.query('SELECT count(*) FROM lexicon');
    return Number(rows[0]?.count ?? 0);
  }
}
