import { z } from 'zod';
import { idSchema, text } from '../../common/index.js';
import type { Category, CategoryNode } from '../category.js';
import {
  cleanCategoryName,
  MAX_CATEGORY_DEPTH,
  MAX_CATEGORY_NAME,
  normaliseCategoryPath,
} from '../category-path.js';

const name = text(1, MAX_CATEGORY_NAME)
  .refine((value) => !value.includes('/'), { error: 'Must not contain "/".' })
  .transform(cleanCategoryName)
  .meta({ example: 'Цемент' });

const path = text(1, 2_000)
  .refine((value) => normaliseCategoryPath(value) !== null, {
    error: `Must be a path of at most ${MAX_CATEGORY_DEPTH} names, such as "Сухие смеси/Цемент".`,
  })
  .transform((value) => normaliseCategoryPath(value) as string)
  .meta({ example: 'Сухие смеси/Цемент' });

/** Either `path`, whose missing levels are created too, or `name` and the parent it goes under. */
export const categoryDraftSchema = z
  .strictObject({ path: path.optional(), name: name.optional(), parentId: idSchema.nullable().optional() })
  .refine((body) => (body.path === undefined) !== (body.name === undefined), {
    error: 'Give either path or name.',
    path: ['name'],
  })
  .refine((body) => body.path === undefined || body.parentId === undefined, {
    error: 'Goes with name, not with path.',
    path: ['parentId'],
  });

export const categoryPatchSchema = z.strictObject({
  name: name.optional(),
  parentId: idSchema.nullable().optional().meta({ description: 'Null makes it a root.' }),
});

export const treeQuerySchema = z.strictObject({
  parent: text(1, 2_000).optional().meta({ description: 'Id or path: only what is below it.' }),
  depth: z.coerce.number().int().min(1).max(MAX_CATEGORY_DEPTH).optional(),
});

export const categorySchema = z.object({
  id: idSchema,
  name: z.string(),
  path: z.string(),
  parentId: idSchema.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.number().int(),
});

export const categoryTreeSchema = z.object({
  items: z.array(categorySchema.extend({ children: z.array(z.unknown()) })),
  nextCursor: z.null(),
});

export function toCategoryResponse(category: Category): Category {
  const { id, name, path, parentId, createdAt, updatedAt, version } = category;
  return { id, name, path, parentId, createdAt, updatedAt, version };
}

export function toTreeResponse(nodes: readonly CategoryNode[]): CategoryNode[] {
  return nodes.map((node) => ({ ...toCategoryResponse(node), children: toTreeResponse(node.children) }));
}
