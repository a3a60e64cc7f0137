import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { MetricsRegistry } from './metrics-registry.js';

/** A client may invent methods as well as paths. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Requests by route template, method and status, with their durations. */
@Injectable()
export class HttpMetrics {
  private readonly durations;
  private readonly inFlight;

  constructor(metrics: MetricsRegistry) {
    this.durations = metrics.histogram({
      name: 'catalogue_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    });
    this.inFlight = metrics.gauge({
      name: 'catalogue_http_requests_in_flight',
      help: 'Requests being answered now.',
    });
  }

  /** Must run before routes are registered: a Fastify hook covers the routes that come after it. */
  install(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (_request, _reply, done) => {
      this.inFlight.inc();
      done();
    });
    // Also called when the client went away before the answer.
    fastify.addHook('onResponse', (request, reply, done) => {
      this.inFlight.dec();
      this.durations.observe(
        {
          method: METHODS.has(request.method) ? request.method : 'other',
          // What matches no route is one label: paths are the client's to invent.
          route: request.routeOptions.url ?? 'unmatched',
          status: reply.statusCode,
        },
        reply.elapsedTime / 1_000,
      );
      done();
    });
  }
}
