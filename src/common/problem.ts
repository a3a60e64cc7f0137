import { statusOf, titleOf, type AppError, type ErrorCode, type FieldError } from './errors.js';

/** RFC 9457 problem details, with our extension members `code`, `requestId` and `errors`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ErrorCode;
  requestId: string;
  errors?: readonly FieldError[];
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** Problem details of an expected failure, for one request. */
export function toProblem(error: AppError, request: { instance: string; requestId: string }): Problem {
  return {
    type: `urn:materials-catalogue:problem:${error.code}`,
    title: titleOf(error.code),
    status: statusOf(error.code),
    detail: error.message,
    instance: request.instance,
    code: error.code,
    requestId: request.requestId,
    ...(error.errors ? { errors: error.errors } : {}),
  };
}
