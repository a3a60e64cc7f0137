import { z } from 'zod';
import { amountSchema, text } from '../../common/index.js';
import { dropPriceTalk, readPrice } from '../asked-price.js';
import { FACET_FIELDS, SEARCH_MODES, SEARCH_SORTS, type SearchQuestion } from '../search.types.js';

/** Deepest position a page may start at; whoever needs more wants a list, not a search. */
export const MAX_OFFSET = 10_000;
export const MAX_BATCH = 50;
const MAX_FILTER_VALUES = 50;

/** One value or several, handed on sorted and without doubles. */
function filterValues(
  maxLength: number,
  example: string,
): z.ZodType<string[], string | string[] | undefined> {
  const value = text(1, maxLength);
  return z
    .union([value, z.array(value).max(MAX_FILTER_VALUES)])
    .default([])
    .transform((given) => sortedSet(typeof given === 'string' ? [given] : given))
    .meta({ example: [example] });
}

function sortedSet<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}

/** JSON has numbers for prices too; they are read as the decimal they print as. */
const price = z
  .union([amountSchema, z.number().min(0).lt(1e14).transform(String).pipe(amountSchema)])
  .optional()
  .meta({ example: '100.00' });

const fields = z.strictObject({
  q: text(1, 500).meta({ example: 'цемент м500 50 кг' }),
  mode: z.enum(SEARCH_MODES).default('hybrid'),
  limit: z.number().int().min(1).max(100).default(20),
  offset: z.number().int().min(0).max(MAX_OFFSET).default(0),
  category: filterValues(2_000, 'Сухие смеси/Цемент'),
  brand: filterValues(200, 'Knauf'),
  unit: filterValues(100, 'меш'),
  supplier: filterValues(200, 'СтройАктив'),
  minPrice: price,
  maxPrice: price,
  sort: z.enum(SEARCH_SORTS).default('relevance'),
  facets: z
    .union([
      z
        .string()
        .max(100)
        .transform((list) =>
          list
            .split(',')
            .map((part) => part.trim())
            .filter(Boolean),
        ),
      z.array(z.string()),
    ])
    .default([])
    .pipe(z.array(z.enum(FACET_FIELDS)).max(20))
    .transform(sortedSet)
    .meta({ example: ['category', 'brand'] }),
  explain: z.boolean().default(false),
  correct: z.boolean().default(true).meta({
    description: 'False searches for every word as typed: no layout, transliteration or spelling is mended.',
  }),
});

/** A question as JSON, parsed into its canonical form. */
export const searchBodySchema = fields.transform((input): SearchQuestion => {
  const typed = input.q.normalize('NFC').replace(/\s+/gu, ' ');
  const { text: rest, price } = input.correct ? readPrice(typed) : { text: typed, price: null };
  return {
    ...input,
    q: input.correct ? dropPriceTalk(rest) : rest,
    typed,
    askedPrice: price,
    minPrice: input.minPrice ?? price?.min ?? null,
    maxPrice: input.maxPrice ?? price?.max ?? null,
  };
});

const NUMBER = /^-?\d{1,9}(\.\d{1,9})?$/;
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

/** The texts of a query string as the values JSON would have; what cannot be read stays text and fails by name. */
function fromQueryString(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const query: Record<string, unknown> = { ...input };
  for (const name of ['limit', 'offset']) {
    const value = query[name];
    if (typeof value === 'string' && NUMBER.test(value)) query[name] = Number(value);
  }
  for (const name of ['explain', 'correct']) {
    const value = query[name];
    if (typeof value === 'string') query[name] = BOOLEANS[value] ?? value;
  }
  if (Array.isArray(query.facets)) query.facets = query.facets.join(',');
  return query;
}

/** The same question as a query string; `category`, `brand`, `unit` and `supplier` may be repeated. */
export const searchQuerySchema = z.preprocess(fromQueryString, searchBodySchema);

/** Each question is parsed by itself, so that a faulty one does not fail the others. */
export const batchBodySchema = z.strictObject({ queries: z.array(z.unknown()).min(1).max(MAX_BATCH) });

export const suggestQuerySchema = z.strictObject({
  q: text(1, 100).meta({ example: 'цем' }),
  limit: z.coerce.number().int().min(1).max(20).default(8),
});

export const similarFieldsSchema = z.strictObject({
  limit: z.number().int().min(1).max(100).default(10),
  category: filterValues(2_000, 'Сухие смеси/Цемент'),
  brand: filterValues(200, 'Knauf'),
  unit: filterValues(100, 'меш'),
  supplier: filterValues(200, 'СтройАктив'),
  minPrice: price,
  maxPrice: price,
});
export const similarQuerySchema = z.preprocess(
  fromQueryString,
  similarFieldsSchema.transform((input) => ({
    ...input,
    minPrice: input.minPrice ?? null,
    maxPrice: input.maxPrice ?? null,
  })),
);
export type SimilarQuestion = z.output<typeof similarQuerySchema>;

/** JSON shape of a question, for the documentation. */
export const searchFieldsSchema = fields;
