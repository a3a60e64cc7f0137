import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, sendProblem, validationError } from '../common/index.js';

/** Longer than any URL that means something here; with the headers it must fit into Node's 16 KiB. */
const MAX_URL_LENGTH = 8_192;
/** Our deepest body has seven levels; what is far deeper only wants to exhaust whatever walks it. */
const MAX_JSON_DEPTH = 32;

declare module 'fastify' {
  interface FastifyRequest {
    deadline: NodeJS.Timeout | null;
  }
}

/** Bounds on every request that Fastify has none for: length of the URL, depth of the JSON, and time to answer. */
export function installRequestBounds(fastify: FastifyInstance, deadlineMs: number): void {
  fastify.decorateRequest('deadline', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.url.length > MAX_URL_LENGTH) {
      const error = new AppError('uri_too_long', `The URL is longer than ${MAX_URL_LENGTH} characters.`);
      // The answer must not carry the whole URL back.
      sendProblem(error, { id: request.id, url: request.url.slice(0, 200) } as FastifyRequest, reply);
    } else done();
  });
  // Not earlier: what the cache answers needs no timer.
  fastify.addHook('preValidation', (request, reply, done) => {
    if (isDeeperThan(request.body, MAX_JSON_DEPTH)) {
      const message = `Must be at most ${MAX_JSON_DEPTH} levels deep.`;
      sendProblem(validationError([{ path: '', code: 'too_deep', message }]), request, reply);
      return;
    }
    request.deadline = setTimeout(() => giveUp(request, reply), deadlineMs);
    request.deadline.unref();
    done();
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    if (request.deadline) clearTimeout(request.deadline);
    done();
  });
}

function giveUp(request: FastifyRequest, reply: FastifyReply): void {
  // A stream that has begun has a client that reads; the socket's own time-out ends it when not.
  if (reply.sent || reply.raw.headersSent) return;
  const error = new AppError('deadline_exceeded', 'The answer took too long and was given up.', {
    headers: { 'retry-after': '5' },
  });
  sendProblem(error, request, reply);
}

/** Whether JSON has more than so many levels; without recursion, which is what a deep value wants to exhaust. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    const below: unknown[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null || Buffer.isBuffer(one)) continue;
      for (const child of Object.values(one))
        if (typeof child === 'object' && child !== null) below.push(child);
    }
    if (below.length === 0) return false;
    level = below;
  }
  return true;
}
