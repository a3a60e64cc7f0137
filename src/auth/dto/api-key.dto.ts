import { z } from 'zod';
import { text } from '../../common/index.js';
import { AREAS, type ApiKey } from '../api-key.js';
import { roleSchema } from './user.dto.js';

/** Most that a key may be given in one window of the limits. */
const MAX_RATE_LIMIT = 100_000_000;

export const apiKeySchema = z.object({
  id: z.string().meta({ format: 'uuid' }),
  name: z.string(),
  prefix: z.string(),
  role: roleSchema,
  scopes: z.array(z.enum(AREAS)),
  rateLimit: z.number().int().nullable(),
  createdAt: z.string().meta({ format: 'date-time' }),
  createdBy: z.string().nullable().meta({ format: 'uuid' }),
  expiresAt: z.string().nullable().meta({ format: 'date-time' }),
  lastUsedAt: z.string().nullable().meta({ format: 'date-time' }),
});
export type ApiKeyResponse = z.output<typeof apiKeySchema>;

export const apiKeyPageSchema = z.object({ items: z.array(apiKeySchema), nextCursor: z.string().nullable() });

/** The one answer that holds the key itself. */
export const newApiKeySchema = apiKeySchema.extend({ key: z.string() });

export const scopesSchema = z
  .array(z.enum(AREAS))
  .max(AREAS.length)
  .meta({ description: 'Parts of the API the key is confined to; none: all that its role may.' });

export const apiKeyDraftSchema = z.strictObject({
  name: text(1, 100),
  role: roleSchema.default('viewer'),
  scopes: scopesSchema.default([]),
  rateLimit: z.number().int().min(1).max(MAX_RATE_LIMIT).nullable().default(null),
  expiresAt: z.iso
    .datetime({ offset: true })
    .refine((at) => Date.parse(at) > Date.now(), { error: 'Must lie in the future.' })
    .nullable()
    .default(null),
});

export const EXAMPLE_API_KEY: ApiKeyResponse = {
  id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5e',
  name: 'shop',
  prefix: 'mc_V7dQx2Lp',
  role: 'viewer',
  scopes: ['search', 'materials'],
  rateLimit: null,
  createdAt: '2026-11-20T08:00:00.000Z',
  createdBy: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
  expiresAt: null,
  lastUsedAt: '2026-11-25T09:30:00.000Z',
};

/** What is shown of a key, field by field: never its hash. */
export function toApiKeyResponse(key: ApiKey): ApiKeyResponse {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    scopes: key.scopes.filter((scope): scope is (typeof AREAS)[number] =>
      (AREAS as readonly string[]).includes(scope),
    ),
    rateLimit: key.rateLimit,
    createdAt: key.createdAt.toISOString(),
    createdBy: key.createdBy,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}
