import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { analyze, normalizeText, stemWord, toRussianLayout } from '../text-analysis/index.js';
import { quoteLexeme } from './document.js';
import type { LexicalSuggestion } from './ports/lexical-index.port.js';
import { Lexicon } from './query/lexicon.js';

/** Completions of the unfinished word that are followed into names. */
const COMPLETIONS = 5;

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
      this.names(
        finished,
        completions.map(({ word }) => stemWord(word)),
        limit,
      ),
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
    const rows: { text: string }[] = await this.dataSource.query(
      `SELECT (SELECT m.brand FROM materials m WHERE m.lexical_vector @@ quote_literal(l.stem)::tsquery AND lower(m.brand) LIKE l.word || '%' LIMIT 1) AS text
       FROM (SELECT word, stem FROM lexicon WHERE word LIKE $1 AND brands > 0 AND brands * 2 >= names ORDER BY brands DESC LIMIT 2) l`,
      [`${escapeLike(prefix)}%`],
    );
    return rows.filter(({ text }) => text !== null).map(({ text }) => ({ text, kind: 'brand' }));
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
    finished: readonly string[],
    completions: readonly string[],
    limit: number,
  ): Promise<LexicalSuggestion[]> {
    const any = [...new Set(completions)].map(quoteLexeme).join(' | ');
    const query = [...finished.map(quoteLexeme), `(${any})`].join(' & ');
    const rows: { id: string; text: string }[] = await this.dataSource.query(
      'SELECT id, name AS text FROM materials m WHERE m.lexical_vector @@ $1::tsquery LIMIT $2',
      [query, limit],
    );
    return rows.map(({ id, text }) => ({ id, text, kind: 'material' }));
  }
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
