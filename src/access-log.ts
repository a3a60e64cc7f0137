import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What probes and scrapers ask every few seconds says nothing new. */
const ROUTINE = /^\/(health(\/live|\/ready)?|metrics)$/;

/** One line a request, when its answer is out: a request id finds it, and whatever else was logged under that id. */
export function installAccessLog(fastify: FastifyInstance): void {
  const logger = new Logger('Http');
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const route = request.routeOptions.url;
    const line = {
      msg: `${request.method} ${request.url} ${reply.statusCode}`,
      method: request.method,
      url: request.url,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      cache: reply.getHeader('x-cache'),
      requestId: request.id,
    };
    if (route !== undefined && ROUTINE.test(route) && reply.statusCode < 400) logger.debug(line);
    else logger.log(line);
    done();
  });
}
