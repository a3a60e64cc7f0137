export interface Problem {
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: { path: string; code: string; message: string }[];
}

/** A failure as the server told it, or `code: "offline"` when it could not be reached. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

export interface Answer<T> {
  body: T;
  /** `X-Cache` of the answer, for the curious. */
  cache: string | null;
  etag: string | null;
}

const BASE = '/api/v1';

/**
 * One call of the REST API.
 *
 * @throws ApiError for every answer that is not a success, and for an unreachable server.
 * @throws DOMException `AbortError` when the signal was aborted.
 */
export async function call<T>(path: string, init: RequestInit & { base?: string } = {}): Promise<Answer<T>> {
  const { base = BASE, ...request } = init;
  let response: Response;
  try {
    response = await fetch(base + path, {
      ...request,
      headers: { accept: 'application/json', ...request.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ title: '', status: 0, detail: '', code: 'offline', requestId: '' });
  }
  const text = await response.text();
  const body: unknown = text === '' ? null : parse(text);
  if (!response.ok) {
    throw new ApiError(
      isProblem(body)
        ? body
        : {
            title: response.statusText,
            status: response.status,
            detail: response.statusText,
            code: 'unknown',
            requestId: response.headers.get('x-request-id') ?? '',
          },
    );
  }
  return { body: body as T, cache: response.headers.get('x-cache'), etag: response.headers.get('etag') };
}

/** JSON that may be a whole answer of Terminus with status 503: such an answer is data too. */
export async function callAnyStatus<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  return (await response.json()) as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
