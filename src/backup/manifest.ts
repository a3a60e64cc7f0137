import { z } from 'zod';

/** First entry of a back-up: what it is, so that a restore can refuse what it cannot use before it touches anything. */
export const manifestSchema = z.object({
  format: z.literal(1),
  product: z.literal('materials-catalogue'),
  /** Version of the program that made it. */
  version: z.string().max(100),
  postgres: z.string().max(100),
  createdAt: z.iso.datetime(),
  migrations: z.array(z.string().max(200)).max(10_000),
  materials: z.int().min(0),
  files: z.int().min(1),
  bytes: z.int().min(1),
});
export type Manifest = z.output<typeof manifestSchema>;

export const MANIFEST_NAME = 'manifest.json';
export const MANIFEST_MAX_BYTES = 1024 * 1024;
