import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, statusOf, type ErrorCode } from './errors.js';
import { PROBLEM_CONTENT_TYPE, toProblem } from './problem.js';

/** Fastify and Nest speak of failures by status; the contract has a code for each that can come from them. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  408: 'request_timeout',
  409: 'conflict',
  413: 'payload_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  422: 'validation_failed',
  429: 'too_many_requests',
  431: 'headers_too_large',
  501: 'not_implemented',
  503: 'service_unavailable',
};

/** SQLSTATE classes and socket errors that mean "the database cannot answer now", not "the program is wrong". */
const DATABASE_OUTAGE = /^(08|57P|57014|53|58)|^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND)$/;
const DATABASE_BAD_TEXT = /^(22021|22P05)$/;

/** What the program says on purpose while it starts and stops: no failure to log. */
const EXPECTED: ReadonlySet<ErrorCode> = new Set(['not_ready', 'shutting_down']);

interface CodedError extends Error {
  code?: unknown;
  statusCode?: unknown;
  driverError?: { code?: unknown; message?: string };
}

function stringCode(error: CodedError): string {
  const code = error.driverError?.code ?? error.code;
  return typeof code === 'string' ? code : '';
}

/** The one map from whatever was thrown to an expected failure. Driver texts never get through. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HttpException) {
    const status = thrown.getStatus();
    // Nest wraps Fastify's own refusals, whose codes say more than the status: malformed JSON is not just "malformed".
    if (status === 400 && thrown.cause instanceof Error) {
      const inner = toAppError(thrown.cause);
      if (statusOf(inner.code) === status) return inner;
    }
    const code = CODE_OF_STATUS[status] ?? 'internal_error';
    return new AppError(code, code === 'internal_error' ? 'Unexpected failure.' : thrown.message, {
      cause: thrown,
    });
  }
  if (thrown instanceof Error || (typeof thrown === 'object' && thrown !== null && 'message' in thrown)) {
    const error = thrown as CodedError;
    const code = stringCode(error);
    if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') {
      return new AppError('malformed_json', 'The body is not valid JSON (RFC 8259).', { cause: thrown });
    }
    if (code.startsWith('FST_') && typeof error.statusCode === 'number') {
      const known = CODE_OF_STATUS[error.statusCode];
      if (known) return new AppError(known, error.message, { cause: thrown });
    }
    if (DATABASE_BAD_TEXT.test(code)) {
      return new AppError('validation_failed', 'The request holds text that cannot be stored.', {
        cause: thrown,
      });
    }
    const looksLost = /Connection terminated|timeout exceeded when trying to connect|DataSource is not/i.test(
      error.message,
    );
    if (DATABASE_OUTAGE.test(code) || looksLost) {
      return new AppError('database_unavailable', 'The database does not answer. Try again shortly.', {
        cause: thrown,
        headers: { 'retry-after': '2' },
      });
    }
    if (error instanceof SyntaxError && error.statusCode === 400) {
      return new AppError('malformed_json', 'The body is not valid JSON (RFC 8259).', { cause: thrown });
    }
    if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500) {
      const known = CODE_OF_STATUS[error.statusCode];
      if (known) return new AppError(known, error.message, { cause: thrown });
    }
  }
  return new AppError('internal_error', 'Unexpected failure. The request id finds it in the log.', {
    cause: thrown,
  });
}

/** Writes one failure as problem details; used by the exception filter and by Fastify's own error handler. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = toAppError(thrown);
  const status = statusOf(error.code);
  if (error.headers) void reply.headers({ ...error.headers });
  const problem = toProblem(error, { instance: request.url, requestId: request.id });
  // What Fastify refuses before it routes has met no hook that sets the id.
  void reply.header('x-request-id', request.id);
  // Bytes, so that no serializer or interceptor rewrites the body.
  void reply.status(status).header('content-type', PROBLEM_CONTENT_TYPE).send(JSON.stringify(problem));
}

/** Answers every failure with RFC 9457 problem details, and logs those that are ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toAppError(thrown);
    if (statusOf(error.code) >= 500 && !EXPECTED.has(error.code)) {
      this.logger.error({
        msg: error.message,
        code: error.code,
        requestId: request.id,
        err: error.cause ?? error,
      });
    }
    if (reply.sent || reply.raw.headersSent) return;
    sendProblem(error, request, reply);
  }
}
