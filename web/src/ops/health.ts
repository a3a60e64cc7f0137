import { call } from '../api/client.ts';
import { ApiError } from '../api/problem.ts';
import type { HealthReport } from '../api/types.ts';

/** The report; with status 503 (something is down) it is a report all the same. */
export async function readHealth(signal: AbortSignal): Promise<HealthReport> {
  try {
    return (await call<HealthReport>('/health?fresh=true', { signal })).body;
  } catch (error) {
    const body =
      error instanceof ApiError ? (error.problem.body as Partial<HealthReport> | undefined) : undefined;
    if (body?.details) return body as HealthReport;
    throw error;
  }
}
