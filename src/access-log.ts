import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What probes and scrapers ask every few seconds says nothing new. */
const ROUTINE = /^\/(health(\/live|\/ready)?|metrics)$/;

/** What is said of one request. */
export interface Answered {
  method: string;
  url: string;
  /** Template of the route; undefined: none matched. */
  route: string | undefined;
  status: number;
  ms: number;
  /** What the cache did, where it was asked. */
  cache: unknown;
  requestId: string;
  /** Of the trace the request belongs to, where there are traces. */
  traceId?: string | undefined;
}

/** One line a request, when its answer is out: a request id finds it, and whatever else was logged under that id. */
export class AccessLog {
  private readonly logger = new Logger('Http');

  /** @param hears whether lines of level `info` are written at all: to make one costs more than to find out. */
  constructor(private readonly hears: boolean) {}

  install(fastify: FastifyInstance): void {
    fastify.decorateRequest('traceId', null);
    fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      this.write({
        method: request.method,
        url: request.url,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: reply.elapsedTime,
        cache: reply.getHeader('x-cache'),
        requestId: request.id,
        traceId: request.traceId ?? undefined,
      });
      done();
    });
  }

  write(answered: Answered): void {
    const { method, url, route, status, ms } = answered;
    if (status < 500 && !this.hears) return;
    const line = { msg: `${method} ${url} ${status}`, ...answered, ms: Math.round(ms * 10) / 10 };
    // "Not ready" is what a probe is for, and a server that starts or stops says it many times.
    const routine = route !== undefined && ROUTINE.test(route) && [200, 304, 503].includes(status);
    if (routine) this.logger.debug(line);
    else if (status >= 500) this.logger.error(line);
    else this.logger.log(line);
  }
}
