import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { searchBodySchema, searchQuerySchema } from './dto/search-request.js';
import { searchKey } from './search-cache.js';

const keyOfBody = (body: unknown): string => searchKey(searchBodySchema.parse(body));
const keyOfQuery = (query: unknown): string => searchKey(searchQuerySchema.parse(query));

describe('the cache key of a search', () => {
  it('is the same for GET and POST of the same question', () => {
    const query = {
      q: 'цемент  м500 ',
      limit: '10',
      category: 'Цемент',
      brand: ['Knauf', 'Bosch', 'Knauf'],
      minPrice: '100',
      facets: 'unit,category',
      explain: 'true',
    };
    const body = {
      explain: true,
      facets: ['category', 'unit'],
      brand: ['Bosch', 'Knauf'],
      category: ['Цемент'],
      minPrice: 100,
      limit: 10,
      q: 'цемент м500',
    };
    expect(keyOfQuery(query)).toBe(keyOfBody(body));
    expect(keyOfBody(body)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('counts defaults as if they were written', () => {
    expect(keyOfBody({ q: 'a' })).toBe(
      keyOfBody({ q: 'a', mode: 'hybrid', limit: 20, offset: 0, sort: 'relevance', facets: [] }),
    );
  });

  it.each([
    [{ q: 'a' }, { q: 'b' }],
    [{ q: 'a' }, { q: 'a', mode: 'lexical' }],
    [{ q: 'a' }, { q: 'a', offset: 20 }],
    [{ q: 'a' }, { q: 'a', sort: 'price' }],
    [{ q: 'a' }, { q: 'a', facets: 'brand' }],
    [{ q: 'a' }, { q: 'a', correct: false }],
    [
      { q: 'a', brand: ['b', 'c'] },
      { q: 'a', brand: 'b,c' },
    ],
    [
      { q: 'a', minPrice: '1.00' },
      { q: 'a', maxPrice: '1.00' },
    ],
  ])('tells %j from %j', (a, b) => {
    expect(keyOfBody(a)).not.toBe(keyOfBody(b));
  });

  it('does not depend on the order of filters', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' })), (values) => {
        const given = values.filter((value) => value.trim() !== '').slice(0, 50);
        expect(keyOfBody({ q: 'a', brand: given })).toBe(keyOfBody({ q: 'a', brand: [...given].reverse() }));
      }),
    );
  });
});

describe('a question', () => {
  it.each([
    [{}, 'q'],
    [{ q: '' }, 'q'],
    [{ q: '  ' }, 'q'],
    [{ q: 'a'.repeat(501) }, 'q'],
    [{ q: 'a\u0000b' }, 'q'],
    [{ q: '\ud800' }, 'q'],
    [{ q: 'a', limit: 0 }, 'limit'],
    [{ q: 'a', limit: '10' }, 'limit'],
    [{ q: 'a', offset: 10_001 }, 'offset'],
    [{ q: 'a', mode: 'magic' }, 'mode'],
    [{ q: 'a', sort: 'size' }, 'sort'],
    [{ q: 'a', facets: 'colour' }, 'facets'],
    [{ q: 'a', minPrice: 'cheap' }, 'minPrice'],
    [{ q: 'a', maxPrice: -1 }, 'maxPrice'],
    [{ q: 'a', explain: 'yes' }, 'explain'],
  ])('names the faulty field of %j', (body, field) => {
    const result = searchBodySchema.safeParse(body);
    expect(result.success).toBe(false);
    expect(result.error?.issues[0]?.path[0]).toBe(field);
  });

  it('refuses unknown fields', () => {
    expect(searchBodySchema.safeParse({ q: 'a', page: 2 }).success).toBe(false);
  });
});
