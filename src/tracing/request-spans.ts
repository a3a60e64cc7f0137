import type * as Api from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import type { OtelApi } from './otel-recorder.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Id of the trace this request belongs to; null where there are no traces. */
    traceId: string | null;
    span: Api.Span | null;
  }
}

/** What probes and scrapers ask is no story worth telling. */
const ROUTINE = /^\/(health\/(live|ready)|metrics)$/;

/** One span a request, from its first hook to its last byte; names and attributes are those of the semantic conventions for HTTP. */
export class RequestSpans {
  constructor(
    private readonly api: OtelApi,
    private readonly tracer: Api.Tracer,
  ) {}

  /** Must run before the hooks whose work belongs to the trace. */
  install(fastify: FastifyInstance): void {
    const { context, propagation, SpanKind, SpanStatusCode, trace } = this.api;
    fastify.decorateRequest('span', null);
    fastify.addHook('onRequest', (request, _reply, done) => {
      const { method, headers } = request;
      const route = request.routeOptions.url;
      if (route !== undefined && ROUTINE.test(route)) {
        done();
        return;
      }
      const parent = propagation.extract(context.active(), headers);
      const span = this.tracer.startSpan(
        route === undefined ? method : `${method} ${route}`,
        {
          kind: SpanKind.SERVER,
          attributes: {
            'http.request.method': method,
            'http.route': route ?? 'unmatched',
            'catalogue.request_id': request.id,
          },
        },
        parent,
      );
      request.span = span;
      request.traceId = span.spanContext().traceId;
      context.with(trace.setSpan(parent, span), done);
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      const { span } = request;
      if (span) {
        const cache = reply.getHeader('x-cache');
        if (typeof cache === 'string') span.setAttribute('catalogue.cache', cache);
        span.setAttribute('http.response.status_code', reply.statusCode);
        if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      }
      done();
    });
  }
}
