import { z } from 'zod';
import { limitSchema, queryBoolean, text } from '../../common/index.js';

const MAX_TERMS = 30;
const term = text(1, 100);

const fields = {
  terms: z
    .array(term)
    .min(1)
    .max(MAX_TERMS)
    .meta({
      description: 'What people type. Without `also` all of them mean the same.',
      example: ['болгарка', 'ушм', 'угловая шлифмашина'],
    }),
  also: z.array(term).max(MAX_TERMS).meta({
    description: 'What the terms find as well, but not the other way round. Empty: the rule is two-way.',
    example: [],
  }),
  weight: z
    .number()
    .min(0.01)
    .max(1)
    .meta({ description: 'How well what is found answers the question, in hundredths.', example: 0.97 }),
  enabled: z.boolean().meta({ example: true }),
};

export const synonymDraftSchema = z.strictObject({
  terms: fields.terms,
  also: fields.also.default([]),
  weight: fields.weight
    .meta({ description: 'How well what is found answers the question. Default: 0.97 two-way, 0.8 one-way.' })
    .optional(),
  enabled: fields.enabled.default(true),
});

export const synonymPatchSchema = z.strictObject(fields).partial();

export const synonymListQuerySchema = z.strictObject({
  limit: limitSchema,
  cursor: text(1, 800).optional(),
  q: text(1, 100).meta({ description: 'Rules with a term that holds this text.', example: 'гкл' }).optional(),
  origin: z.enum(['shipped', 'custom']).optional(),
  enabled: queryBoolean.optional(),
});

export const synonymSchema = z.object({
  id: z.string(),
  terms: z.array(z.string()),
  also: z.array(z.string()),
  weight: z.number(),
  enabled: z.boolean(),
  origin: z.enum(['shipped', 'custom']),
  changed: z.boolean().meta({ description: 'A shipped rule that says something else here.' }),
  updatedAt: z.string().nullable(),
});

export const synonymPageSchema = z.object({
  items: z.array(synonymSchema),
  nextCursor: z.string().nullable(),
});

export const EXAMPLE_SYNONYM: z.input<typeof synonymSchema> = {
  id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
  terms: ['болгарка', 'ушм', 'угловая шлифмашина'],
  also: [],
  weight: 0.97,
  enabled: true,
  origin: 'custom',
  changed: false,
  updatedAt: '2026-11-25T09:30:00.000Z',
};
export const EXAMPLE_DRAFT = { terms: ['болгарка', 'ушм', 'угловая шлифмашина'] };
export const EXAMPLE_ONE_WAY = { terms: ['утеплитель'], also: ['минвата', 'пеноплэкс'], weight: 0.9 };
