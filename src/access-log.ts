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
    // "Not ready" is what a probe is for, and a server that starts or stops says it many times.
    const routine = route !== undefined && ROUTINE.test(route) && [200, 304, 503].includes(reply.statusCode);
    if (routine) logger.debug(line);
    else if (reply.statusCode >= 500) logger.error(line);
    else logger.log(line);
    done();
  });
}
