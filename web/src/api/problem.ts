export interface Problem {
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  /** Of an answer that is no problem document: the health check says 503 with its report. */
  body?: unknown;
  errors?: { path: string; code: string; message: string }[];
}

/** A failure as the server told it (RFC 9457), or `code: "offline"` when it could not be reached. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body) return body as Problem;
  return {
    title: response.statusText,
    status: response.status,
    detail: `${response.status} ${response.statusText}`.trim(),
    code: 'unknown',
    requestId: response.headers.get('x-request-id') ?? '',
    body,
  };
}

/** Status of a failed request; 0 for an unreachable server, null for what is no answer of the API. */
export function statusOf(error: unknown): number | null {
  return error instanceof ApiError ? error.problem.status : null;
}
