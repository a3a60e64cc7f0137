import { z } from 'zod';
import { limitSchema, queryBoolean, text } from '../../common/index.js';
import { supplierNameSchema } from '../../suppliers/index.js';
import type { ImportJob } from '../import.js';
import { ROW_STATUSES } from '../import-row.store.js';

const mappingSchema = z
  .string()
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom', message: 'Must be a JSON object: our field to column header.' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().max(50), text(0, 200)))
  .refine((mapping) => mapping['name'] !== '', { error: 'A column must hold the name.', path: ['name'] });

/** The text fields of an upload. */
export const uploadFieldsSchema = z.strictObject({
  supplier: supplierNameSchema,
  dryRun: queryBoolean.default(false),
  atomic: queryBoolean.default(false),
  encoding: text(1, 40).optional(),
  mapping: mappingSchema.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'Must be an ISO 4217 code such as "RUB".' })
    .default('RUB'),
});

export const importListSchema = z.strictObject({
  limit: limitSchema,
  cursor: z.string().max(2_000).optional(),
});
export const rowsQuerySchema = z.strictObject({
  status: z.enum(ROW_STATUSES).optional(),
  minPriceChange: z.coerce.number().min(0).max(1_000_000).optional(),
  limit: limitSchema,
  cursor: z.string().max(2_000).optional(),
});

const money = z.strictObject({ amount: z.string(), currency: z.string() }).nullable();
const time = z.string().meta({ format: 'date-time' }).nullable();
export const acceptedSchema = z.strictObject({
  id: z.string().meta({ format: 'uuid' }),
  status: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
});
export const importSchema = z.strictObject({
  ...acceptedSchema.shape,
  fileName: z.string(),
  supplier: z.strictObject({ id: z.string(), name: z.string() }),
  dryRun: z.boolean(),
  atomic: z.boolean(),
  format: z.record(z.string(), z.unknown()),
  progress: z.strictObject({
    bytesRead: z.number().int(),
    bytesTotal: z.number().int(),
    rowsRead: z.number().int(),
  }),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  rejected: z.number().int(),
  warnings: z.number().int(),
  vanished: z.number().int(),
  priceListId: z.string().meta({ format: 'uuid' }).nullable(),
  createdAt: z.string().meta({ format: 'date-time' }),
  startedAt: time,
  finishedAt: time,
  error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
});
export type ImportResponse = z.output<typeof importSchema>;

export const importPageSchema = z.strictObject({
  items: z.array(importSchema),
  nextCursor: z.string().nullable(),
});
export const rowPageSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      row: z.number().int().nullable(),
      sheet: z.string().nullable(),
      status: z.enum(ROW_STATUSES),
      name: z.string().nullable(),
      price: money,
      column: z.string().nullable(),
      code: z.string().nullable(),
      message: z.string().nullable(),
      value: z.string().nullable(),
      changes: z.record(z.string(), z.unknown()).nullable(),
      item: z
        .strictObject({
          name: z.string(),
          sku: z.string().nullable(),
          category: z.string().nullable(),
          brand: z.string().nullable(),
          unit: z.string().nullable(),
          packQuantity: z.string(),
          price: money,
          priceKind: z.string(),
          pricePerBaseUnit: money,
        })
        .nullable(),
      priceChange: z.strictObject({ from: money, to: money, percent: z.string().nullable() }).nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** The contract's view of an import. */
export function toImportResponse(job: ImportJob): ImportResponse {
  return {
    id: job.id,
    status: job.status,
    fileName: job.fileName,
    supplier: job.supplier,
    dryRun: job.dryRun,
    atomic: job.atomic,
    format: { ...job.format },
    progress: job.progress,
    created: job.created,
    updated: job.updated,
    unchanged: job.unchanged,
    rejected: job.rejected,
    warnings: job.warnings,
    vanished: job.vanished,
    priceListId: job.priceListId,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
    ...(job.error ? { error: job.error } : {}),
  };
}

const ID = '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d';
export const EXAMPLE_IMPORT = {
  id: ID,
  status: 'completed',
  fileName: 'price.csv',
  supplier: { id: ID, name: 'СтройБаза' },
  dryRun: false,
  atomic: false,
  format: {
    encoding: 'windows-1251',
    delimiter: ';',
    headerRow: 3,
    mapping: { name: 'Наименование', price: 'Цена' },
    mappingFrom: { name: 'chosen', price: 'remembered' },
    unmapped: ['Гарантия'],
    headers: ['Наименование', 'Цена', 'Гарантия'],
    sample: [['Цемент М500 Д0 50 кг', '565,00', '']],
  },
  progress: { bytesRead: 20480, bytesTotal: 20480, rowsRead: 223 },
  created: 220,
  updated: 0,
  unchanged: 0,
  rejected: 3,
  warnings: 1,
  vanished: 0,
  priceListId: ID,
  createdAt: '2026-01-15T07:59:59.000Z',
  startedAt: '2026-01-15T08:00:00.000Z',
  finishedAt: '2026-01-15T08:00:01.000Z',
};
export const EXAMPLE_ROW = {
  row: 17,
  sheet: null,
  status: 'rejected',
  name: null,
  price: null,
  column: 'Цена',
  code: 'bad_price',
  message: 'Is not a price.',
  value: 'звоните',
  changes: null,
  item: null,
  priceChange: null,
};
