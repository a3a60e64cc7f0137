import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { analyze, normalizeText, stemWord, toRussianLayout } from '../text-analysis/index.js';
import { quoteLexeme } from './document.js';
import { unforeseen, wordsMatch } from './findable.js';
import type { LexicalSuggestion } from './ports/lexical-index.port.js';
import { afterPrefix } from './query/key-range.js';
import { Lexicon, type LexiconWord } from './query/lexicon.js';

/** Completions of the unfinished word that are followed into names. */
const COMPLETIONS = 5;
/** Materials from which on it takes long to ask the index for all that hold a completion: names that begin with it are enough. */
const FREQUENT = 5_000;
/** Materials that are looked through for a brand: where a collation passes over signs, others stand between. */
const BRANDED = 100;

/** Completes what is being typed, by prefix of any word, from the lexicon, names, categories and brands. */
@Injectable()
export class Suggester {
  constructor(
    private readonly dataSource: DataSource,
    private readonly lexicon: Lexicon,
  ) {}

  async suggest(prefix: string, limit: number): Promise<LexicalSuggestion[]> {
    const text = normalizeText(prefix).replace(/\s+/g, ' ').trim();
    const last = /[^\s]*$/.exec(text)?.[0] ?? '';
    if (last === '') return [];
    let unfinished = last;
    let completions = await this.lexicon.findByPrefix(unfinished, COMPLETIONS);
    if (completions.length === 0 && /^[a-z[\];',.]+$/.test(last)) {
      unfinished = toRussianLayout(last);
      completions = await this.lexicon.findByPrefix(unfinished, COMPLETIONS);
    }
    if (completions.length === 0) return [];
    const before = text.slice(0, text.length - last.length).trim();
    const finished = analyze(before)
      .words.filter(({ stop }) => !stop)
      .map(({ stem }) => stem);
    const [brands, categories, names] = await Promise.all([
      this.brands(before, unfinished),
      this.categories(before, unfinished),
      this.names(before, finished, completions, limit),
    ]);
    const words = completions.map(
      ({ word }): LexicalSuggestion => ({
        text: before === '' ? word : `${before} ${word}`,
        kind: 'query',
      }),
    );
    const mixed = [
      ...words.slice(0, 3),
      ...categories.slice(0, 2),
      ...brands.slice(0, 2),
      ...names,
      ...words.slice(3),
    ];
    return distinct(mixed).slice(0, limit);
  }

  private async brands(before: string, prefix: string): Promise<LexicalSuggestion[]> {
    if (before !== '') return [];
    // Brands that begin with a word follow it in the order of the index; one that only has it in the middle is not completed.
    const rows: { text: string | null }[] = await this.dataSource.query(
      `SELECT (
         SELECT m.brand FROM (SELECT brand FROM materials WHERE lower(brand) >= l.word COLLATE "default" ORDER BY lower(brand) LIMIT ${BRANDED}) m
         WHERE lower(m.brand) LIKE l.word || '%' LIMIT 1
       ) AS text
       FROM (
         SELECT word FROM lexicon WHERE word >= $1 AND word < $2 AND is_brand ORDER BY brands DESC LIMIT 4
       ) l`,
      [prefix, afterPrefix(prefix)],
    );
    return rows.flatMap(({ text }) => (text === null ? [] : [{ text, kind: 'brand' }]));
  }

  private async categories(before: string, prefix: string): Promise<LexicalSuggestion[]> {
    const phrase = before === '' ? prefix : `${before} ${prefix}`;
    const rows: { id: string; text: string }[] = await this.dataSource.query(
      `SELECT id, path AS text FROM categories
       WHERE replace(lower(name), 'ё', 'е') LIKE $1 OR replace(lower(name), 'ё', 'е') LIKE $2 ORDER BY length(path), path LIMIT 3`,
      [`${escapeLike(phrase)}%`, `% ${escapeLike(phrase)}%`],
    );
    return rows.map(({ id, text }) => ({ id, text, kind: 'category' }));
  }

  private async names(
    before: string,
    finished: readonly string[],
    completions: readonly LexiconWord[],
    limit: number,
  ): Promise<LexicalSuggestion[]> {
    const inNames = completions.filter(({ names }) => names > 0);
    if (inNames.length === 0) return [];
    const documents = inNames.reduce((sum, word) => sum + word.documents, 0);
    if (documents >= FREQUENT) {
      const beginning = await this.namesBeginning(
        before,
        inNames.map(({ word }) => word),
        limit,
      );
      if (beginning.length > 0) return beginning;
    }
    const any = [...new Set(inNames.map(({ word }) => stemWord(word)))].map(quoteLexeme).join(' | ');
    const query = [...finished.map(quoteLexeme), `(${any})`].join(' & ');
    const rows: { id: string; text: string }[] = await this.dataSource.query(
      `SELECT found.id, named.name AS text
       FROM (SELECT m.id FROM findable_materials m WHERE ${wordsMatch(unforeseen('$1'))} LIMIT $2) found JOIN materials named ON named.id = found.id`,
      [query, limit],
    );
    return rows.map(({ id, text }) => ({ id, text, kind: 'material' }));
  }

  /**
   * Names that begin with what stands before and one of the words, those of the first word first: a few steps in the index of names for
   * each way to write it.
   */
  private async namesBeginning(
    before: string,
    words: readonly string[],
    limit: number,
  ): Promise<LexicalSuggestion[]> {
    const beginnings = words.flatMap((word) => waysToWrite(before, word));
    const rows: { id: string; text: string }[] = await this.dataSource.query(
      `SELECT m.id, m.name AS text
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (beginning, pattern, place)
       CROSS JOIN LATERAL (SELECT id, name FROM materials WHERE name >= asked.beginning ORDER BY name, id LIMIT $3) m
       WHERE m.name LIKE asked.pattern ORDER BY asked.place, m.name, m.id LIMIT $3`,
      [beginnings, beginnings.map((beginning) => `${escapeLike(beginning)}%`), limit],
    );
    return rows.map(({ id, text }) => ({ id, text, kind: 'material' }));
  }
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The beginning of a name as price lists write it, likeliest first. */
function waysToWrite(before: string, word: string): string[] {
  if (before === '') return [capitalised(word), word, word.toUpperCase()];
  const phrase = `${before} ${word}`;
  return [capitalised(phrase), `${capitalised(before)} ${capitalised(word)}`, phrase, phrase.toUpperCase()];
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function distinct(suggestions: readonly LexicalSuggestion[]): LexicalSuggestion[] {
  const seen = new Set<string>();
  return suggestions.filter(({ text, kind }) => {
    const key = kind === 'category' ? `category:${text}` : text.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
