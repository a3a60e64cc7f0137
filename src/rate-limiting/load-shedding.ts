import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { AppError, sendProblem } from '../common/index.js';
import { MetricsRegistry } from '../metrics/index.js';
import { Gate, type Leave } from './gate.js';
import type { RateLimitingConfig } from './rate-limiting.config.js';

declare module 'fastify' {
  interface FastifyRequest {
    leaveGate: Leave | null;
  }
}

const EXEMPT = /^\/(health|metrics|docs|openapi\.json|assets|favicon)/;

/**
 * A ceiling on the requests that are worked on at once. What is over it waits for a moment or is told at once to come back later
 * (503), before all become slow. Answers of the cache do not pass here; neither do bodies that are still on their way, so that a slow
 * sender takes nobody's place. Uploads have a gate of their own, and streams that last leave when their first byte goes out.
 */
@Injectable()
export class LoadShedding {
  private readonly requests: Gate;
  private readonly uploads: Gate;

  constructor(config: RateLimitingConfig, metrics: MetricsRegistry) {
    this.requests = new Gate({ limit: config.concurrency, queue: config.queue, waitMs: config.waitMs });
    this.uploads = new Gate({ limit: config.uploads, queue: config.uploads, waitMs: config.waitMs });
    const { requests, uploads } = this;
    metrics.gauge({
      name: 'catalogue_http_requests_admitted',
      help: 'Requests inside the gate, and waiting before it.',
      labelNames: ['gate', 'state'] as const,
      collect() {
        for (const [gate, load] of Object.entries({ requests: requests.load, uploads: uploads.load })) {
          this.set({ gate, state: 'inside' }, load.inside);
          this.set({ gate, state: 'waiting' }, load.waiting);
        }
      },
    });
    this.shed = metrics.counter({
      name: 'catalogue_http_requests_shed_total',
      help: 'Requests answered 503 because too many came at once.',
      labelNames: ['gate'] as const,
    });
  }

  private readonly shed;

  install(fastify: FastifyInstance): void {
    fastify.decorateRequest('leaveGate', null);
    // After the body has been read and before anything is done with it.
    fastify.addHook('preValidation', (request, reply, done) => this.admit(request, reply, done));
    const leave = (request: FastifyRequest): void => {
      request.leaveGate?.();
      request.leaveGate = null;
    };
    fastify.addHook('onSend', (request, _reply, _payload, done) => {
      leave(request);
      done();
    });
    // When the client has gone before there was an answer.
    fastify.addHook('onResponse', (request, _reply, done) => {
      leave(request);
      done();
    });
  }

  private admit(request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    if (EXEMPT.test(request.routeOptions.url ?? '')) {
      done();
      return;
    }
    const isUpload = request.headers['content-type']?.startsWith('multipart/') ?? false;
    const entry = (isUpload ? this.uploads : this.requests).enter();
    const go = (leave: Leave | null): void => {
      if (leave === null) this.refuse(isUpload ? 'uploads' : 'requests', request, reply);
      else if (reply.raw.destroyed || reply.raw.writableEnded) leave();
      else {
        request.leaveGate = leave;
        done();
      }
    };
    if (entry instanceof Promise) void entry.then(go);
    else go(entry);
  }

  private refuse(gate: 'uploads' | 'requests', request: FastifyRequest, reply: FastifyReply): void {
    this.shed.inc({ gate });
    const error = new AppError('overloaded', 'Too many requests at once. Try again shortly.', {
      headers: { 'retry-after': '1' },
    });
    sendProblem(error, request, reply);
  }
}
