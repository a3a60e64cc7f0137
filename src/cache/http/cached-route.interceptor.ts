import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AppError, inSpan, statusOf, type ErrorCode } from '../../common/index.js';
import { CacheAside, type CachePolicy, type Loaded } from '../cache-aside.js';
import { CachedBody, isUncacheable, jsonBody } from '../cached-body.js';
import { CACHED_ROUTE, type CachedRouteOptions } from './cached-route-options.js';
import { markResponse, wantsFresh } from './cached-response.js';

/** What is kept of a remembered 404: enough to throw it again for another request. */
interface KnownAbsence {
  code: ErrorCode;
  detail: string;
}

/** The slow half of a cached route: whatever the hook did not answer is loaded here by the handler, kept and sent. */
@Injectable()
export class CachedRouteInterceptor implements NestInterceptor {
  private readonly policies = new WeakMap<CachedRouteOptions, CachePolicy>();

  constructor(
    private readonly cache: CacheAside,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const options = this.reflector.get<CachedRouteOptions | undefined>(CACHED_ROUTE, context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const key = options?.key(request) ?? null;
    if (!options || key === null) {
      markResponse(reply, 'BYPASS', 0);
      return next.handle();
    }
    return from(this.serve(options, key, request, reply, next));
  }

  private async serve(
    options: CachedRouteOptions,
    key: string,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const policy = this.policyOf(options);
    const answer = await inSpan('cache', 'internal', { 'catalogue.cache.namespace': policy.namespace }, () =>
      this.cache.get<CachedBody | KnownAbsence>(policy, key, () => load(options, reply, next), {
        bypass: wantsFresh(request),
        knownMiss: request.cacheMissed === true,
      }),
    );
    if (!(answer.value instanceof CachedBody)) {
      markResponse(reply, answer.status, answer.ageMs);
      throw new AppError(answer.value.code, answer.value.detail);
    }
    markResponse(reply, answer.status, answer.ageMs);
    void reply.header('etag', answer.value.etag).header('content-type', answer.value.contentType);
    // Nest sends the bytes with the status of the route; the route's onSend hook makes 304 of it where the caller has them.
    return answer.value.bytes;
  }

  private policyOf(options: CachedRouteOptions): CachePolicy {
    if (typeof options.policy !== 'function') return options.policy;
    let policy = this.policies.get(options);
    if (!policy) {
      policy = options.policy();
      this.policies.set(options, policy);
    }
    return policy;
  }
}

/** Runs the handler and makes bytes of what it returned. */
async function load(
  options: CachedRouteOptions,
  reply: FastifyReply,
  next: CallHandler,
): Promise<Loaded<CachedBody | KnownAbsence>> {
  let body: unknown;
  try {
    body = await lastValueFrom(next.handle());
  } catch (error) {
    if (options.rememberNotFound && error instanceof AppError && statusOf(error.code) === 404) {
      return { value: { code: error.code, detail: error.message }, negative: true };
    }
    throw error;
  }
  if (body instanceof CachedBody) return { value: body };
  // A background refresh runs after the answer went out: the headers of that reply speak of the old body.
  const set = reply.sent ? undefined : reply.getHeader('etag');
  const value = jsonBody(body ?? null, options.etag?.(body) ?? (typeof set === 'string' ? set : undefined));
  return { value, cacheable: !isUncacheable(body) };
}
