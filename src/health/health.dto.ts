import { z } from 'zod';

export const liveSchema = z.object({ status: z.literal('ok') });
export const readySchema = z.object({ status: z.literal('ok') });

const detailSchema = z.looseObject({ status: z.enum(['up', 'degraded', 'down', 'unused']) });
const detailsSchema = z.record(z.string(), detailSchema);

/** See {@link HealthReport}; what each dependency adds is in the example. */
export const healthReportSchema = z.object({
  status: z.enum(['ok', 'degraded', 'error', 'shutting_down']),
  info: detailsSchema,
  error: detailsSchema,
  details: detailsSchema,
});
