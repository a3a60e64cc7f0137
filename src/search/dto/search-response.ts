import { z } from 'zod';
import { idSchema } from '../../common/index.js';
import { CONFIDENCES, MATCH_KINDS, RETRIEVERS, SEARCH_MODES } from '../search.types.js';

const money = z.object({ amount: z.string(), currency: z.string() });

/** The contract's `Material`, as search answers carry it. */
export const materialSchema = z.object({
  id: idSchema,
  sku: z.string().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  category: z.object({ id: idSchema, name: z.string(), path: z.string() }).nullable(),
  unit: z.object({ code: z.string(), name: z.string(), okei: z.string().nullable() }).nullable(),
  unitRaw: z.string().nullable(),
  brand: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  price: money.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.number().int(),
});

const facetValues = z.array(z.strictObject({ value: z.string(), count: z.number().int() })).optional();

const explainSchema = z.strictObject({
  lexical: z
    .strictObject({
      rank: z.number().int().nullable(),
      score: z.number(),
      features: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  semantic: z.strictObject({ rank: z.number().int(), cosine: z.number(), nearness: z.number() }).nullable(),
  fusion: z.strictObject({
    kind: z.string(),
    lexicalWeight: z.number(),
    semanticWeight: z.number(),
    lexical: z.number(),
    semantic: z.number(),
    agreement: z.number(),
    contradiction: z.number(),
    membership: z.number(),
    sure: z.number(),
  }),
  memberBy: z.enum(['words', 'meaning']),
});

export const searchResponseSchema = z.strictObject({
  query: z.strictObject({
    text: z.string(),
    interpreted: z.string(),
    corrections: z.array(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        kind: z.enum(['layout', 'translit', 'typo', 'synonym', 'lookalike']),
      }),
    ),
    sizes: z.array(
      z.strictObject({ text: z.string(), values: z.array(z.number()), unit: z.string().nullable() }),
    ),
    units: z.array(z.string()),
    price: z.strictObject({ min: z.string().nullable(), max: z.string().nullable() }).optional().meta({
      description:
        'Bounds that the query named in words ("до 500 рублей"); they filter like minPrice and maxPrice.',
    }),
  }),
  items: z.array(
    z.strictObject({
      material: materialSchema,
      score: z.number().min(0).max(1),
      confidence: z.enum(CONFIDENCES),
      matchedBy: z.array(z.enum(MATCH_KINDS)),
      highlights: z.strictObject({ name: z.string().optional(), description: z.string().optional() }),
      explain: explainSchema.optional(),
    }),
  ),
  total: z.number().int().min(0),
  facets: z.strictObject({
    category: facetValues,
    brand: facetValues,
    unit: facetValues,
    supplier: facetValues,
  }),
  mode: z.enum(SEARCH_MODES),
  degraded: z.array(z.enum(RETRIEVERS)),
  tookMs: z.number(),
});
export type SearchResponse = z.output<typeof searchResponseSchema>;

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
});

export const batchResponseSchema = z.strictObject({
  results: z.array(z.union([searchResponseSchema, problemSchema])),
});

export const suggestResponseSchema = z.strictObject({
  suggestions: z.array(
    z.strictObject({
      text: z.string(),
      kind: z.enum(['query', 'material', 'category', 'brand']),
      id: z.string().optional(),
    }),
  ),
});

export const similarResponseSchema = z.strictObject({
  items: z.array(z.strictObject({ material: materialSchema, score: z.number() })),
});
