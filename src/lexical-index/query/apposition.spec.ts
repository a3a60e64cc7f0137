import { describe, expect, it } from '@jest/globals';
import { readAppositions } from './apposition.js';
import { queryTokens, tokenLexeme } from './tokens.js';
import { Vocabulary } from './vocabulary.js';

const vocabulary = new Vocabulary(1_000);
vocabulary.add(
  ['сталь', 'стальная', 'труба'].map((word) => ({
    word,
    stem: queryTokens(word).map(tokenLexeme)[0] ?? word,
    isCode: false,
    documents: 9,
    names: 9,
    heads: 9,
    brands: 0,
    categories: 0,
  })),
);

/** Names in which only the adjective stands beside the thing. */
class Names {
  asked = 0;

  firstFound(queries: readonly string[]): Promise<number | null> {
    this.asked += 1;
    const at = queries.findIndex((query) => query.includes('стальн') && query.includes('труб'));
    return Promise.resolve(at < 0 ? null : at);
  }
}

const read = async (text: string, names = new Names()): Promise<string[]> =>
  (await readAppositions(queryTokens(text), vocabulary, names)).map(tokenLexeme);

describe('nouns side by side', () => {
  it('are a thing and an adjective of it where the names say so', async () => {
    expect(await read('сталь труба 60х60')).toEqual(queryTokens('стальная труба 60х60').map(tokenLexeme));
  });

  it('are left alone where something stands between', async () => {
    expect(await read('сталь и труба')).toEqual(queryTokens('сталь и труба').map(tokenLexeme));
    expect(await read('труба для стали')).toEqual(queryTokens('труба для стали').map(tokenLexeme));
  });

  it('ask the names about three pairs at most', async () => {
    const names = new Names();
    await read('сталь труба '.repeat(10), names);
    expect(names.asked).toBe(3);
  });
});
