import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { isId } from './ids.js';
import { formatAmount, MONEY_LIMIT, MONEY_SCALE } from './money.js';

/** PostgreSQL text cannot hold NUL, and a lone surrogate is not Unicode text: both are refused by name, not by a driver error. */
function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && isWellFormed(text);
}

function isWellFormed(text: string): boolean {
  // A lone surrogate is a code point of category Cs when a string is read with the `u` flag.
  return !/\p{Surrogate}/u.test(text);
}

/** Trimmed text of `min` to `max` characters (UTF-16 code units after trimming). */
export function text(min: number, max: number): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine(isStorableText, {
      error: 'Must not contain NUL or lone surrogates.',
      params: { code: 'bad_text' },
    });
}

/** A UUID in any letter case; handed on in lower case. */
export const idSchema = z
  .string()
  .max(36)
  .refine(isId, { error: 'Must be a UUID.' })
  .transform((id) => id.toLowerCase())
  .meta({ format: 'uuid', example: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d' });

/** Path parameter object with one id. */
export const idParamsSchema = z.strictObject({ id: idSchema });

const DECIMAL = /^\d{1,14}(\.\d{1,4})?$/;

/** Decimal amount as text, 0 or more, at most NUMERIC(18,4). */
export const amountSchema = z
  .string()
  .regex(DECIMAL, {
    error: `Must be a decimal string such as "1846.56" (at most ${MONEY_SCALE} fraction digits).`,
    abort: true, // The next check computes with the value.
  })
  .refine((value) => new Decimal(value).lt(MONEY_LIMIT), { error: 'Is too large.' })
  .transform(formatAmount);

/** Money as the contract has it: `{ "amount": "1846.56", "currency": "RUB" }`. */
export const moneySchema = z
  .strictObject({
    amount: amountSchema,
    currency: z.string().regex(/^[A-Z]{3}$/, { error: 'Must be an ISO 4217 code such as "RUB".' }),
  })
  .meta({ example: { amount: '1846.56', currency: 'RUB' } });

/** `limit` of a list: 1 to 100, 20 when absent. */
export const limitSchema = z.coerce.number().int().min(1).max(100).default(20);

/** One value or several of a repeatable query parameter, as an array. */
export function repeatable<T extends z.ZodType>(item: T, max: number): z.ZodType<z.output<T>[]> {
  return z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(max),
  );
}

/** A query-string boolean: true, false, 1 or 0. */
export const queryBoolean = z.preprocess(
  (value) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value),
  z.boolean(),
);

/** JSON value depth limit: attributes are flat facts, not documents. */
const MAX_DEPTH = 5;

function withinDepth(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isStorableText(value);
  // JSON's 1e400 is read as Infinity, which is written as null.
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  if (depth === 0) return false;
  return Object.entries(value).every(([key, child]) => isStorableText(key) && withinDepth(child, depth - 1));
}

/** Free attributes of a material: a JSON object, at most 100 keys, 5 levels, 20 kB. */
export const attributesSchema = z
  .record(z.string().min(1).max(100), z.unknown())
  .refine((value) => Object.keys(value).length <= 100, { error: 'Must have at most 100 keys.' })
  .refine((value) => withinDepth(value, MAX_DEPTH), {
    error: `Must hold storable text and finite numbers, and be at most ${MAX_DEPTH} levels deep.`,
    // What comes after walks the whole value, and would run out of stack.
    abort: true,
  })
  .refine((value) => JSON.stringify(value).length <= 20_000, {
    error: 'Must be at most 20000 characters of JSON.',
  })
  .meta({ example: { grade: 'М500', packWeightKg: 50 } });
