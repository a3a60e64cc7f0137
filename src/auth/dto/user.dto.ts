import { z } from 'zod';
import { limitSchema, ROLES, text } from '../../common/index.js';
import { normaliseUsername, type User } from '../user.js';

/** Compatibility forms are written out before names are compared and stored. */
export const usernameSchema = text(1, 100)
  .check(
    z.refine((name) => normaliseUsername(name).length <= 100, {
      error: 'Too long once its ligatures are written out.',
    }),
  )
  .meta({ example: 'anna' });

/** Long enough that guessing is hopeless under the lock-out; no rules on letters, which only make passwords worse (NIST SP 800-63B). */
export const passwordSchema = z.string().min(10).max(200).meta({ example: 'correct horse battery staple' });

export const roleSchema = z.enum(ROLES);

export const userSchema = z.object({
  id: z.string().meta({ format: 'uuid' }),
  username: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
  createdAt: z.string().meta({ format: 'date-time' }),
  updatedAt: z.string().meta({ format: 'date-time' }),
  lastLoginAt: z.string().nullable().meta({ format: 'date-time' }),
});
export type UserResponse = z.output<typeof userSchema>;

export const userPageSchema = z.object({ items: z.array(userSchema), nextCursor: z.string().nullable() });

export const userDraftSchema = z.strictObject({
  username: usernameSchema,
  password: passwordSchema,
  role: roleSchema,
});

export const userPatchSchema = z
  .strictObject({
    role: roleSchema.optional(),
    disabled: z.boolean().optional(),
    password: passwordSchema.optional(),
  })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), {
    error: 'Must change something.',
  });

export const pageQuerySchema = z.strictObject({
  limit: limitSchema,
  cursor: z.string().min(1).max(2_000).optional(),
});

export const EXAMPLE_USER: UserResponse = {
  id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
  username: 'anna',
  role: 'editor',
  disabled: false,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:00.000Z',
  lastLoginAt: '2026-11-25T09:30:00.000Z',
};

/** What is shown of a user, field by field. */
export function toUserResponse(user: User): UserResponse {
  return {
    id: user.id,
    username: user.username,
    role: user.role,
    disabled: user.disabled,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
  };
}
