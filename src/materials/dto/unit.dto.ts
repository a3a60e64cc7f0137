import { z } from 'zod';
import { limitSchema, text } from '../../common/index.js';
import { DIMENSIONS } from '../unit.js';
import { normaliseUnitKey } from '../unit-key.js';

/** A spelling that folds to nothing could never be met. */
const spelling = (max: number): z.ZodType<string, string> =>
  text(1, max).check(
    z.refine((value) => normaliseUnitKey(value) !== '', {
      error: 'Must hold a letter or digit, and at most 50 of them.',
    }),
  );

const code = spelling(20).meta({ example: 'м2' });
const fields = {
  name: spelling(100).meta({ example: 'квадратный метр' }),
  aliases: z
    .array(spelling(50))
    .max(100)
    .meta({ example: ['м²', 'кв.м', 'm2'] }),
  okei: z
    .string()
    .regex(/^\d{3,4}$/, { error: 'Must be the 3 or 4 digits of OK 015-94.' })
    .nullable()
    .meta({ example: '055' }),
  dimension: z.enum(DIMENSIONS).meta({ example: 'area' }),
  factorToBase: z.number().min(1e-9).max(1e9).meta({
    description: 'Base units of the dimension in one of it: piece, m, m2, m3, kg, hour, kWh, kW.',
    example: 1,
  }),
};

export const unitDraftSchema = z.strictObject({
  code,
  name: fields.name,
  aliases: fields.aliases.default([]),
  okei: fields.okei.default(null),
  dimension: fields.dimension,
  factorToBase: fields.factorToBase.default(1),
});

export const unitPatchSchema = z.strictObject(fields).partial();

export const unitParamsSchema = z.strictObject({ code: text(1, 20) });

export const unitListQuerySchema = z.strictObject({ limit: limitSchema, cursor: text(1, 400).optional() });

export const unitSchema = z.object({
  code: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  okei: z.string().nullable(),
  dimension: z.string(),
  factorToBase: z.number(),
});

export const unitPageSchema = z.object({ items: z.array(unitSchema), nextCursor: z.string().nullable() });
