import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { MetricsRegistry } from './metrics-registry.js';

/** A client may invent methods as well as paths. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Requests by route template, method and status, with their durations. */
@Injectable()
export class HttpMetrics {
  private readonly durations;
  private inFlight = 0;

  constructor(metrics: MetricsRegistry) {
    this.durations = metrics.seriesHistogram({
      name: 'catalogue_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    });
    const inFlight = (): number => this.inFlight;
    metrics.gauge({
      name: 'catalogue_http_requests_in_flight',
      help: 'Requests being answered now.',
      collect() {
        this.set(inFlight());
      },
    });
  }

  /** Must run before routes are registered: a Fastify hook covers the routes that come after it. */
  install(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (_request, _reply, done) => {
      this.inFlight += 1;
      done();
    });
    // Also called when the client went away before the answer.
    fastify.addHook('onResponse', (request, reply, done) => {
      this.inFlight -= 1;
      this.observe(request.method, request.routeOptions.url, reply.statusCode, reply.elapsedTime);
      done();
    });
  }

  /** @param route template of the route; undefined: none matched. */
  observe(method: string, route: string | undefined, status: number, ms: number): void {
    // What matches no route is one label: paths are the client's to invent.
    this.durations
      .of(METHODS.has(method) ? method : 'other', route ?? 'unmatched', status)
      .observe(ms / 1_000);
  }
}
