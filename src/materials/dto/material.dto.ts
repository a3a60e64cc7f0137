import { z } from 'zod';
import {
  attributesSchema,
  idSchema,
  limitSchema,
  moneySchema,
  repeatable,
  text,
  toFieldErrors,
} from '../../common/index.js';
import { normaliseCategoryPath } from '../category-path.js';
import type { MaterialDraft } from '../material.js';
import type { BatchItem } from '../materials.service.js';

export const skuSchema = text(1, 100).meta({ example: 'CEM-M500-50' });

const categoryPath = text(1, 2_000)
  .transform((path, context) => {
    const canonical = normaliseCategoryPath(path);
    if (canonical !== null) return canonical;
    context.addIssue({
      code: 'custom',
      message:
        'Must be a path of at most 10 names, each at most 200 characters, such as "Сухие смеси/Цемент".',
    });
    return z.NEVER;
  })
  .meta({ example: 'Сухие смеси/Цемент' });

const fields = {
  sku: skuSchema.nullable(),
  name: text(1, 500).meta({ example: 'Цемент М500 Д0 50 кг' }),
  description: text(0, 5_000).nullable(),
  category: categoryPath.nullable(),
  unit: text(1, 100).nullable().meta({ example: 'меш' }),
  brand: text(1, 200).nullable(),
  attributes: attributesSchema,
  price: moneySchema.nullable(),
};

/** A whole material: what is left out is empty. Body of POST and PUT, and an item of a batch. */
export const materialDraftSchema = z.strictObject({
  sku: fields.sku.optional(),
  name: fields.name,
  description: fields.description.optional(),
  category: fields.category.optional(),
  unit: fields.unit.optional(),
  brand: fields.brand.optional(),
  attributes: fields.attributes.optional(),
  price: fields.price.optional(),
});

/** The fields to change: absent stays, null empties, `attributes` are replaced as a whole. */
export const materialPatchSchema = z.strictObject(fields).partial();

export function toDraft(body: z.output<typeof materialDraftSchema>): MaterialDraft {
  return {
    sku: body.sku ?? null,
    name: body.name,
    description: body.description ?? null,
    category: body.category ?? null,
    unit: body.unit ?? null,
    brand: body.brand ?? null,
    attributes: body.attributes ?? {},
    price: body.price ?? null,
  };
}

export const MAX_BATCH = 1_000;

/** Items are checked one by one: a bad one fails alone. */
export const batchSchema = z.strictObject({
  items: z.array(z.unknown()).min(1).max(MAX_BATCH),
  mode: z.enum(['create', 'upsert']).default('create'),
});

export function toBatchItems(items: readonly unknown[]): BatchItem[] {
  return items.map((item, index) => {
    const parsed = materialDraftSchema.safeParse(item);
    if (parsed.success) return { draft: toDraft(parsed.data) };
    return { errors: toFieldErrors(parsed.error.issues, `items.${index}`) };
  });
}

export const batchGetSchema = z.strictObject({ ids: z.array(idSchema).min(1).max(MAX_BATCH) });

export const SORTS = ['name', '-updatedAt', 'price'] as const;

export const listQuerySchema = z.strictObject({
  category: repeatable(text(1, 2_000), 20)
    .optional()
    .meta({ description: 'Id or path; its subtree is meant.' }),
  brand: repeatable(text(1, 200), 20).optional(),
  unit: repeatable(text(1, 100), 20).optional().meta({ description: 'In any spelling.' }),
  supplier: repeatable(text(1, 200), 20).optional().meta({ description: 'Id or name.' }),
  updatedSince: z.iso
    .datetime({
      offset: true,
      error: 'Must be an RFC 3339 time with an offset, such as 2026-11-24T00:00:00Z.',
    })
    .refine((time) => !(new Date(time).getUTCFullYear() < 1), { error: 'Must be after the year 0.' })
    .transform((time) => new Date(time).toISOString())
    .optional(),
  sort: z.enum(SORTS).default('name'),
  limit: limitSchema,
  cursor: text(1, 4_000).optional(),
});

export const skuParamsSchema = z.strictObject({ sku: skuSchema });

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
  price: z.object({ amount: z.string(), currency: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.number().int(),
});

export const materialPageSchema = z.object({
  items: z.array(materialSchema),
  nextCursor: z.string().nullable(),
});

export const batchGetResultSchema = z.object({ items: z.array(materialSchema), missing: z.array(idSchema) });

export const batchReportSchema = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  results: z.array(
    z.object({
      index: z.number().int(),
      status: z.enum(['created', 'updated', 'unchanged', 'failed']),
      id: idSchema.optional(),
      errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
    }),
  ),
});
