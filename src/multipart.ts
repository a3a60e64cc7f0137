import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

type AsyncHook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * Multipart bodies, read part by part; their bounds are those of the route that reads them. The plugin's own hooks are async and made
 * for every request: here only those that carry a form run them, so that an answer of the cache waits for no promise.
 */
export function installMultipart(app: NestFastifyApplication): void {
  const onlyForForms = (fastify: FastifyInstance, _options: object, done: () => void): void => {
    const view = Object.create(fastify) as FastifyInstance;
    view.addHook = ((name: 'onRequest' | 'onResponse', hook: AsyncHook) => {
      fastify.addHook(name, (request: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction) => {
        if (!request.headers['content-type']?.startsWith('multipart/')) next();
        else hook(request, reply).then(() => next(), next);
      });
      return view;
    }) as never; // The plugin adds these two kinds only, as long as no fields are attached to the body.
    multipart(view, {}, done);
  };
  // As `fastify-plugin` marks it: no context of its own.
  void app.register(Object.assign(onlyForForms, { [Symbol.for('skip-override')]: true }));
}
