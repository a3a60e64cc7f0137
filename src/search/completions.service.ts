import { Injectable } from '@nestjs/common';
import type { LexicalSuggestion } from '../lexical-index/index.js';
import { LexicalRetriever } from './lexical-retriever.js';
import { PopularQueries } from './popular-queries.js';

/** So that what the catalogue holds stays in sight. */
const MAX_POPULAR = 3;

/** Completions as one types: what others ask, then what the catalogue holds. */
@Injectable()
export class CompletionsService {
  constructor(
    private readonly lexical: LexicalRetriever,
    private readonly popular: PopularQueries,
  ) {}

  async suggest(typed: string, limit: number): Promise<LexicalSuggestion[]> {
    const asked = this.popular
      .completing(typed, Math.min(limit, MAX_POPULAR))
      .map((text): LexicalSuggestion => ({ text, kind: 'query' }));
    const known = new Set(asked.map(({ text }) => text));
    const held = await this.lexical.suggest(typed, limit);
    return [...asked, ...held.filter(({ text, kind }) => kind !== 'query' || !known.has(text))].slice(
      0,
      limit,
    );
  }
}
